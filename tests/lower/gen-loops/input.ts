//! allocates
//! runtimes stub minimal incremental
//! javascript
// Generators in for…of, in sync and async functions: one yield and several, break, continue, return, nesting, delegation, methods, generics.
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

function* range(from: i32, to: i32): Generator<i32> {
  for (let i = from; i < to; i++) yield i;
}

function* few(): Generator<i32> {
  mark("begin");
  yield 1;
  mark("one");
  yield 2;
  mark("two");
  for (let i = 3; i < 5; i++) yield i;
  mark("end");
}

function* none(): Generator<f64> {
  if (trace<bool>("none", true)) return;
  yield 1;
}

function* both(n: i32): Generator<i32> {
  yield* range(0, n);
  yield 100;
  yield* few();
  yield* [7, 8];
}

function* pairs<T>(a: T, b: T): Generator<T> {
  yield a;
  yield b;
}

class Tree {
  constructor(public value: i32, public left: i32, public right: i32) {}
  *values(): Generator<i32> {
    yield this.left;
    yield this.value;
    yield this.right;
  }
  static *squares(n: i32): Generator<i64> {
    for (const i of range(0, n)) yield <i64>(i * i);
  }
  *[Symbol.iterator](): Generator<i32> {
    yield this.left;
    yield this.right;
  }
}

function sum(from: i32, to: i32): i32 {
  let total = 0;
  for (const x of range(from, to)) total += x;
  return total;
}

function first(over: i32): i32 {
  for (const x of range(0, 10)) {
    if (x <= over) continue;
    return x;
  }
  return -1;
}

function order(): i32 {
  let n = 0;
  for (const x of few()) {
    trace<i32>("x", x);
    if (x == 2) continue;
    if (x == 4) break;
    n = n * 10 + x;
  }
  return n;
}

function nested(): i32 {
  let n = 0;
  for (const a of range(1, 4)) {
    for (const b of few()) {
      if (b > a) break;
      n += a * b;
    }
  }
  return n;
}

function byHand(): i32 {
  let n = 0;
  const g = few();
  for (let step = g.next(); !step.done; step = g.next()) {
    n = n * 10 + step.value;
    if (n == 12) break;
  }
  for (const x of g) n = n * 10 + x;
  return n;
}

async function slowly(n: i32): Promise<i32> {
  let total = 0;
  for (const x of range(0, n)) {
    await yieldNow();
    for (const y of few()) {
      if (y > x) continue;
      await yieldNow();
      total += y;
    }
  }
  return total;
}

async function held(): Promise<i32> {
  const a = range(0, 3);
  const b = range(10, 20);
  let n = 0;
  while (true) {
    const x = a.next();
    if (x.done) break;
    await yieldNow();
    n += x.value * b.next().value;
    await yieldNow();
  }
  return n * 100 + b.next().value;
}

export async function run(): Promise<i32> {
  trace<i32>("sum", sum(2, 6));
  trace<i32>("first", first(4));
  trace<i32>("order", order());
  trace<i32>("nested", nested());
  for (const x of none()) trace<f64>("never", x);
  for (const x of both(2)) trace<i32>("both", x);
  for (const x of pairs<f64>(0.5, 1.5)) trace<f64>("half", x);
  const tree = new Tree(2, 1, 3);
  for (const x of tree.values()) trace<i32>("value", x);
  for (const x of tree) trace<i32>("side", x);
  let squares: i64 = 0;
  for (const x of Tree.squares(5)) squares += x;
  trace<i64>("squares", squares);
  trace<i32>("by hand", byHand());
  trace<i32>("held", await held());
  return trace<i32>("slowly", await slowly(3));
}
