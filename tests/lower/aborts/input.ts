// Awaiting what a race, a timeout, a failed all or the handle's cancel has cancelled throws an AbortError, whatever the result's type.
//! runtimes stub minimal incremental
//! allocates
import { AbortError, sleep, spawn, timeout, TimeoutError, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

class Point {
  constructor(readonly x: i32) {}
}

async function int(ms: i32, v: i32): Promise<i32> {
  await sleep(ms);
  return v;
}

async function float(ms: i32): Promise<f64> {
  await sleep(ms);
  return 1.5;
}

async function text(ms: i32): Promise<string> {
  await sleep(ms);
  return "text " + ms.toString();
}

async function point(ms: i32): Promise<Point> {
  await sleep(ms);
  return new Point(ms);
}

async function nothing(ms: i32): Promise<void> {
  await sleep(ms);
}

async function fails(ms: i32): Promise<i32> {
  await sleep(ms);
  throw new RangeError("fails");
}

function told(e: Error): void {
  trace(e.name, e instanceof AbortError ? "aborted" : e.message);
}

async function ints(): Promise<void> {
  const slow = int(9, 9);
  trace("race", await Promise.race([slow, int(1, 1)]));
  try {
    trace("never", await slow);
  } catch (e) {
    told(e);
  }
}

async function floats(): Promise<void> {
  const slow = float(9);
  try {
    trace("never", await timeout(slow, 1));
  } catch (e) {
    told(e);
  }
  try {
    trace("never", await slow);
  } catch (e) {
    told(e);
  }
}

async function texts(): Promise<void> {
  const slow = text(9);
  const other = text(1);
  trace("race", await Promise.race([slow, other]));
  trace("again", await other);
  try {
    trace("never", (await slow) + "!");
  } catch (e) {
    told(e);
  }
}

async function points(): Promise<void> {
  const slow = point(9);
  const failing = fails(1);
  try {
    await Promise.all([slow, failing]);
  } catch (e) {
    told(e);
  }
  try {
    trace("never", (await slow).x);
  } catch (e) {
    told(e);
  }
  try {
    await failing;
  } catch (e) {
    told(e);
  }
}

async function nothings(): Promise<void> {
  const slow = nothing(9);
  await Promise.any([slow, nothing(1)]);
  try {
    await slow;
    mark("never");
  } catch (e) {
    told(e);
  }
}

/** A promise that was dropped, in other combinators and in timeout. */
async function again(): Promise<void> {
  const slow = int(9, 9);
  trace("race", await Promise.race([int(1, 1), slow]));
  try {
    await Promise.all([slow, int(1, 2)]);
    mark("never");
  } catch (e) {
    told(e);
  }
  try {
    trace("never", await Promise.race([slow, int(1, 2)]));
  } catch (e) {
    told(e);
  }
  try {
    trace("never", await timeout(slow, 2));
  } catch (e) {
    told(e);
  }
  trace("any", await Promise.any([slow, int(2, 3)]));
  const [one, two] = await Promise.allSettled([slow, int(1, 4)]);
  trace(one.status, one.isFulfilled);
  told(one.reason);
  trace(two.status, two.value);
}

async function rejoined(): Promise<void> {
  const slow = int(9, 9);
  for (let i = 0; i < 3; i++) {
    try {
      trace("round", await Promise.race([int(1, i), slow]));
    } catch (e) {
      told(e);
    }
  }
}

/** Cleanup awaits what the race before it dropped. */
async function cleanups(): Promise<i32> {
  const slow = int(9, 9);
  const fast = int(1, 1);
  try {
    return await Promise.race([slow, fast]);
  } finally {
    trace("fast", await fast);
    try {
      trace("never", await slow);
    } catch (e) {
      told(e);
    }
  }
}

// @ts-ignore: decorator
@pool(1)
async function pooled(): Promise<string> {
  await sleep(9);
  return "pooled";
}

async function handles(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    const task = await spawn(pooled());
    await yieldNow();
    if (i == 0) task.cancel();
    try {
      trace("joined", await task.join());
    } catch (e) {
      told(e);
    }
  }
}

export async function run(): Promise<i32> {
  await ints();
  await floats();
  await texts();
  await points();
  await nothings();
  await again();
  await rejoined();
  trace("cleanups", await cleanups());
  await handles();
  try {
    await timeout(int(9, 9), 1);
  } catch (e) {
    trace("direct", e instanceof TimeoutError);
  }
  return 0;
}
