// Errors that were made elsewhere than in a throw: kept, handed on, thrown again.
//! runtimes stub incremental
//! allocates
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

class Failure extends Error {
  constructor(message: string, readonly code: i32) {
    super(message);
    this.name = "Failure";
  }
}

const known = new RangeError("known");

async function throws(e: Error): Promise<i32> {
  await yieldNow();
  throw e;
}

async function make(code: i32): Promise<Failure> {
  await sleep(1);
  return new Failure("made", code);
}

async function again(code: i32): Promise<void> {
  try {
    throw await make(code);
  } catch (e) {
    if (e instanceof Failure && (e as Failure).code > 1) throw e;
    trace("kept", e.message);
  }
}

export async function run(): Promise<i32> {
  let last: Error = known;
  try {
    await throws(known);
  } catch (e) {
    trace("same", e == known);
    last = e;
  }
  try {
    trace("rejected", await Promise.reject<i32>(new Error("rejected")));
  } catch (e) {
    trace("rejected", e.message);
    last = e;
  }
  trace("last", last.message);
  for (let code = 1; code < 3; code++) {
    try {
      await again(code);
    } catch (e) {
      if (e instanceof Failure) trace<i32>(e.name, (e as Failure).code);
      last = e;
    }
  }
  trace("last", last.message);
  const e = new Error("later");
  await yieldNow();
  try {
    throw e;
  } catch (caught) {
    trace("caught", caught == e);
  }
  return 0;
}
