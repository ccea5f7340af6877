//! runtimes stub minimal incremental
// Scopes and limits: any number of tasks of pools, back-pressure, waiting for all, references into the frame of the opener.
import { frameBuffer, inFrame, limit, Scope, scope, sleep, yieldNow } from "tacet/assembly";
import { __parkOrCancel, __unwind } from "tacet/assembly/intrinsics";
import { mark, trace } from "../trace";

@unmanaged
class Counts {
  running: i32;
  most: i32;
  sum: i32;
}

@pool(3)
async function work(counts: Counts, ms: f64, v: i32): Promise<void> {
  counts.running++;
  counts.most = max(counts.most, counts.running);
  await sleep(ms);
  counts.running--;
  counts.sum = counts.sum * 10 + v;
}

@pool(2)
async function now(counts: Counts, v: i32): Promise<i32> {
  counts.sum += v;
  return v;
}

@pool(8)
async function request(counts: Counts, v: i32): Promise<void> {
  counts.running++;
  counts.most = max(counts.most, counts.running);
  await sleep(2);
  trace("request", v);
  counts.running--;
}

@pool(4)
async function other(counts: Counts, v: i32): Promise<void> {
  await sleep(3);
  trace("other", v);
  trace("of requests", counts.running);
}

@pool(4)
async function stubborn(v: i32): Promise<void> {
  if (await __parkOrCancel()) {
    trace("cancelled", v);
    await sleep(v);
    trace("cleaned", v);
    __unwind();
  }
}

/** The pool has three slots: the fourth waits. */
async function pool(): Promise<i32> {
  const counts = inFrame<Counts>();
  const s = scope();
  for (let i = 1; i <= 5; i++) {
    await s.spawn(work(counts, 4 - i % 3, i));
    trace("spawned", i);
  }
  trace("count", s.count);
  await s.join();
  trace("count", s.count);
  trace("most", counts.most);
  return counts.sum;
}

async function limited(): Promise<i32> {
  const counts = inFrame<Counts>();
  const s = limit(2);
  for (let i = 1; i <= 5; i++) await s.spawn(work(counts, i, i));
  await s.join();
  trace("most", counts.most);
  return counts.sum;
}

/** At most 5 of these at a time, combined with 1 of those. */
async function combined(): Promise<void> {
  const counts = inFrame<Counts>();
  const five = limit(5);
  const one = limit(1);
  await one.spawn(other(counts, 100));
  for (let i = 0; i < 12; i++) await five.spawn(request(counts, i));
  await one.spawn(other(counts, 101));
  await five.join();
  mark("five");
  await one.join();
  trace("most", counts.most);
}

async function atOnce(): Promise<i32> {
  const counts = inFrame<Counts>();
  const s = scope();
  for (let i = 0; i < 10; i++) await s.spawn(now(counts, i));
  trace("count", s.count);
  await s.join();
  return counts.sum;
}

async function tries(): Promise<i32> {
  const counts = inFrame<Counts>();
  const s = limit(4);
  let no = 0;
  for (let i = 0; i < 6; i++) if (!s.trySpawn(work(counts, 1, i))) no++; // the pool has three slots
  trace("no", no);
  for (let i = 0; i < 2; i++) if (!s.trySpawn(request(counts, i))) no++; // the limit is four
  await s.join();
  return no;
}

async function into(s: Scope, counts: Counts, from: i32): Promise<void> {
  for (let i = from; i < from + 3; i++) await s.spawn(work(counts, 1, i));
}

/** Two children and the owner spawn into one scope. */
async function shared(): Promise<i32> {
  const counts = inFrame<Counts>();
  const s = limit(2);
  const a = into(s, counts, 1);
  const b = into(s, counts, 4);
  await s.spawn(work(counts, 1, 7));
  await Promise.all([a, b]);
  await s.join();
  trace("most", counts.most);
  return counts.running;
}

async function cancelled(): Promise<void> {
  const s = scope();
  await s.spawn(stubborn(2));
  await s.spawn(stubborn(1));
  await sleep(1);
  s.cancel();
  await s.join();
  mark("joined");
}

async function open(): Promise<void> {
  const s = scope();
  await s.spawn(stubborn(3));
  await s.spawn(stubborn(4));
  await s.join();
}

async function cutShort(): Promise<void> {
  const p = open();
  await sleep(1);
  mark("end of the owner");
}

/** Nobody joins it: the end of the activation does. */
async function forgotten(counts: Counts): Promise<i32> {
  const s = scope();
  await s.spawn(work(counts, 2, 8));
  await s.spawn(work(counts, 1, 9));
  return counts.running;
}

/** Cancelled while it waits for a slot. */
async function waiting(): Promise<void> {
  const s = limit(1);
  await s.spawn(stubborn(5));
  await s.spawn(stubborn(6));
  mark("never");
}

async function cutWaiting(): Promise<void> {
  const p = waiting();
  await yieldNow();
  mark("cut");
}

async function rounds(): Promise<i32> {
  const counts = inFrame<Counts>();
  for (let i = 1; i < 4; i++) {
    const s = scope();
    await s.spawn(work(counts, 2, i));
    await s.spawn(work(counts, 1, i + 4));
    await s.join();
  }
  return counts.sum;
}

export async function run(): Promise<i32> {
  trace("pool", await pool());
  trace("limited", await limited());
  await combined();
  trace("atOnce", await atOnce());
  trace("tries", await tries());
  trace("shared", await shared());
  await cancelled();
  await cutShort();
  const counts = inFrame<Counts>();
  trace("forgotten", await forgotten(counts));
  trace("sum", counts.sum);
  await cutWaiting();
  trace("rounds", await rounds());
  return 0;
}
