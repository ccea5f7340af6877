// A throw that reaches a place where nothing can catch traps with its message: an export that is not async, by a generator and a value.
//! script call total 3; start run 1; end; call total 1; call total 7
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

function* upTo(n: i32): Generator<i32> {
  for (let i = 0; i < n; i++) {
    if (i == 5) throw new Error("in a generator");
    yield i;
  }
}

function positive(v: i32): i32 {
  if (v < 0) throw new RangeError("negative");
  return v;
}

const functions: StaticArray<(v: i32) => i32> = [positive, positive];

export function total(n: i32): i32 {
  let sum = 0;
  for (const x of upTo(n)) sum += functions[x & 1](x);
  return sum;
}

export async function run(v: i32): Promise<i32> {
  await yieldNow();
  return trace("f", total(v + 1));
}
