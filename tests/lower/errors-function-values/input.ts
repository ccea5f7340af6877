// Functions that throw and are called through values: in variables, fields, tables and AssemblyScript's library, in plain and async functions and generators.
//! runtimes stub minimal incremental
//! allocates
//! javascript
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

type Check = (v: i32) => i32;

function positive(v: i32): i32 {
  if (v < 0) throw new RangeError("negative");
  return v;
}

function even(v: i32): i32 {
  if (v % 2) throw new TypeError("odd");
  return v / 2;
}

function never(v: i32): i32 {
  return v + 1;
}

function named(v: i32): string {
  if (v > 3) throw new RangeError("no name for " + v.toString());
  return "name " + v.toString();
}

function nothing(v: i32): void {
  if (v == 2) throw new Error("two");
}

function half(v: f64): f64 {
  return v / 2;
}

class Rule {
  constructor(readonly check: Check) {}
  apply(v: i32): i32 { return this.check(v); }
}

const checks: Check[] = [positive, even, never];
let chosen: (v: i32) => void = nothing;

function apply(f: Check, v: i32): i32 {
  return f(v) * 10;
}

function twice(f: Check, v: i32): i32 {
  try {
    return f(f(v));
  } catch (e) {
    trace("twice", e.message);
    return -1;
  } finally {
    mark("tried");
  }
}

function compare(a: i32, b: i32): i32 {
  if (a == b) throw new RangeError("equal");
  return a - b;
}

function* each(f: Check, n: i32): Generator<i32> {
  for (let i = n; i > n - 3; i--) yield f(i);
}

async function attempt(what: i32, v: i32): Promise<void> {
  try {
    const check = checks[v < 0 ? 0 : v % 3];
    switch (what) {
      case 0: trace("table", check(v)); break;
      case 1: trace("apply", apply(check, v) + apply(checks[1], v)); break;
      case 2: trace("twice", twice(check, v)); break;
      case 3: trace("field", new Rule(check).apply(v)); break;
      case 4: {
        await yieldNow();
        const f: (v: i32) => string = named;
        trace("text", f(v) + "!");
        break;
      }
      case 5: chosen(v); break;
      case 6: for (const x of each(check, v)) trace("each", x); break;
      case 7: {
        const list = [5, v, 2, 4];
        list.sort(compare);
        trace("sorted", list[0]);
        break;
      }
      case 8: {
        const f: (v: f64) => f64 = half;
        trace("half", f(v));
        break;
      }
    }
    mark("no error");
  } catch (e) {
    trace(e.name, e.message);
  }
}

export async function run(): Promise<i32> {
  for (let what = 0; what < 9; what++) {
    trace("what", what);
    for (let v = -1; v < 6; v++) await attempt(what, v);
  }
  return 0;
}
