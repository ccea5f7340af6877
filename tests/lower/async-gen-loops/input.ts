//! allocates
//! runtimes stub minimal incremental
//! javascript
// Async generators in for await: awaits between yields and in the body, one yield and several, break, continue, return, nesting, delegation, methods, generics.
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function* range(from: i32, to: i32): AsyncGenerator<i32> {
  for (let i = from; i < to; i++) {
    if (i & 1) await yieldNow();
    yield i;
  }
}

async function* few(): AsyncGenerator<i32> {
  mark("begin");
  yield 1;
  await yieldNow();
  mark("one");
  yield 2;
  mark("two");
  for (let i = 3; i < 5; i++) {
    await sleep(1);
    yield i;
  }
  await yieldNow();
  mark("end");
}

async function* none(): AsyncGenerator<f64> {
  await yieldNow();
  if (trace<bool>("none", true)) return;
  yield 1;
}

function* letters(): Generator<i32> {
  yield 65;
  yield 66;
}

async function* both(n: i32): AsyncGenerator<i32> {
  yield* range(0, n);
  yield 100;
  yield* few();
  yield* letters();
  yield* [7, 8];
}

async function* pairs<T>(a: T, b: T): AsyncGenerator<T> {
  yield a;
  await yieldNow();
  yield b;
}

async function half(x: i32): Promise<i32> {
  await yieldNow();
  return x >> 1;
}

async function* halves(n: i32): AsyncGenerator<i32> {
  for (let i = 0; i < n; i++) yield half(i);
}

class Tree {
  constructor(public value: i32, public left: i32, public right: i32) {}
  async *values(): AsyncGenerator<i32> {
    yield this.left;
    await sleep(2);
    yield this.value;
    yield this.right;
  }
  static async *squares(n: i32): AsyncGenerator<i64> {
    for await (const i of range(0, n)) yield <i64>(i * i);
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<i32> {
    yield this.left;
    yield await half(this.right);
  }
}

async function sum(from: i32, to: i32): Promise<i32> {
  let total = 0;
  for await (const x of range(from, to)) total += x;
  return total;
}

async function first(over: i32): Promise<i32> {
  for await (const x of range(0, 10)) {
    if (x <= over) continue;
    return x;
  }
  return -1;
}

async function order(): Promise<i32> {
  let n = 0;
  for await (const x of few()) {
    trace<i32>("x", x);
    if (x == 2) continue;
    if (x == 4) break;
    await sleep(1);
    n = n * 10 + x;
  }
  return n;
}

async function nested(): Promise<i32> {
  let n = 0;
  for await (const a of range(1, 4)) {
    for await (const b of few()) {
      if (b > a) break;
      await yieldNow();
      n += a * b;
    }
  }
  return n;
}

async function mixed(): Promise<i32> {
  let n = 0;
  for await (const x of letters()) n += x;
  for await (const x of [1, 2, 3]) {
    await yieldNow();
    n = n * 2 + x;
  }
  return n;
}

export async function run(): Promise<i32> {
  trace<i32>("sum", await sum(2, 6));
  trace<i32>("first", await first(4));
  trace<i32>("order", await order());
  trace<i32>("nested", await nested());
  trace<i32>("mixed", await mixed());
  for await (const x of none()) trace<f64>("never", x);
  for await (const x of both(2)) trace<i32>("both", x);
  for await (const x of pairs<f64>(0.5, 1.5)) trace<f64>("half", x);
  for await (const x of halves(3)) trace<i32>("halves", x);
  const tree = new Tree(2, 1, 6);
  for await (const x of tree.values()) trace<i32>("value", x);
  for await (const x of tree) trace<i32>("side", x);
  let squares: i64 = 0;
  for await (const x of Tree.squares(5)) squares += x;
  return trace<i32>("squares", <i32>squares);
}
