// Errors of children that nobody awaits reach their owner's end; those of cancelled children are nobody's.
//! runtimes stub incremental
//! script start run; end
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function fails(ms: i32, name: string): Promise<i32> {
  if (ms) await sleep(ms);
  throw new Error(name);
}

async function failsInCleanup(): Promise<void> {
  try {
    await sleep(100);
  } finally {
    mark("cleanup");
    throw new Error("of a cleanup");
  }
}

/** Ends before its child. */
async function atOnce(): Promise<i32> {
  const p = fails(0, "at once");
  await yieldNow();
  mark("the owner goes on");
  return 1;
}

async function later(): Promise<i32> {
  const p = fails(2, "later");
  await sleep(5);
  mark("the owner goes on");
  return 2;
}

async function cancelled(): Promise<i32> {
  const p = fails(50, "never thrown");
  const q = failsInCleanup();
  await yieldNow();
  return 3;
}

/** The owner's own error goes before its child's. */
async function both(): Promise<i32> {
  const p = fails(1, "of the child");
  await sleep(2);
  throw new Error("of the owner");
}

/** Seen once: it does not come again at the end. */
async function seen(v: i32): Promise<i32> {
  const p = fails(1, "seen");
  try {
    if (v) await p;
    else await Promise.race([p]);
  } catch (e) {
    trace("seen", e.message);
  }
  return 5;
}

/** Only on one path. */
async function onePath(v: i32): Promise<i32> {
  const p = fails(1, "on one path");
  await sleep(2);
  if (v) return 6;
  return await p;
}

/** An error in flight is kept while children are stopped, whose cleanup throws and catches. */
async function catchesInCleanup(): Promise<void> {
  try {
    await sleep(100);
  } finally {
    try {
      await fails(1, "inside");
    } catch (e) {
      trace("inside", e.message);
    }
  }
}

async function kept(): Promise<i32> {
  const p = catchesInCleanup();
  const q = catchesInCleanup();
  await yieldNow();
  throw new Error("kept");
}

export async function run(): Promise<i32> {
  for (let i = 0; i < 9; i++) {
    try {
      switch (i) {
        case 0: trace("value", await atOnce()); break;
        case 1: trace("value", await later()); break;
        case 2: trace("value", await cancelled()); break;
        case 3: trace("value", await both()); break;
        case 4: trace("value", await seen(0)); break;
        case 5: trace("value", await seen(1)); break;
        case 6: trace("value", await onePath(0)); break;
        case 7: trace("value", await onePath(1)); break;
        case 8: trace("value", await kept()); break;
      }
    } catch (e) {
      trace("threw", e.message);
    }
  }
  return 0;
}
