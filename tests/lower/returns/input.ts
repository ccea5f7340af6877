// Early returns, returns of awaits, of plain values, of nothing; functions that never await; values that are dropped.
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function early(n: i32): Promise<i32> {
  if (n == 0) return 10;
  await yieldNow();
  if (n == 1) return 11;
  if (n == 2) return await early2(n);
  while (true) {
    await yieldNow();
    if (n == 3) return 13;
    n--;
  }
}

async function early2(n: i32): Promise<i32> {
  return n * 6;
}

async function nothing(n: i32): Promise<void> {
  if (n == 0) return;
  await yieldNow();
  if (n == 1) return;
  mark("end of nothing");
}

async function tailVoid(n: i32): Promise<void> {
  mark("tail");
  return await nothing(n);
}

async function tailSleep(ms: f64): Promise<void> {
  return await sleep(ms);
}

async function noAwait(a: i32, b: i32): Promise<i32> {
  return a - b;
}

async function returnsPromise(n: i32): Promise<i32> {
  return early(n);
}

async function emptyBody(): Promise<void> {}

export async function run(): Promise<i32> {
  for (let n = 0; n < 6; n++) trace("early", await early(n));
  for (let n = 0; n < 3; n++) await nothing(n);
  for (let n = 0; n < 3; n++) await tailVoid(n);
  await tailSleep(5);
  await tailSleep(0);
  await emptyBody();
  await noAwait(1, 2);
  await early(4);
  trace("noAwait", await noAwait(9, 4));
  trace("returnsPromise", await returnsPromise(1) * 100 + await returnsPromise(5));
  return await early(3);
}
