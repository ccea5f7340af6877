// A closure assigns what it captured, or captures what has no value yet.
function apply(f: (x: i32) => i32): i32 {
  return f(1);
}

export async function run(): Promise<i32> {
  let inside = 0;
  apply(x => {
    inside += x;
    inside++;
    return inside = 3;
  });
  let unset: i32;
  const h = (x: i32): i32 => x + unset;
  unset = 4;
  return inside;
}
