// A file with a value that awaits, for input.ts to import: its top level is not the program's.
export async function value(): Promise<i32> {
  return 1;
}

export const early: i32 = await value();
