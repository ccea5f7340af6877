// Children that their owner waits for from their start, and those of which only one way leads to the wait: conditions, throws, ends and cleanups between.
//! runtimes stub incremental
//! javascript
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function once(x: i32): Promise<i32> {
  await yieldNow();
  return trace("once", x);
}

async function quiet(x: i32): Promise<i32> {
  for (let i = 0; i < 3; i++) await yieldNow();
  return x;
}

async function twice(x: i32): Promise<i32> {
  await yieldNow();
  await yieldNow();
  return trace("twice", x);
}

async function fails(x: i32): Promise<i32> {
  await yieldNow();
  throw new Error("failed");
}

function odd(x: i32): boolean {
  return (x & 1) == 1;
}

function mayThrow(x: i32): i32 {
  if (x == 3) throw new Error("three");
  return x;
}

/** The wait stands in one arm, or none. */
async function inArms(x: i32): Promise<i32> {
  const a = once(x);
  const b = odd(x) ? await a : 100;
  const c = twice(x + 1);
  let d = 0;
  if (x > 1 && (await c) > 2) d = await once(x + 2);
  return b + d + (await a) + (await c);
}

/** Something may throw between. */
async function aroundThrows(x: i32): Promise<i32> {
  try {
    const a = quiet(x);
    const n = mayThrow(x);
    return (await a) + n;
  } catch (e) {
    mark("caught");
    return -1;
  } finally {
    mark("finally");
  }
}

/** The same start in a cleanup, for each way that leads there. */
async function inCleanup(x: i32): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    try {
      if (i == x) continue;
      if (i > x + 1) return sum;
      sum += await once(10 * i);
    } finally {
      const a = twice(i);
      sum += await a;
    }
  }
  return sum;
}

/** Waited for twice, by different means. */
async function again(x: i32): Promise<i32> {
  const a = once(x);
  const b = twice(x);
  const [first, second] = await Promise.all([a, b]);
  const c = once(x + 1);
  const d = await Promise.any([c, fails(x)]);
  const e = await Promise.race([quiet(x), once(x + 2)]);
  return first + second + (await a) + (await c) + d + e;
}

async function failing(x: i32): Promise<i32> {
  try {
    const a = fails(x);
    const b = quiet(x);
    return (await a) + (await b);
  } catch (e) {
    return trace("failed", x);
  }
}

async function leaves(x: i32): Promise<i32> {
  for (let i = 0; i < 4; i++) {
    const a = once(i);
    const b = once(i + 10);
    if (i == x) return (await b) + (await a);
    if (odd(i)) {
      await a;
      await b;
      continue;
    }
    await Promise.all([b, a]);
  }
  return 0;
}

export async function run(): Promise<void> {
  for (let x = 0; x < 4; x++) {
    trace("inArms", await inArms(x));
    trace("aroundThrows", await aroundThrows(x));
    trace("inCleanup", await inCleanup(x));
    trace("again", await again(x));
    trace("failing", await failing(x));
    trace("leaves", await leaves(x));
  }
}
