// A function that always sleeps, unless what it awaits before throws: the error ends it in the call that starts it, and is caught.
//! javascript
//! runtimes stub minimal incremental
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

/** Neither inlined nor suspended. */
async function check(n: i32): Promise<void> {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum = sum * 7 + i;
    trace("sum", sum);
    trace("rest", sum % 5);
  }
  if (n == 2) throw new RangeError("two");
  for (let i = 0; i < n; i++) {
    sum = sum * 5 - i;
    trace("sum", sum);
    trace("rest", sum % 7);
  }
  if (n == 3) throw new TypeError("three");
  for (let i = 0; i < n; i++) {
    sum -= i;
    trace("sum", sum);
    trace("rest", sum % 9);
  }
}

/** Not inlined. */
async function checkedSleep(n: i32): Promise<void> {
  await check(n);
  await sleep(1);
  trace("slept", n);
  for (let i = 0; i < n; i++) {
    trace("twice", i * 2);
    trace("thrice", i * 3);
  }
  await sleep(1);
  trace("again", n);
}

async function caught(n: i32): Promise<void> {
  try {
    await checkedSleep(n);
  } catch (e) {
    trace(e.name, e.message);
  } finally {
    await yieldNow();
    mark("cleanup");
  }
}

/** Its callee never completes: it throws or goes on for ever. */
async function forever(n: i32): Promise<i32> {
  await check(n);
  while (true) await sleep(1);
}

async function never(n: i32): Promise<i32> {
  const value = await forever(n);
  trace("unreachable", value);
  return value;
}

export async function run(): Promise<void> {
  for (let n = 1; n < 5; n++) {
    await caught(n);
    try {
      await checkedSleep(n);
    } catch (e) {
      trace("run", e.message);
    }
    const child = checkedSleep(n);
    try {
      await child;
    } catch (e) {
      trace("child", e.message);
    }
  }
  try {
    await never(3);
  } catch (e) {
    trace("never", e.message);
  }
}
