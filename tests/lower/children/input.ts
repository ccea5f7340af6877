// Child tasks that are awaited: finished at their start, before the await, at the await; awaited twice; in any order.
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function now(v: i32): Promise<i32> {
  trace("now", v);
  return v;
}

async function later(v: i32): Promise<i32> {
  trace("begins", v);
  await yieldNow();
  trace("ends", v);
  return v;
}

async function asleep(ms: f64, v: i32): Promise<i32> {
  trace("begins", v);
  await sleep(ms);
  trace("ends", v);
  return v;
}

async function quiet(ms: f64): Promise<void> {
  await sleep(ms);
  mark("quiet");
}

async function wide(v: i64, w: f64): Promise<f64> {
  await sleep(1);
  return <f64>v * w;
}

async function finishedAtStart(): Promise<i32> {
  const p = now(1);
  mark("started");
  const a = await p;
  const b = await p;
  return a * 10 + b;
}

async function finishedBefore(): Promise<i32> {
  const p = later(2);
  mark("started");
  await sleep(3);
  mark("slept");
  const a = await p;
  await sleep(1);
  return a * 10 + (await p);
}

async function finishesAt(): Promise<i32> {
  const p = asleep(5, 3);
  mark("started");
  const v = await p;
  return v + (await p);
}

async function reversed(): Promise<i32> {
  const p = asleep(5, 1);
  const q = asleep(2, 2);
  const r = asleep(9, 3);
  return (await r) * 100 + (await q) * 10 + (await p);
}

async function interleaved(): Promise<i32> {
  const p = asleep(4, 1);
  await sleep(1);
  mark("between");
  const q = asleep(1, 2);
  const a = await p;
  return a * 10 + (await q);
}

async function grand(n: i32): Promise<i32> {
  const p = asleep(2, n);
  const q = later(n + 1);
  return (await p) * 10 + (await q);
}

async function grandchildren(): Promise<i32> {
  const a = grand(1);
  const b = grand(5);
  return (await a) * 100 + (await b);
}

async function sameVariable(flag: bool): Promise<i32> {
  let p = later(1);
  if (flag) {
    trace("first", await p);
    p = asleep(1, 2);
  }
  return await p;
}

async function inLoop(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    const p = asleep(1, i);
    const q = now(i * 10);
    sum += (await p) + (await q);
  }
  return sum;
}

export async function run(): Promise<i32> {
  trace("finishedAtStart", await finishedAtStart());
  trace("finishedBefore", await finishedBefore());
  trace("finishesAt", await finishesAt());
  trace("reversed", await reversed());
  trace("interleaved", await interleaved());
  trace("grandchildren", await grandchildren());
  trace("sameVariable", await sameVariable(true));
  trace("sameVariable", await sameVariable(false));
  trace("inLoop", await inLoop());
  const p = quiet(2);
  await p;
  trace("wide", await wide(3, 0.5));
  const w = wide(5, 0.25);
  trace("wide child", (await w) + (await w));
  return 0;
}
