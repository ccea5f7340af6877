//! javascript
// A variable that may hold one of several promises: the others must still be joined or stopped at the end.

import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function child(x: i32, rounds: i32): Promise<i32> {
  for (let i = 0; i < rounds; i++) await yieldNow();
  return trace("child", x);
}

async function either(first: bool, rounds: i32): Promise<i32> {
  const a = child(1, rounds);
  const b = child(2, 8 - rounds);
  let p = a;
  if (!first) p = b;
  const value = await p;
  const other = first ? await b : await a;
  return value * 10 + other;
}

async function taken(flag: bool): Promise<i32> {
  const a = child(3, 1);
  let b = a;
  let sum = 0;
  if (flag) b = child(4, 2);
  sum += await b;
  sum += await a;
  return sum;
}

async function passed(p: Promise<i32>, first: bool): Promise<i32> {
  const own = child(5, 1);
  let q = own;
  if (first) q = p;
  return (await q) + (await own) * 100;
}

export async function run(): Promise<void> {
  trace("first", await either(true, 3));
  trace("second", await either(false, 5));
  trace("one", await taken(false));
  trace("two", await taken(true));
  const p = child(6, 40);
  trace("own", await passed(p, false));
  trace("given", await passed(p, true));
  await p;
  mark("end");
}
