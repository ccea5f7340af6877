// Cleanups that step generators, or start children, which throw and catch in themselves: the error in flight stays (fuzz seed 705643).
//! javascript
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

function* inner(a: i32): Generator<i32> {
  try {
    if (a > 0) throw new RangeError("inner");
  } catch (e) {
    trace("caught", a);
  }
  yield a;
  yield a + 1;
}

async function* innerAsync(a: i32): AsyncGenerator<i32> {
  try {
    if (a > 0) throw new RangeError("inner");
  } catch (e) {
    trace("caught", a);
  }
  yield a;
  yield a + 1;
}

async function child(a: i32): Promise<i32> {
  try {
    if (a > 0) throw new RangeError("child");
  } catch (e) {
    trace("caught", a);
  }
  return a;
}

function plain(a: i32): i32 {
  let sum = 0;
  for (const y of inner(a)) sum += y;
  return sum;
}

async function never(a: i32): Promise<i32> {
  let sum = 0;
  for (const y of inner(a)) sum += y;
  return sum;
}

async function steps(a: i32): Promise<i32> {
  const held = inner(a);
  try {
    if (a > 0) throw new Error("in flight 1");
  } finally {
    const s = held.next();
    trace("held", s.done ? 0 : s.value);
  }
  for (const y of held) trace("rest", y);
  return 1;
}

async function loops(a: i32): Promise<i32> {
  try {
    if (a > 0) throw new Error("in flight 2");
  } finally {
    for (const y of inner(a)) trace("item", y);
  }
  for (const y of inner(a + 10)) trace("again", y);
  return 2;
}

async function loopsAsync(a: i32): Promise<i32> {
  try {
    if (a > 0) throw new Error("in flight 3");
  } finally {
    for await (const y of innerAsync(a)) trace("item", y);
  }
  for await (const y of innerAsync(a + 10)) trace("again", y);
  return 3;
}

async function callsPlain(a: i32): Promise<i32> {
  await yieldNow();
  try {
    if (a > 0) throw new Error("in flight 4");
  } finally {
    trace("plain", plain(a));
  }
  return plain(a + 10);
}

async function callsNever(a: i32): Promise<i32> {
  try {
    if (a > 0) throw new Error("in flight 5");
  } finally {
    trace("never", await never(a));
  }
  return 5;
}

async function startsChild(a: i32): Promise<i32> {
  try {
    if (a > 0) throw new Error("in flight 6");
  } finally {
    const c = child(a);
    trace("started", a);
    trace("child", await c);
  }
  return 6;
}

function inPlain(a: i32): i32 {
  try {
    if (a > 0) throw new Error("in flight 7");
  } finally {
    trace("plain", plain(a));
  }
  return 7;
}

function loopsInPlain(a: i32): i32 {
  try {
    if (a > 0) throw new Error("in flight 8");
  } finally {
    for (const y of inner(a)) trace("item", y);
  }
  for (const y of inner(a + 10)) trace("again", y);
  return 8;
}

async function one(which: i32, a: i32): Promise<i32> {
  switch (which) {
    case 1: return await steps(a);
    case 2: return await loops(a);
    case 3: return await loopsAsync(a);
    case 4: return await callsPlain(a);
    case 5: return await callsNever(a);
    case 6: return await startsChild(a);
    case 7: return inPlain(a);
    default: return loopsInPlain(a);
  }
}

export async function run(): Promise<i32> {
  for (let which = 1; which <= 8; which++) {
    for (let a = 0; a < 2; a++) {
      try {
        trace("result", await one(which, a));
      } catch (e) {
        trace("error", e.message);
      }
    }
  }
  return 0;
}
