// Switches of which cases break under a condition and else return, throw or continue (fuzz seed 704472).
//! javascript
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

function returns(a: i32): i32 {
  switch (a) {
    case 1: return 10;
    default: {
      if (a > 4) break;
      return 20;
    }
  }
  return 30;
}

async function returnsAwaited(a: i32): Promise<i32> {
  await yieldNow();
  switch (a) {
    case 1: {
      if (a > 0) break;
      return 10;
    }
    case 2: return 20;
    default: {
      await yieldNow();
      if (a > 4) break;
      return 30;
    }
  }
  trace("behind", a);
  await yieldNow();
  return 40;
}

async function throws(a: i32): Promise<i32> {
  switch (a) {
    default:
      try {
        if (a < 3) break;
        throw new RangeError("thrown");
      } finally {
        trace("cleanup", a);
      }
  }
  return 50;
}

function continues(n: i32): i32 {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    switch (i & 3) {
      case 1: {
        if (i > 4) break;
        continue;
      }
      case 2: continue;
      default: {
        if (i & 4) continue;
        break;
      }
    }
    sum = sum * 10 + i;
  }
  return sum;
}

/** Every way through ends: nothing is needed behind. */
function ends(a: i32): i32 {
  switch (a) {
    case 1: return 1;
    case 2: {
      if (a > 5) return 2;
    }
    default: {
      if (a > 4) return 3;
      return 4;
    }
  }
}

export async function run(): Promise<i32> {
  for (let a = 0; a < 6; a++) {
    trace("returns", returns(a));
    trace("awaited", await returnsAwaited(a));
    trace("ends", ends(a));
    try {
      trace("throws", await throws(a));
    } catch (e) {
      trace("error", e.message);
    }
  }
  trace("continues", continues(10));
  return 0;
}
