export async function value(): Promise<i32> {
  return 1;
}

export const early: i32 = await value();
