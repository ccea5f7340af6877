// Kept promises of combinators wherever an async function may stand, of calls of all kinds.
//! javascript
//! runtimes stub incremental
//! allocates
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function after(yields: i32, v: i32): Promise<i32> {
  for (let i = 0; i < yields; i++) await yieldNow();
  return v;
}

async function word(yields: i32, v: string): Promise<string> {
  for (let i = 0; i < yields; i++) await yieldNow();
  return v;
}

async function nothing(): Promise<void> {
  await yieldNow();
}

interface Reader {
  read(): Promise<i32>;
}

class Base implements Reader {
  constructor(readonly start: i32) {}

  async read(): Promise<i32> {
    await yieldNow();
    return this.start;
  }

  async both(other: Reader): Promise<i32> {
    const p = Promise.all([this.read(), other.read()]);
    await yieldNow();
    const [a, b] = await p;
    return a * 10 + b;
  }
}

class Derived extends Base {
  async read(): Promise<i32> {
    await yieldNow();
    await yieldNow();
    return this.start + 1;
  }
}

async function pair<A, B>(a: A, b: B): Promise<B> {
  const p = Promise.all([settle(a), settle(b)]);
  await yieldNow();
  const [x, y] = await p;
  trace<A>("x", x);
  return y;
}

async function settle<T>(value: T): Promise<T> {
  await yieldNow();
  return value;
}

async function* items(): AsyncGenerator<i32> {
  const p = Promise.all([after(2, 1), after(1, 2)]);
  yield 0;
  const [a, b] = await p;
  yield a;
  yield b;
}

async function called(f: (v: i32) => Promise<i32>): Promise<i32> {
  const p = Promise.race([f(3)]);
  await yieldNow();
  return await p;
}

async function of(p: Promise<i32>): Promise<i32> {
  const q = Promise.all([p, after(1, 4)]);
  const [a, b] = await q;
  return a * b + await p;
}

async function patterns(): Promise<void> {
  const p = Promise.all([after(1, 1), Promise.resolve(2), word(1, "three")]), q = Promise.all([after(2, 4)]);
  const [, b = 7, c] = await p;
  trace("b", b);
  trace("c", c);
  let [d] = await q;
  d++;
  trace("d", d);
  let e = 0;
  let f = "";
  [e, , f] = await p;
  trace("f", f + e.toString());
  const voids = Promise.all([nothing(), after(1, 5)]);
  const [, g] = await voids;
  trace("g", g);
  const many = Promise.all([after(1, 1), after(2, 2), after(3, 3), after(1, 4), after(2, 5), after(3, 6)]);
  const [k, l, m, n, o, r] = await many;
  trace("many", k + l * 2 + m * 3 + n * 4 + o * 5 + r * 6);
}

async function mixed(): Promise<void> {
  const p = Promise.race([after(1, 1), word(5, "never seen")]);
  await p;
  mark("mixed");
}

async function early(stop: boolean): Promise<i32> {
  const p = Promise.all([after(1, 1), after(2, 2)]);
  if (stop) {
    const [a] = await p;
    return a;
  }
  try {
    const [, b] = await p;
    return b;
  } finally {
    mark("finally");
  }
}

async function shadowed(): Promise<void> {
  const p = Promise.all([after(1, 1)]);
  {
    const p = Promise.all([word(1, "inner"), after(1, 2)]);
    const [a, b] = await p;
    trace(a, b);
  }
  const [c] = await p;
  trace("outer", c);
}

export async function run(): Promise<void> {
  trace("method", await new Derived(3).both(new Base(5)));
  trace("generic", await pair(1, "two"));
  trace("generic", await pair("three", 4.5));
  for await (const item of items()) trace("item", item);
  trace("value", await called(async v => v * 2));
  const p = after(2, 5);
  trace("given", await of(p));
  await patterns();
  await mixed();
  trace("early", await early(true));
  trace("early", await early(false));
  await shadowed();
  const arrow = async (v: i32): Promise<i32> => {
    const [a, b] = await Promise.all([after(1, v), after(1, v)]);
    const kept = Promise.any([after(1, a + b)]);
    return await kept;
  };
  trace("arrow", await arrow(4));
}
