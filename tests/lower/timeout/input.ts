// timeout and shield; allSettled with its results; Promise.resolve.
//! runtimes stub incremental
//! script start run; end; start shielded; advance 1; cancel 1; end; start waiting; advance 1; cancel 2; end; start closing; advance 1; cancel 3; end
import { shield, sleep, timeout, TimeoutError } from "tacet/assembly";
import { mark, trace } from "../trace";

async function value(ms: i32, v: i32): Promise<i32> {
  try {
    await sleep(ms);
    return v;
  } finally {
    trace("over", v);
  }
}

async function slowCleanup(ms: i32): Promise<string> {
  try {
    await sleep(ms);
    return "value";
  } finally {
    await sleep(2);
    trace("cleaned", ms);
  }
}

async function fails(ms: i32, name: string): Promise<f64> {
  if (ms) await sleep(ms);
  throw new RangeError(name);
}

async function text(ms: i32, t: string): Promise<string> {
  if (ms) await sleep(ms);
  return t;
}

async function nothing(): Promise<void> {}

async function timeouts(): Promise<void> {
  trace("in time", await timeout(value(1, 1), 5));
  trace("at once", await timeout(text(0, "text"), 5));
  try {
    trace("late", await timeout(value(9, 2), 5));
  } catch (e) {
    trace(e.name, e.message);
    assert(e instanceof TimeoutError);
  }
  try {
    trace("late", await timeout(slowCleanup(9), 1));
  } catch (e) {
    trace(e.name, e.message);
  }
  try {
    trace("fails", await timeout(fails(1, "itself"), 5));
  } catch (e) {
    trace(e.name, e.message);
  }
  for (let i = 0; i < 2; i++) {
    const p = value(3, 30 + i);
    try {
      trace("again", await timeout(p, 1));
    } catch (e) {
      trace("again", e.name);
    }
  }
  trace("zero", await timeout(value(0, 3), 0) == 3);
}

async function results(): Promise<void> {
  const [a, b, c, d] = await Promise.allSettled([value(1, 4), fails(2, "settled"), text(1, "five"), nothing()]);
  trace("a", a.status);
  trace("a", a.value);
  trace("b", b.status);
  trace("b", b.reason.message);
  trace(c.value, c.isFulfilled);
  trace("d", d.status);
  trace("resolved", await Promise.resolve(7));
  trace("resolved", await Promise.resolve("seven"));
}

/** A cancel waits for what is shielded, and takes effect then. */
export async function shielded(): Promise<i32> {
  trace("shield", await shield(text(0, "at once")));
  try {
    trace("shield", await shield(value(3, 5)));
    mark("not here");
  } finally {
    mark("behind the shield");
  }
  return 0;
}

/** A cancel while a timeout runs. */
export async function waiting(): Promise<i32> {
  try {
    return await timeout(slowCleanup(10), 20) == "" ? 1 : 2;
  } finally {
    mark("waited");
  }
}

/** A deadline for cleanup. */
export async function closing(): Promise<void> {
  try {
    await sleep(100);
  } finally {
    try {
      await timeout(value(50, 6), 2);
    } catch (e) {
      trace("cleanup", e.name);
    }
  }
}

export async function run(): Promise<i32> {
  await timeouts();
  await results();
  return 0;
}
