// Generators whose frames have no place: several rounds of a loop, the host.
export function* range(to: i32): Generator<i32> {
  for (let i = 0; i < to; i++) yield i;
}

export function rounds(): i32 {
  let last = range(1);
  for (let i = 0; i < 3; i++) {
    const g = range(i);
    last.next();
    last = g;
  }
  return last.next().value;
}
