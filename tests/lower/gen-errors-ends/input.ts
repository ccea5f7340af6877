// Errors in the cleanup of generators: after break and return they replace, after an error of the loop they don't, and return() throws them.
//! runtimes stub minimal incremental
//! allocates
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

function* bad(name: string): Generator<i32> {
  try {
    yield 1;
    yield 2;
  } finally {
    trace("cleanup", name);
    throw new TypeError(name);
  }
}

async function* badAsync(name: string): AsyncGenerator<i32> {
  try {
    yield 1;
    await yieldNow();
    yield 2;
  } finally {
    await sleep(1);
    trace("cleanup", name);
    throw new TypeError(name);
  }
}

function* over(name: string): Generator<i32> {
  for (const x of bad(name)) yield x * 10;
}

async function* overAsync(name: string): AsyncGenerator<i32> {
  for await (const x of badAsync(name)) yield x * 10;
}

function leave(how: i32): i32 {
  for (const x of bad("plain")) {
    if (how == 0) break;
    if (how == 1) return x;
    if (how == 2) throw new RangeError("loop");
  }
  return -1;
}

async function leaveOver(how: i32): Promise<i32> {
  for (const x of over("over")) {
    await yieldNow();
    if (how == 0) break;
    if (how == 1) return x;
    if (how == 2) throw new RangeError("loop");
  }
  return -1;
}

async function leaveAsync(how: i32): Promise<i32> {
  for await (const x of badAsync("async")) {
    if (how == 0) break;
    if (how == 1) return x;
    if (how == 2) throw new RangeError("loop");
  }
  return -1;
}

async function leaveOverAsync(how: i32): Promise<i32> {
  for await (const x of overAsync("over async")) {
    if (how == 0) break;
    if (how == 1) return x;
    if (how == 2) throw new RangeError("loop");
  }
  return -1;
}

async function byHand(): Promise<i32> {
  const g = bad("by hand");
  g.next();
  try {
    g.return();
    mark("never");
  } catch (e) {
    trace(e.name, e.message);
  }
  trace("done", g.next().done);
  const h = badAsync("async by hand");
  await h.next();
  try {
    await h.return();
    mark("never");
  } catch (e) {
    trace(e.name, e.message);
  }
  const step = await h.next();
  trace("done", step.done);
  return 0;
}

async function attempt(what: i32, how: i32): Promise<void> {
  try {
    switch (what) {
      case 0: trace("plain", leave(how)); break;
      case 1: trace("over", await leaveOver(how)); break;
      case 2: trace("async", await leaveAsync(how)); break;
      case 3: trace("over async", await leaveOverAsync(how)); break;
      case 4: trace("by hand", await byHand()); break;
    }
  } catch (e) {
    trace(e.name, e.message);
  }
}

export async function run(): Promise<i32> {
  for (let what = 0; what < 5; what++) for (let how = 0; how < 4; how++) await attempt(what, how);
  return 0;
}
