// Forms around errors and resources that programs in JavaScript have: patterns behind `catch`, `throw Error(…)`, `using` in the head of a `for`.
//! runtimes stub incremental
//! allocates
//! javascript
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

class Resource {
  left: i32 = 3;

  constructor() {
    mark("open");
  }

  [Symbol.dispose](): void {
    trace("disposed with", this.left);
  }
}

class Later {
  left: i32 = 2;

  async [Symbol.asyncDispose](): Promise<void> {
    await yieldNow();
    trace("disposed later with", this.left);
  }
}

async function fails(what: i32): Promise<void> {
  await yieldNow();
  if (what == 1) throw RangeError("called");
  throw Error("called as well");
}

async function caught(what: i32): Promise<i32> {
  try {
    await fails(what);
  } catch ({ message, name: kind }) {
    trace("message", message);
    trace("name", kind);
    return message.length;
  } finally {
    mark("finally");
  }
  return 0;
}

async function first(): Promise<i32> {
  for (await using r = new Later(); r.left > 0; r.left--) {
    await yieldNow();
    if (r.left == 1) return r.left;
  }
  return 0;
}

function rounds(): void {
  for (using r = new Resource(); r.left > 0; r.left--) trace("round", r.left);
  mark("behind");
}

async function breaks(): Promise<void> {
  for (using r = new Resource(); ; r.left--) if (r.left == 1) break;
  await yieldNow();
}

export async function run(): Promise<i32> {
  const a = await caught(1);
  const b = await caught(2);
  rounds();
  await breaks();
  try {
    await Promise.reject(new Error("rejected"));
  } catch (e) {
    trace("e", e.message);
  }
  return a * 100 + b * 10 + (await first());
}
