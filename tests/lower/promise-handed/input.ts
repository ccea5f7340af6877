// What TACET053 says to write instead of handing a promise to another task: its value, an awaited call, a function that is called there.
//! javascript
//! runtimes stub incremental
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function child(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

async function ofPromise(p: Promise<i32>, n: i32): Promise<i32> {
  await yieldNow();
  return (await p) * n;
}

async function ofValue(v: i32, n: i32): Promise<i32> {
  await yieldNow();
  return v * n;
}

async function ofFunction(f: () => Promise<i32>, n: i32): Promise<i32> {
  await yieldNow();
  return (await f()) * n;
}

export async function run(): Promise<void> {
  const p = child(2);
  trace("awaited", await ofPromise(p, 3));
  const q = ofValue(await p, 4);
  trace("value", await q);
  const [a, b] = await Promise.all([ofValue(await p, 5), ofFunction(async () => await child(6), 7)]);
  trace("a", a);
  trace("b", b);
  const n = 8;
  const r = ofFunction(async () => await child(n), 9);
  trace("r", await r);
}
