// Functions that are not async throw and catch; what they throw reaches async callers.
//! allocates
//! runtimes stub minimal incremental
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

function positive(v: i32): i32 {
  if (v < 0) throw new RangeError("negative");
  return v;
}

function half(v: i32): f64 {
  if (v % 2) throw new TypeError("odd");
  return <f64>(v / 2);
}

function name(v: i32): string {
  return positive(v) > 2 ? "many" : "few";
}

function sum(a: i32, b: i32): i32 {
  return positive(a) * 10 + positive(b) + (positive(a) > 4 ? positive(b - 4) : 0);
}

function nothing(v: i32): void {
  if (v == 3) throw new Error("three");
}

/** Catches itself: its callers need no check. */
function safe(v: i32): i32 {
  try {
    return positive(v);
  } catch (e) {
    trace("safe", e.message);
    return 0;
  } finally {
    trace("safe is over", v);
  }
}

function loops(n: i32): i32 {
  let total = 0;
  for (let i = 0; i < n; i++) {
    try {
      if (i == 1) continue;
      if (i == 5) break;
      nothing(i);
      total += i;
    } catch (e) {
      total += 100;
    } finally {
      total += 1000;
    }
  }
  return total;
}

function fact(n: i32): i32 {
  if (n > 6) throw new RangeError("too deep");
  return n <= 1 ? 1 : n * fact(n - 1);
}

function even(n: i32): bool {
  if (n < 0) throw new RangeError("below zero");
  return n == 0 ? true : odd(n - 1);
}

function odd(n: i32): bool {
  return n == 0 ? false : even(n - 1);
}

abstract class Shape {
  abstract area(): i32;
}

class Square extends Shape {
  constructor(readonly side: i32) {
    super();
    if (side > 100) throw new RangeError("too wide");
  }

  area(): i32 {
    return positive(this.side) * this.side;
  }

  get half(): f64 {
    return half(this.side);
  }

  set half(v: f64) {
    nothing(<i32>v);
  }
}

class Circle extends Shape {
  area(): i32 {
    return 3;
  }
}

function areaOf(shape: Shape): i32 {
  return shape.area();
}

function withDefault(a: i32, b: i32 = positive(a)): i32 {
  return a + b;
}

function each(n: i32, f: (v: i32) => i32): i32 {
  let total = 0;
  for (let i = 0; i < n; i++) total += f(i);
  return total;
}

async function once(v: i32): Promise<i32> {
  await yieldNow();
  return sum(v, v);
}

async function child(v: i32): Promise<string> {
  const q = name(v);
  const p = once(v);
  await sleep(1);
  return q + (await p).toString();
}

async function attempt(what: i32, v: i32): Promise<void> {
  try {
    switch (what) {
      case 0: trace("sum", sum(v, v + 1)); break;
      case 1: trace("half", half(v)); break;
      case 2: trace("name", name(v)); break;
      case 3: nothing(v); break;
      case 4: trace("loops", loops(v)); break;
      case 5: trace("fact", fact(v)); break;
      case 6: trace("even", even(v)); break;
      case 7: trace("area", areaOf(v ? new Square(v) : new Circle())); break;
      case 8: trace("half", new Square(v).half); break;
      case 9: new Square(v).half = v; break;
      case 10: trace("default", withDefault(v)); break;
      case 11: trace("child", await child(v)); break;
      case 12: trace("safe", safe(v) + 1); break;
      case 13: trace("each", each(3, x => positive(v + x))); break;
      case 14: trace("mixed", positive(v) + (await once(v)) * positive(v - 1)); break;
    }
    mark("no error");
  } catch (e) {
    trace(e.name, e.message);
  }
}

export async function run(): Promise<i32> {
  for (let what = 0; what < 15; what++) {
    trace("what", what);
    for (let v = -1; v < 9; v += what == 7 ? 3 : 2) await attempt(what, v);
  }
  await attempt(7, 0);
  await attempt(8, 200);
  await attempt(3, 3);
  return sum(1, 2);
}
