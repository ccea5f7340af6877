// Several host calls at once: turns with a budget, first come first served, slots reused after a release, full slots.
//! script start step 1 3; start step 2 2; start step 3 1; turn 1; turn 1; turn 2; start step 4 1; idle; start once 1; start once 2; idle; start once 3; idle; start timed 1 10; start timed 2 5; start timed 3 10; advance 5; start timed 4 5; advance 5; start step 5 4; turn 2; start timed 5 1; turn 0; advance 1; end
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

@pool(3)
export async function step(name: i32, n: i32): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    trace("step", name * 10 + i);
    await yieldNow();
    sum += name;
  }
  return sum;
}

export async function once(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

@pool(5)
export async function timed(name: i32, ms: f64): Promise<i32> {
  await sleep(ms);
  trace("timed", name);
  await sleep(1);
  return name;
}
