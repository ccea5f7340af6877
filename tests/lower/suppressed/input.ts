// An error of a disposal that comes upon another keeps it, as a SuppressedError; alone, it is itself. Programs without a collector name the class.
//! runtimes stub incremental
//! allocates
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

class Fails {
  constructor(readonly name: string) {}

  [Symbol.dispose](): void {
    throw new RangeError(this.name);
  }
}

/** With a `throw` of its own: without a collector each has one object. */
class FailsToo {
  constructor(readonly name: string) {}

  [Symbol.dispose](): void {
    throw new RangeError(this.name);
  }
}

class FailsLater {
  constructor(readonly name: string) {}

  async [Symbol.asyncDispose](): Promise<void> {
    await sleep(1);
    throw new TypeError(this.name);
  }
}

class Quiet {
  [Symbol.dispose](): void {
    mark("quiet");
  }
}

/** SuppressedError: the caught one, and what it holds, inwards. */
function tell(e: Error): void {
  let at = e;
  while (at.name == "SuppressedError") {
    const s = at as SuppressedError;
    trace("error", s.error.message);
    at = s.suppressed;
  }
  trace(at.name, at.message);
}

function plain(fails: bool): void {
  using a = new Fails("plain");
  if (fails) throw new Error("body");
}

async function one(fails: bool): Promise<i32> {
  await using a = new FailsLater("one");
  await yieldNow();
  if (fails) throw new Error("body");
  return 1;
}

async function three(): Promise<void> {
  using a = new Fails("a");
  using q = new Quiet();
  await using b = new FailsLater("b");
  using c = new FailsToo("c");
  await sleep(1);
  throw new Error("body");
}

/** Two disposals fail, the body does not. */
async function two(): Promise<void> {
  using a = new Fails("a");
  using b = new FailsToo("b");
  await yieldNow();
}

async function inside(): Promise<void> {
  try {
    using a = new Fails("inside");
    throw new Error("body");
  } catch (e) {
    tell(e);
    throw new Error("handler");
  } finally {
    await sleep(1);
  }
}

export async function run(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    try {
      plain(i == 1);
    } catch (e) {
      tell(e);
    }
    try {
      trace("never", await one(i == 1));
    } catch (e) {
      tell(e);
    }
  }
  try {
    await three();
  } catch (e) {
    trace("message", e.message);
    tell(e);
  }
  try {
    await two();
  } catch (e) {
    tell(e);
  }
  try {
    await inside();
  } catch (e) {
    tell(e);
  }
}
