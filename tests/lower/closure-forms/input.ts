// Async closures given to async functions: arrows, function expressions, shadowing, nesting, loops, `this`, generics.
//! javascript
//! runtimes stub minimal incremental
//! allocates
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function twice(f: (n: i32) => Promise<i32>): Promise<i32> {
  const a = await f(1);
  const b = await f(2);
  return a * 100 + b;
}

async function retry<T>(times: i32, f: () => Promise<T>, good: (v: T) => bool): Promise<T> {
  for (let i = 0; i < times; i++) {
    const v = await f();
    if (good(v)) return v;
    await sleep(1);
  }
  return await f();
}

async function through(f: (n: i32) => Promise<i32>): Promise<i32> {
  const g = f;
  return (await twice(g)) + (await twice(f));
}

class Counter {
  n: i32 = 0;
  step: i32;
  constructor(step: i32) {
    this.step = step;
  }
  async next(): Promise<i32> {
    await yieldNow();
    this.n += this.step;
    return this.n;
  }
  async run(k: i32): Promise<i32> {
    return await twice(async (n: i32): Promise<i32> => {
      const v = await this.next();
      return v * k + n + this.step;
    });
  }
}

async function pick<T>(value: T, flag: bool): Promise<T> {
  return await retry<T>(2, async (): Promise<T> => {
    await yieldNow();
    return value;
  }, (v: T): bool => flag);
}

async function nested(a: i32): Promise<i32> {
  const b = a * 2;
  return await twice(async (n: i32): Promise<i32> => {
    const c = n + b;
    return await twice(async (m: i32): Promise<i32> => {
      await yieldNow();
      const a = m; // shadows
      return a + b + c + n;
    });
  });
}

async function loops(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    const k = i * 10;
    trace("loop", await twice(async (n: i32): Promise<i32> => {
      await sleep(1);
      return n + i + k;
    }));
  }
}

async function held(k: i32): Promise<i32> {
  const f = async (n: i32): Promise<i32> => {
    await yieldNow();
    return n + k;
  };
  const direct = await f(5);
  const both = await through(f);
  const child = f(7);
  mark("started");
  return direct + both + (await child);
}

async function conditional(k: i32): Promise<i32> {
  let total = 0;
  if (k > 1) {
    const add = async (n: i32): Promise<i32> => n + k;
    total += await twice(add);
  } else {
    total += await twice(async function (n: i32): Promise<i32> {
      await sleep(2);
      return n - k;
    });
  }
  return total;
}

async function strings(who: string): Promise<string> {
  const greeting = "hello " + who;
  return await retry<string>(3, async (): Promise<string> => {
    await sleep(1);
    return greeting + "!";
  }, (s: string): bool => s.length > greeting.length + 5);
}

export async function run(): Promise<i32> {
  const k = 7;
  trace("twice", await twice(async (n: i32): Promise<i32> => n * k));
  trace("twice", await twice(async n => {
    await yieldNow();
    return n * k;
  }));
  trace("this", await new Counter(3).run(2));
  trace("generic", await pick<f64>(1.5, true));
  trace("generic", await pick<string>("text", false));
  trace("nested", await nested(3));
  await loops();
  trace("held", await held(4));
  trace("conditional", await conditional(1));
  trace("conditional", await conditional(2));
  trace("strings", await strings("you"));
  return 0;
}
