// throw, catch and finally around awaits: what is caught, in which order cleanups run, how control leaves them.
//! runtimes stub minimal incremental
//! allocates
//! javascript
import { yieldNow, sleep } from "tacet/assembly";
import { mark, trace } from "../trace";

class Denied extends Error {
  constructor(message: string) {
    super(message);
    this.name = "Denied";
  }
}

async function fails(v: i32): Promise<i32> {
  await yieldNow();
  if (v > 0) throw new Error("positive");
  return v;
}

async function failsAtOnce(v: i32): Promise<i32> {
  if (v > 0) throw new Denied("at once");
  return v;
}

async function passes(v: i32): Promise<i32> {
  return await fails(v) + 1;
}

async function caught(v: i32): Promise<i32> {
  let seen = 0;
  try {
    seen = await passes(v);
    mark("not thrown");
  } catch (e) {
    trace("caught", e.message);
    trace("name", e.name);
    seen = -1;
  }
  return seen;
}

async function caughtAtOnce(v: i32): Promise<i32> {
  try {
    return await failsAtOnce(v);
  } catch (e) {
    trace("caught", e.toString());
    return -2;
  }
}

async function direct(v: i32): Promise<i32> {
  let r = 0;
  try {
    if (v == 1) throw new Error("one");
    await yieldNow();
    if (v == 2) throw new Error("two");
    r = 7;
  } catch {
    r = v;
    await yieldNow();
  }
  return r;
}

async function cleaned(v: i32): Promise<i32> {
  try {
    mark("body");
    if (v == 0) return 10;
    await yieldNow();
    if (v == 1) return await fails(0) + 20;
    if (v == 2) throw new Error("from the body");
    mark("end of body");
  } finally {
    mark("cleanup");
    await yieldNow();
    mark("cleaned");
  }
  return 30;
}

async function nested(v: i32): Promise<i32> {
  try {
    try {
      await fails(v);
      mark("inner end");
    } catch (e) {
      trace("inner", e.message);
      if (v == 2) throw e;
      throw new Error("replaced");
    } finally {
      await yieldNow();
      mark("inner cleanup");
    }
  } catch (e) {
    trace("outer", e.message);
  } finally {
    mark("outer cleanup");
  }
  return v;
}

async function loops(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 6; i++) {
    try {
      if (i == 1) continue;
      if (i == 4) break;
      await fails(i == 2 ? 1 : 0);
      sum += i;
    } catch (e) {
      sum += 100;
      continue;
    } finally {
      trace("round", i);
      sum += 1000;
      await yieldNow();
    }
    sum += 10000;
  }
  return sum;
}

async function replacedByCleanup(): Promise<i32> {
  try {
    try {
      await fails(1);
    } finally {
      await failsAtOnce(1);
    }
  } catch (e) {
    trace("replaced", e.message);
  }
  try {
    try {
      return 1;
    } finally {
      await fails(2);
    }
  } catch (e) {
    trace("return replaced", e.message);
  }
  return 2;
}

async function kept(): Promise<i32> {
  // The cleanup catches errors of its own: the one in flight survives.
  try {
    try {
      await fails(1);
    } finally {
      try {
        await failsAtOnce(1);
      } catch (e) {
        trace("in the cleanup", e.message);
      }
    }
  } catch (e) {
    trace("kept", e.message);
  }
  return 0;
}

async function switches(v: i32): Promise<i32> {
  let r = 0;
  for (let i = 0; i < 3; i++) {
    switch (v + i) {
      case 0:
        try {
          r += 1;
          break;
        } finally {
          r += 10;
        }
      case 1:
        try {
          if (v == 1) continue;
          await fails(v);
          r += 100;
        } catch (e) {
          r += 1000;
        }
      default:
        r += 10000;
    }
  }
  return r;
}

async function deep(n: i32): Promise<i32> {
  if (n == 0) return await fails(1);
  await sleep(1);
  return 1;
}

async function throughFrames(): Promise<i32> {
  let a = 5;
  try {
    a += await deep(1);
    a += await deep(0);
  } catch (e) {
    trace("a", a);
    a += 1;
  }
  return a;
}

export async function run(): Promise<i32> {
  trace("caught", await caught(0));
  trace("caught", await caught(1));
  trace("at once", await caughtAtOnce(0));
  trace("at once", await caughtAtOnce(1));
  for (let i = 0; i < 3; i++) trace("direct", await direct(i));
  for (let i = 0; i < 4; i++) {
    try {
      trace("cleaned", await cleaned(i));
    } catch (e) {
      trace("cleaned caught", e.message);
    }
  }
  for (let i = 0; i < 3; i++) trace("nested", await nested(i));
  trace("loops", await loops());
  trace("replaced", await replacedByCleanup());
  await kept();
  for (let i = 0; i < 3; i++) trace("switches", await switches(i));
  trace("frames", await throughFrames());
  return 0;
}
