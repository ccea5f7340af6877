// Nested calls: each level suspends or not, in turn; results pass up; the same function at several depths.
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function leaf(n: i32): Promise<i32> {
  if (n & 1) await yieldNow();
  return n * 2;
}

async function middle(n: i32): Promise<i32> {
  const a = await leaf(n);
  const b = await leaf(n + 1);
  return a * 10 + b + (await leaf(a));
}

async function upper(n: i32): Promise<i32> {
  let sum = await middle(n);
  sum += await leaf(n);
  if (n > 2) await sleep(n);
  return sum + (await middle(n + 1));
}

async function tail1(n: i32): Promise<i32> {
  mark("tail1");
  return await tail2(n + 1, 7);
}

async function tail2(n: i32, m: i32): Promise<i32> {
  if (n > 3) await yieldNow();
  mark("tail2");
  return await tail3(n * m);
}

async function tail3(n: i32): Promise<i32> {
  mark("tail3");
  if (n & 1) await sleep(1);
  return n;
}

async function effects(n: i32): Promise<void> {
  if (n > 0) await yieldNow();
  mark("effects");
}

async function chain(n: i32): Promise<i32> {
  await effects(n);
  await effects(0);
  return await leaf(await leaf(await leaf(await leaf(n))));
}

export async function run(): Promise<i32> {
  for (let n = 0; n < 4; n++) trace("upper", await upper(n));
  for (let n = 0; n < 4; n++) trace("tail", await tail1(n));
  for (let n = 0; n < 3; n++) trace("chain", await chain(n));
  return 0;
}
