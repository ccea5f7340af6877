// Promise.all with values: differently typed children, voids, holes; one suspension, no allocation.
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function int(ms: f64, v: i32): Promise<i32> {
  await sleep(ms);
  return trace("int", v);
}

async function float(ms: f64, v: f64): Promise<f64> {
  await sleep(ms);
  return trace("float", v);
}

async function long(v: i64): Promise<i64> {
  return v;
}

async function nothing(ms: f64): Promise<void> {
  await sleep(ms);
  mark("nothing");
}

async function mixed(): Promise<f64> {
  const [a, b, c] = await Promise.all([int(3, 1), float(1, 0.5), int(2, 3)]);
  mark("mixed");
  return a * 100 + b + c;
}

async function holes(): Promise<i32> {
  const [, a, , b = 7] = await Promise.all([nothing(2), int(1, 4), long(9)]);
  return a * 10 + b;
}


async function promises(): Promise<i32> {
  const p = int(4, 5);
  const q = float(2, 6);
  await yieldNow();
  const [a, b] = await Promise.all([p, q]);
  return a * 10 + <i32>b + (await p);
}

async function loop(): Promise<i32> {
  let sum = 0;
  for (let i = 1; i < 4; i++) {
    const [a, b] = await Promise.all([int(i, i), float(1, i)]);
    sum += a + <i32>b;
  }
  return sum;
}

async function assigned(): Promise<i32> {
  let a = 0, b: f64 = 0;
  [a, b] = await Promise.all([int(1, 2), float(2, 3)]);
  return a * 10 + <i32>b;
}


export async function run(): Promise<i32> {
  trace("mixed", await mixed());
  trace("holes", await holes());
  trace("promises", await promises());
  trace("loop", await loop());
  trace("assigned", await assigned());
  return 0;
}
