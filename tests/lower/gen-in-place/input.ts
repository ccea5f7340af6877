//! runtimes stub minimal
//! javascript
// A program whose generators are all expanded in place: nothing is left for next() to resume.

import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

function* upTo(n: i32): Generator<i32> {
  for (let i = 0; i < n; i++) yield i;
}

function total(n: i32): i32 {
  let sum = 0;
  for (const v of upTo(n)) sum += v;
  return sum;
}

export async function run(): Promise<void> {
  await yieldNow();
  trace("total", total(5));
  for (const v of upTo(3)) {
    await yieldNow();
    trace("v", v);
  }
}
