// Generators that are not async throw and catch: in place and by frame, in loops, at next(), through yield*, in plain and async functions.
//! runtimes stub minimal incremental
//! allocates
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

function positive(v: i32): i32 {
  if (v < 0) throw new RangeError("negative");
  return v;
}

function* upTo(n: i32): Generator<i32> {
  for (let i = 0; i < 9; i++) {
    if (i == n) throw new RangeError("at " + i.toString());
    yield i;
  }
}

function* checked(n: i32): Generator<i32> {
  yield positive(n);
  yield positive(n - 1);
  yield positive(n - 2);
}

/** Catches itself what comes between its yields. */
function* patient(n: i32): Generator<i32> {
  for (let i = n; i > n - 4; i--) {
    try {
      yield positive(i) * 10;
    } catch (e) {
      trace(e.name, e.message);
      yield -1;
    } finally {
      trace("round", i);
    }
  }
}

function* texts(n: i32): Generator<string> {
  for (const x of upTo(n)) yield "<" + x.toString() + ">";
}

function* both(n: i32): Generator<i32> {
  yield* upTo(n);
  yield 100;
  yield* checked(n - 3);
}

function sum(n: i32): i32 {
  let total = 0;
  for (const x of upTo(n)) total += x;
  return total;
}

function caught(n: i32): i32 {
  let total = 0;
  try {
    for (const x of checked(n)) total += x + 1;
  } catch (e) {
    trace("caught", e.message);
    total += 1000;
  }
  return total;
}

/** The body's error does not get into the generator's `catch`. */
function bodyThrows(): i32 {
  let total = 0;
  try {
    for (const x of patient(3)) {
      total += x;
      if (x == 20) throw new TypeError("body");
    }
  } catch (e) {
    trace(e.name, e.message);
  }
  return total;
}

function byHand(n: i32): void {
  const g = upTo(n);
  for (let i = 0; i < 4; i++) {
    try {
      const step = g.next();
      if (step.done) mark("done");
      else trace("value", step.value);
    } catch (e) {
      trace(e.name, e.message);
    }
  }
}

/** Two loops over one generator, which ends by an error in the second. */
function shared(n: i32): i32 {
  const g = upTo(n);
  let total = 0;
  const step = g.next();
  if (!step.done) total += 1;
  try {
    for (const x of g) total += x * 10;
  } catch (e) {
    trace(e.name, e.message);
  }
  for (const x of g) total += x * 1000;
  return total;
}

async function awaited(n: i32): Promise<i32> {
  let total = 0;
  for (const x of both(n)) {
    await sleep(1);
    total += x;
  }
  return total;
}

async function inTry(n: i32): Promise<string> {
  let out = "";
  try {
    for (const x of texts(n)) {
      await yieldNow();
      out += x;
    }
  } catch (e) {
    out += e.message;
  } finally {
    out += "!";
  }
  return out;
}

async function attempt(what: i32, n: i32): Promise<void> {
  try {
    switch (what) {
      case 0: trace("sum", sum(n)); break;
      case 1: trace("caught", caught(n)); break;
      case 2: for (const x of patient(n)) trace("patient", x); break;
      case 3: byHand(n); break;
      case 4: trace("shared", shared(n)); break;
      case 5: trace("awaited", await awaited(n)); break;
      case 6: trace("in try", await inTry(n)); break;
    }
    mark("no error");
  } catch (e) {
    trace(e.name, e.message);
  }
}

export async function run(): Promise<i32> {
  for (let what = 0; what < 7; what++) {
    trace("what", what);
    for (let n = -1; n < 10; n += 2) await attempt(what, n);
  }
  trace("body throws", bodyThrows());
  return 0;
}
