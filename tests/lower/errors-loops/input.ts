// A child in a loop, joined in a `try` of its own inside another: the next round may start it again.
//! runtimes stub incremental
//! javascript
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function fails(v: i32): Promise<i32> {
  await yieldNow();
  if (v) throw new Error("fails");
  return v;
}

async function caughtInside(v: i32): Promise<void> {
  for (let i = 0; i < 2; i++) {
    try {
      const p = fails(v);
      try {
        trace("p", await p);
      } catch (e) {
        trace("inner", e.message);
      }
      throw new Error("always");
    } catch (e) {
      trace("outer", e.message);
    }
  }
}

async function cleanedInside(v: i32): Promise<void> {
  for (let i = 0; i < 2; i++) {
    try {
      const p = fails(v);
      try {
        await yieldNow();
      } finally {
        try {
          trace("p", await p);
        } catch {
          mark("inner");
        }
      }
      if (i) throw new Error("second");
    } catch (e) {
      trace("outer", e.message);
    } finally {
      trace("round", i);
    }
  }
}

/** While the first is awaited and its error caught, the second is open; it ends in the same round. */
async function twoChildren(v: i32): Promise<void> {
  for (let i = 0; i < 2; i++) {
    try {
      const p = fails(v);
      const q = fails(v);
      try {
        trace("p", await p);
      } catch (e) {
        trace("inner", e.message);
      }
      trace("q", await q);
      throw new Error("always");
    } catch (e) {
      trace("outer", e.message);
    }
  }
}

export async function run(): Promise<i32> {
  for (let v = 0; v < 2; v++) {
    await caughtInside(v);
    await cleanedInside(v);
    await twoChildren(v);
  }
  return 0;
}
