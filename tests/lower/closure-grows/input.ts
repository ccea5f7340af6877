// A recursion that wraps the closure it was given in a new one each round.
function walk(n: i32, f: (x: i32) => i32): i32 {
  return n ? walk(n - 1, x => f(x) + n) : f(0);
}

export async function run(): Promise<i32> {
  const k = 3;
  let v = k + 1;
  return walk(4, x => x + v);
}
