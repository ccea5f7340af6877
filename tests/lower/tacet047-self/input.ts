// A function that awaits itself.
export async function run(n: i32): Promise<i32> {
  if (n == 0) return 0;
  return n + (await run(n - 1));
}
