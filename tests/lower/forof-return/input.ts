// for…of calls an iterator's own `return()` when the loop is left early, and only then; its errors replace break and return, not errors.
//! allocates
//! runtimes stub minimal incremental
//! javascript
import { sleep } from "tacet/assembly";
import { mark, trace } from "../trace";

class Step {
  done: bool = false;
  value: i32 = 0;
}

class Numbers {
  private step: Step = new Step();
  constructor(private name: string, private last: i32, private fails: i32 = -1, private returns: bool = true) {}

  [Symbol.iterator](): Numbers { return this; }

  next(): Step {
    if (this.step.value == this.fails) throw new RangeError("next");
    this.step.value++;
    this.step.done = this.step.value > this.last;
    return this.step;
  }

  return(): Step {
    trace("return", this.name);
    if (!this.returns) throw new TypeError(this.name);
    this.step.done = true;
    return this.step;
  }
}

function leave(how: i32, from: Numbers): i32 {
  let sum = 0;
  for (const x of from) {
    if (how == 1 && x == 2) break;
    if (how == 2 && x == 2) return x;
    if (how == 3 && x == 2) throw new RangeError("body");
    if (how == 4 && x == 1) continue;
    sum += x;
  }
  return sum * 100;
}

function nested(from: Numbers): i32 {
  let sum = 0;
  for (const x of from) {
    for (const y of new Numbers("inner", 3)) {
      if (y == 2) break;
      sum += x * y;
    }
    if (sum > 3) return sum;
  }
  return -1;
}

function* through(from: Numbers): Generator<i32> {
  for (const x of from) yield x * 10;
}

function generated(): i32 {
  for (const x of through(new Numbers("generated", 5))) if (x == 30) return x;
  return -1;
}

async function awaited(how: i32): Promise<i32> {
  let sum = 0;
  for (const x of new Numbers("awaited", 3)) {
    await sleep(1);
    if (how == 1 && x == 2) break;
    if (how == 2 && x == 2) return x;
    if (how == 3 && x == 2) throw new RangeError("body");
    sum += x;
  }
  return sum * 100;
}

async function attempt(what: i32, how: i32): Promise<void> {
  try {
    switch (what) {
      case 0: trace("left", leave(how, new Numbers("numbers", 4))); break;
      case 1: trace("left", leave(how, new Numbers("fails", 4, 1))); break;
      case 2: trace("left", leave(how, new Numbers("no return", 4, -1, false))); break;
      case 3: trace("awaited", await awaited(how)); break;
    }
  } catch (e) {
    trace(e.name, e.message);
  }
}

export async function run(): Promise<i32> {
  for (let what = 0; what < 4; what++) for (let how = 0; how < 5; how++) await attempt(what, how);
  trace("nested", nested(new Numbers("outer", 9)));
  trace("generated", generated());
  mark("end");
  return 0;
}
