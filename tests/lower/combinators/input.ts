// Promise.all waits for every child with one suspension, Promise.race for the first; losers are cancelled and joined.
import { sleep, yieldNow } from "tacet/assembly";
import { __parkOrCancel, __unwind } from "tacet/assembly/intrinsics";
import { mark, trace } from "../trace";

async function now(v: i32): Promise<i32> {
  return trace("now", v);
}

async function asleep(ms: f64, v: i32): Promise<i32> {
  await sleep(ms);
  return trace("slept", v);
}

async function half(ms: f64): Promise<f64> {
  await sleep(ms);
  return ms / 2;
}

async function stubborn(v: i32): Promise<i32> {
  if (await __parkOrCancel()) {
    trace("cancelled", v);
    await sleep(3);
    trace("cleaned", v);
    __unwind();
  }
  return v;
}

async function all(): Promise<f64> {
  const a = asleep(3, 1);
  const b = now(2);
  const c = half(5);
  await Promise.all([a, b, c]);
  mark("all");
  return <f64>(await a) * 100 + <f64>(await b) * 10 + (await c);
}

async function allDone(): Promise<i32> {
  const a = now(1);
  const b = asleep(1, 2);
  await sleep(2);
  await Promise.all([a, b]);
  return (await a) * 10 + (await b);
}

async function allDirect(): Promise<void> {
  await Promise.all([asleep(2, 1), asleep(1, 2)]);
}

async function race(a: f64, b: f64): Promise<i32> {
  return await Promise.race([asleep(a, 1), asleep(b, 2)]);
}

async function raceNow(): Promise<i32> {
  const winner = await Promise.race([asleep(5, 1), now(2), asleep(1, 3)]);
  mark("raced");
  return winner;
}

async function raceStubborn(): Promise<i32> {
  const a = stubborn(1);
  const b = asleep(2, 2);
  const v = await Promise.race([a, b]);
  mark("raced");
  return v;
}

async function raceTimeout(ms: f64): Promise<bool> {
  const work = half(10);
  const timer = half(ms);
  return (await Promise.race([work, timer])) == 5;
}

async function loop(): Promise<i32> {
  let sum = 0;
  for (let i = 1; i < 4; i++) sum = sum * 10 + (await Promise.race([asleep(i, 1), asleep(2, 2)]));
  return sum;
}

export async function run(): Promise<i32> {
  trace("all", await all());
  trace("allDone", await allDone());
  await allDirect();
  trace("race", await race(1, 2));
  trace("race", await race(2, 1));
  trace("race", await race(1, 1));
  trace("raceNow", await raceNow());
  trace("raceStubborn", await raceStubborn());
  trace("raceTimeout", await raceTimeout(20));
  trace("raceTimeout", await raceTimeout(2));
  trace("loop", await loop());
  return 0;
}
