// Tasks of their own: spawn and trySpawn, join, cancel, detach, full pools, handles of slots that were used again.
import { sleep, spawn, Task, trySpawn, yieldNow } from "tacet/assembly";
import { __parkOrCancel, __unwind } from "tacet/assembly/intrinsics";
import { mark, trace } from "../trace";

@pool(2)
async function work(ms: f64, v: i32): Promise<i32> {
  trace("work", v);
  await sleep(ms);
  trace("worked", v);
  return v * 10;
}

@pool(1)
async function once(v: f64): Promise<f64> {
  return v + 0.5;
}

@pool(2)
async function stubborn(v: i32): Promise<void> {
  if (await __parkOrCancel()) {
    trace("cancelled", v);
    await sleep(2);
    trace("cleaned", v);
    __unwind();
  }
}

const SLOTS: i32 = 3;

@pool(SLOTS + 1)
async function counted(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

async function joined(): Promise<void> {
  const a = trySpawn(work(5, 1));
  const b = trySpawn(work(2, 2));
  const c = trySpawn(work(1, 3));
  trace("started", a.started && b.started);
  trace("full", c.started);
  trace("done", a.done);
  trace("a", await a.join());
  trace("b done", b.done);
  trace("b", await b.join());
  trace("a done", a.done);
}

async function atOnce(): Promise<void> {
  const a = trySpawn(once(1));
  trace("done", a.done);
  const b = trySpawn(once(2));
  trace("started", b.started);
  trace("a", await a.join());
  const c = trySpawn(once(3));
  trace("started", c.started);
  trace("c", await c.join());
}

async function dropped(): Promise<void> {
  trySpawn(work(1, 4));
  trySpawn(work(2, 5));
  trace("full", trySpawn(work(3, 6)).started);
  await sleep(1);
  const c = trySpawn(work(3, 7));
  trace("started", c.started);
  c.detach();
  await sleep(10);
}

async function waits(): Promise<void> {
  const a = await spawn(work(3, 1));
  const b = await spawn(work(4, 2));
  mark("two");
  b.detach();
  await spawn(work(1, 3));
  mark("three");
  trace("a", await a.join());
  const d = await spawn(work(1, 4));
  mark("four");
  trace("d", await d.join());
}

/** Joins a task that was cancelled. */
async function aborted<T>(t: Task<T>): Promise<void> {
  try {
    await t.join();
    mark("never");
  } catch (e) {
    trace(e.name, e.message);
  }
}

async function cancels(): Promise<void> {
  const a = trySpawn(stubborn(1));
  const b = trySpawn(stubborn(2));
  await yieldNow();
  b.cancel();
  a.cancel();
  a.cancel();
  mark("asked");
  trace("done", a.done || b.done);
  await aborted(a);
  trace("joined", b.done);
  trace("cancelled", b.cancelled);
  await aborted(b);
  trace("after", b.cancelled);
  const c = trySpawn(work(9, 8));
  c.cancel();
  await aborted(c);
}

async function stale(): Promise<void> {
  const a = trySpawn(once(1));
  await a.join();
  const b = trySpawn(once(2));
  a.cancel();
  a.detach();
  trace("a done", a.done);
  trace("b", await b.join());
}

async function many(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 10; i++) {
    const t = await spawn(counted(i));
    t.detach();
    sum += i;
  }
  let refused = 0;
  for (let i = 0; i < 10; i++) if (!trySpawn(counted(i)).started) refused++;
  return sum * 100 + refused;
}

async function joiner(t: Task<i32>): Promise<i32> {
  return await t.join();
}

async function passed(): Promise<i32> {
  const t = trySpawn(work(2, 9));
  const p = joiner(t);
  await sleep(1);
  mark("passed");
  return await p;
}

export async function run(): Promise<i32> {
  await joined();
  await atOnce();
  await dropped();
  await waits();
  await cancels();
  await stale();
  trace("many", await many());
  trace("passed", await passed());
  return 0;
}
