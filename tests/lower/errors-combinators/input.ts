// Promise.all, any, race and allSettled whose children fail, at their start or later; try around them in loops.
//! runtimes stub incremental
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function value(ms: i32, v: i32): Promise<i32> {
  await sleep(ms);
  return v;
}

async function fails(ms: i32, name: string): Promise<i32> {
  await sleep(ms);
  throw new RangeError(name);
}

async function failsIf(yes: bool, ms: i32, name: string): Promise<i32> {
  await sleep(ms);
  if (yes) throw new RangeError(name);
  return ms;
}

async function failsAtOnce(v: i32): Promise<i32> {
  if (v >= 0) throw new Error("at once");
  return v;
}

async function failsText(ms: i32): Promise<string> {
  await sleep(ms);
  throw new TypeError("no text");
}

async function text(ms: i32, t: string): Promise<string> {
  await sleep(ms);
  return t;
}

async function all(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    try {
      await Promise.all([value(1, 1), failsIf(i == 1, 2, "second")]);
      trace("all", i);
    } catch (e) {
      trace("all threw", e.message);
    }
  }
  try {
    await Promise.all([failsAtOnce(1), fails(1, "late")]);
  } catch (e) {
    trace("all threw", e.message);
  }
  try {
    const [a, b] = await Promise.all([value(2, 7), text(1, "seven")]);
    trace(b, a);
    const [c, d] = await Promise.all([value(2, 7), failsText(1)]);
    trace(d, c);
  } catch (e) {
    trace(e.name, e.message);
  }
}

async function any(): Promise<void> {
  trace("any", await Promise.any([fails(1, "x"), value(3, 30), fails(2, "y")]));
  trace("any at once", await Promise.any([failsAtOnce(1), failsAtOnce(-5), value(1, 3)]));
  for (let i = 0; i < 2; i++) {
    try {
      trace("any", await Promise.any([fails(1, "x"), fails(2, "y")]));
    } catch (e) {
      trace(e.name, e.message);
    }
  }
  trace("any", await Promise.any([failsText(1), text(2, "text")]));
}

async function race(): Promise<void> {
  for (let i = 1; i < 4; i++) {
    try {
      trace("race", await Promise.race([value(2, i), fails(i, "raced")]));
    } catch (e) {
      trace("race threw", e.message);
    } finally {
      trace("raced", i);
    }
  }
}

async function settled(): Promise<void> {
  const a = fails(1, "settled");
  const b = value(2, 4);
  await Promise.allSettled([a, b]);
  try {
    trace("a", await a);
  } catch (e) {
    trace("a threw", e.message);
  }
  trace("b", await b);
  await Promise.allSettled([fails(1, "nobody's"), failsAtOnce(1)]);
}

/** A promise that is awaited on one path only, in a loop: its error reaches the loop's `try`. */
async function sometimes(n: i32): Promise<void> {
  for (let i = 0; i < n; i++) {
    const p = fails(1, "sometimes");
    try {
      await yieldNow();
      trace("p", await p);
    } catch (e) {
      trace("caught", e.message);
    } finally {
      trace("round", i);
    }
  }
}

export async function run(): Promise<i32> {
  await all();
  await any();
  await race();
  await settled();
  await sometimes(2);
  return 0;
}
