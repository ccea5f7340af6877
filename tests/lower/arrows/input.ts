// Arrows without `async` that give a promise where one is wanted: to takers, in fields and tables, in variables, in combinators.
//! javascript
//! runtimes stub minimal incremental
//! allocates
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function later(n: i32, ms: f64 = 1): Promise<i32> {
  await sleep(ms);
  if (n < 0) throw new RangeError("negative");
  return n;
}

class Counter {
  n: i32 = 2;

  async times(k: i32): Promise<i32> {
    await sleep(1);
    return this.n * k;
  }
}

async function call<T>(f: () => Promise<T>): Promise<T> {
  const value = await f();
  await yieldNow();
  return value;
}

async function each<T, U>(xs: T[], f: (x: T, i: i32) => Promise<U>): Promise<U[]> {
  const out: U[] = [];
  for (let i = 0; i < xs.length; i++) out.push(await f(xs[i], i));
  return out;
}

async function both(f: () => Promise<i32>, g: (n: i32) => Promise<i32>): Promise<i32> {
  const [a, b] = await Promise.all([f(), g(3)]);
  return a + b;
}

async function finish(f: () => Promise<void>): Promise<void> {
  await f();
  mark("done");
}

type Handler = (n: i32) => Promise<i32>;

const handlers: Handler[] = [n => later(n), n => later(n * 2), async n => n * 3];

class Fields {
  get: Handler = n => later(n + 1);
}

export async function run(): Promise<void> {
  const counter = new Counter();
  const k = 4;
  trace("call", await call<i32>(() => counter.times(k)));
  trace("each", (await each<i32, i32>([1, 2, 3], (x, i) => counter.times(x * k + i))).join());
  trace("both", await both(() => later(1, 3), n => later(n * k, 2)));
  await finish(() => sleep(2));
  await finish(() => finish(() => yieldNow()));
  try {
    await call<i32>(() => later(-k));
  } catch (e) {
    trace("caught", e.message);
  }
  for (const handler of handlers) trace("handler", await handler(5));
  trace("field", await new Fields().get(6));
  const typed: () => Promise<i32> = () => counter.times(9);
  const declared = (n: i32): Promise<i32> => later(n * k);
  trace("variables", (await typed()) + (await declared(2)));
  trace("chosen", await call<i32>(() => k > 3 ? later(1) : later(2)));
  trace("resolved", await call<i32>(() => Promise.resolve(3)));
}
