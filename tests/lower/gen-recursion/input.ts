// A function that runs again inside itself can't keep its generators in static memory.
function* range(to: i32): Generator<i32> {
  for (let i = 0; i < to; i++) yield i;
}

function depth(n: i32): i32 {
  const g = range(n);
  g.next();
  return n ? other(n) + g.next().value : 0;
}

function other(n: i32): i32 {
  return depth(n - 1);
}

/** In place there is nothing to keep. */
function inPlace(n: i32): i32 {
  let sum = 0;
  for (const x of range(n)) sum += x + inPlace(x);
  return sum;
}

export function run(): i32 {
  return depth(2) + inPlace(2);
}
