// What can't end by an error leaves no child behind in a loop with a `catch`: a function that has seen all errors of its children, and
// one that steps a generator which throws nothing, though others of its type do.
//! javascript
//! allocates
//! runtimes stub incremental
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function fails(n: i32): Promise<i32> {
  await yieldNow();
  if (n & 1) throw new Error("odd");
  return n;
}

/** Its child's error never leaves it. */
async function seen(n: i32): Promise<i32> {
  const p = fails(n);
  try {
    return await p;
  } catch (e) {
    return -n;
  }
}

/** Nor does one of several. */
async function settled(n: i32): Promise<i32> {
  const [a, b] = await Promise.allSettled([fails(n), fails(n + 1)]);
  return a.status == "fulfilled" ? 1 : b.status == "fulfilled" ? 2 : 3;
}

async function* quiet(n: i32): AsyncGenerator<i32> {
  yield await seen(n);
  yield n;
}

async function* loud(n: i32): AsyncGenerator<i32> {
  yield n;
  if (n > 1) throw new Error("loud");
}

async function looped(n: i32): Promise<i32> {
  let sum = 0;
  const g = quiet(n);
  for await (const x of g) sum += x;
  return sum;
}

async function stepped(n: i32): Promise<i32> {
  const g = quiet(n);
  let sum = 0;
  for (let step = await g.next(); !step.done; step = await g.next()) sum += step.value;
  await g.return();
  return sum;
}

/** Either of two, neither of which throws. */
async function either(n: i32): Promise<i32> {
  let g = quiet(n);
  if (n > 1) g = quiet(10);
  const step = await g.next();
  return step.value;
}

async function each(n: i32): Promise<void> {
  for (let i = 0; i < 3; i++) {
    try {
      const a = seen(i);
      const b = settled(i);
      const c = looped(i);
      const d = stepped(i);
      const e = either(i);
      await yieldNow();
      await Promise.all([a, b, c, d, e]);
      trace("a", await a);
      trace("b", await b);
      trace("c", await c);
      trace("d", await d);
      trace("e", await e);
      if (i == n) throw new Error("last");
    } catch (e) {
      trace(e.message, i);
    }
  }
}

export async function run(): Promise<void> {
  await each(1);
  try {
    for await (const x of loud(2)) trace("loud", x);
  } catch (e) {
    mark(e.message);
  }
}
