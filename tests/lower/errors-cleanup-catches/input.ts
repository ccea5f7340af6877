// A cleanup that throws and catches in what it calls, without suspending, leaves the error it runs for as it was.
//! runtimes stub incremental
//! javascript
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function quiet(v: i32): Promise<i32> {
  try {
    if (v) throw new TypeError("inside");
    return v;
  } catch (e) {
    trace("quiet", e.message);
    return -1;
  }
}

function safe(v: i32): i32 {
  try {
    if (v) throw new TypeError("inside, plain");
    return v;
  } catch (e) {
    trace("safe", e.message);
    return -1;
  }
}

async function fails(how: i32): Promise<i32> {
  if (how == 2) await yieldNow();
  try {
    throw new RangeError("outside");
  } finally {
    if (how == 0) await quiet(1);
    else trace("safe", safe(1));
  }
}

function failsPlain(): void {
  try {
    throw new RangeError("outside, plain");
  } finally {
    safe(1);
  }
}

export async function run(): Promise<i32> {
  for (let how = 0; how < 3; how++) {
    try {
      await fails(how);
    } catch (e) {
      trace(e.name, e.message);
    }
  }
  try {
    failsPlain();
  } catch (e) {
    trace(e.name, e.message);
  }
  return 0;
}
