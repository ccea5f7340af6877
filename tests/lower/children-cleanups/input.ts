// A child that is started in a loop and awaited there may pass cleanups that catch errors of their own: what such a catch goes on
// with is what the cleanup was begun for, so no child is open in the next round.
//! runtimes stub incremental
//! allocates
//! script start generator; end; start caught; end; start dropped 0; end; start dropped 1; cancel 3; end; start inner; end; start cancelled; cancel 5; end; start disposes; end; start raises 7; end; start raises 2; cancel 8; end
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function child(n: i32): Promise<i32> {
  await yieldNow();
  if (n == 7) throw new Error("seven");
  return n;
}

async function fails(n: i32): Promise<void> {
  await yieldNow();
  throw new Error("fails " + n.toString());
}

async function* items(n: i32): AsyncGenerator<i32> {
  if (n > 9) throw new Error("items");
  yield 1;
  yield n;
}

/** The end of the generator is a cleanup whose own errors are caught. */
export async function generator(): Promise<i32> {
  let sum = 0;
  for (let k = 0; k < 3; k++) {
    const g = items(k);
    for await (const item of g) {
      const p = child(item + k);
      sum += await p;
    }
  }
  return sum;
}

/** A cleanup that catches. */
export async function caught(): Promise<i32> {
  let sum = 0;
  for (let k = 0; k < 3; k++) {
    try {
      const p = child(k);
      sum += await p;
    } finally {
      try {
        await fails(k);
      } catch (e) {
        trace("caught", e.message);
      }
    }
  }
  return sum;
}

/** A child of a cleanup, with an error of that cleanup which a cancel drops. */
export async function dropped(from: i32): Promise<i32> {
  let sum = 0;
  for (let k = from; k < 3; k++) {
    try {
      try {
        await yieldNow();
      } finally {
        const p = child(k * 7);
        await yieldNow();
        sum += 10 + (await p);
      }
    } catch (e) {
      trace("seven", e.message);
    }
  }
  return sum;
}

/** A cleanup in a cleanup. */
export async function inner(): Promise<i32> {
  let sum = 0;
  for (let k = 0; k < 2; k++) {
    try {
      const p = child(k);
      sum += await p;
    } finally {
      try {
        try {
          await yieldNow();
        } finally {
          const q = child(7);
          sum += await q;
        }
      } catch (e) {
        trace("inner", e.message);
      }
    }
  }
  return sum;
}

/** The cancel goes on behind the error that the cleanup caught. */
export async function cancelled(): Promise<i32> {
  for (let k = 0; k < 3; k++) {
    const p = child(k);
    try {
      await sleep(5);
    } finally {
      try {
        await fails(k);
      } catch (e) {
        trace("while cancelled", e.message);
      }
      trace("child", await p);
    }
  }
  mark("never");
  return 0;
}

class Guard {
  constructor(public n: i32) {}
  async [Symbol.asyncDispose](): Promise<void> {
    await yieldNow();
    trace("disposed", this.n);
  }
}

class Base {
  async step(n: i32): Promise<i32> {
    await using guard = new Guard(n);
    return guard.n;
  }
}

class Derived extends Base {
  async step(n: i32): Promise<i32> {
    await yieldNow();
    return -n;
  }
}

function stepper(n: i32): Base {
  return n ? new Base() : new Derived();
}

/** A disposal that throws nothing makes nobody think that its function may, though it has a place for an error that meets another. */
export async function disposes(): Promise<i32> {
  let sum = 0;
  for (let k = 0; k < 2; k++) {
    try {
      const p = child(k);
      sum += await stepper(k).step(k + 1);
      sum += await p;
      throw new RangeError("round");
    } catch (e) {
      trace(e.message, k);
    }
  }
  return sum;
}

/** What the cleanup throws gets to the outer `catch` when the child has ended, and when a cancel passes it is dropped: no way leads on with the child open. */
export async function raises(n: i32): Promise<void> {
  try {
    try {
      const p = child(n);
      try {
        trace("value", await p);
      } catch (e) {
        trace("caught", e.message);
      }
    } finally {
      trace("cleanup", n);
      if (n > 0) throw new RangeError("raised");
    }
  } catch (e) {
    trace("caught", e.message);
  }
}
