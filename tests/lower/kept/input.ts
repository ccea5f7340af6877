// Promises of combinators that are kept: their children begin at once, and the order of their ends decides, whenever somebody awaits.
//! javascript
//! runtimes stub minimal incremental
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function after(yields: i32, v: i32): Promise<i32> {
  for (let i = 0; i < yields; i++) await yieldNow();
  return trace("done", v);
}

async function half(yields: i32, v: i32): Promise<f64> {
  for (let i = 0; i < yields; i++) await yieldNow();
  return v / 2;
}

async function text(yields: i32, v: string): Promise<string> {
  for (let i = 0; i < yields; i++) await yieldNow();
  return trace("text", v);
}

/** A loser: in JavaScript it goes on. */
async function quiet(v: i32): Promise<i32> {
  for (let i = 0; i < 40; i++) await yieldNow();
  return v;
}

async function fails(yields: i32, message: string): Promise<i32> {
  for (let i = 0; i < yields; i++) await yieldNow();
  throw new Error(message);
}

async function failsToo(yields: i32, message: string): Promise<i32> {
  for (let i = 0; i < yields; i++) await yieldNow();
  throw new Error(message);
}

async function pause(yields: i32): Promise<void> {
  for (let i = 0; i < yields; i++) await yieldNow();
}

async function lists(): Promise<void> {
  const p = Promise.all([after(2, 1), half(1, 6), text(3, "four")]);
  mark("begun");
  await pause(8);
  const [a, b, c] = await p;
  trace("a", a);
  trace("b", b);
  trace("c", c);
  await p;
  let again = 0;
  [again] = await p;
  trace("again", again);
  const q = Promise.allSettled([fails(1, "five"), after(1, 6)]);
  const [d, e] = await q;
  trace("d", d.status);
  trace("d", d.reason.message);
  trace("e", e.value);
}

async function orders(): Promise<void> {
  const race = Promise.race([quiet(1), after(2, 3), quiet(2)]);
  const any = Promise.any([fails(1, "a"), quiet(4), after(3, 5), quiet(9)]);
  const all = Promise.all([after(1, 6), fails(4, "late"), fails(2, "early")]);
  await pause(12);
  trace("race", await race);
  trace("any", await any);
  try {
    await all;
  } catch (e) {
    trace("all", e.message);
  }
  trace("race", await race);
}

/** Variables, which are awaited as well. */
async function variables(): Promise<void> {
  const a = after(2, 1);
  const b = after(1, 2);
  const c = quiet(3);
  const all = Promise.all([a, b, after(3, 4)]);
  const race = Promise.race([c, b, quiet(5)]);
  trace("a", await a);
  const [d, e, f] = await all;
  trace("sum", d + e + f);
  trace("b", await b);
  trace("race", await race);
  const g = after(2, 6);
  const h = after(1, 7);
  const later = Promise.race([g, h]);
  await pause(6);
  trace("later", await later);
  const i = failsToo(2, "two");
  const j = fails(1, "one");
  const both = Promise.all([i, j]);
  await pause(6);
  try {
    await both;
  } catch (e) {
    trace("both", e.message);
  }
}

/** Combinators in combinators. */
async function nested(): Promise<void> {
  const p = Promise.all([Promise.race([after(1, 1), quiet(2)]), Promise.all([after(2, 3), text(1, "x")]), Promise.allSettled([after(1, 4), fails(2, "no")])]);
  await pause(2);
  const [a, [b, c], [d, e]] = await p;
  trace("a", a);
  trace("b", b);
  trace("c", c);
  trace("d", d.value);
  trace("e", e.reason.message);
  const q = Promise.any([Promise.all([after(1, 5), fails(1, "six")]), pause(3)]);
  await q;
  const inner = Promise.all([after(1, 7), after(2, 8)]);
  const outer = Promise.all([inner, after(1, 9)]);
  const [[f, g], h] = await outer;
  trace("sum", f + g + h);
  const [i, j] = await inner;
  trace("inner", i * j);
}

async function maybe(fail: i32): Promise<i32> {
  await yieldNow();
  if (fail) throw new Error("loop");
  return 5;
}

/** In loops, branches and tries. */
async function places(): Promise<void> {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    const p = Promise.all([after(1, i), after(2, i * 10)]);
    if (i == 1) {
      await p;
      continue;
    }
    const [a, b] = await p;
    sum += a + b;
  }
  trace("sum", sum);
  for (let i = 0; i < 2; i++) {
    const first = maybe(i);
    const p = Promise.race([first, quiet(1)]);
    try {
      trace("race", await p);
    } catch (e) {
      trace("caught", e.message);
    } finally {
      mark("finally");
    }
  }
  const p = Promise.all([after(2, 1), after(1, 2)]);
  for (let i = 0; i < 2; i++) {
    const [a] = await p;
    trace("again", a);
  }
  const alias = p;
  const [x, y] = await alias;
  trace("alias", x * 10 + y);
  let chosen: Promise<i32> = Promise.race([after(1, 3), quiet(1)]);
  trace("chosen", await chosen);
  chosen = Promise.any([fails(1, "not"), after(2, 4)]);
  trace("chosen", await chosen);
}

async function evaluated(): Promise<void> {
  let n = 1;
  const p = Promise.all([after(await after(0, n++), n++), after(1, n++)]);
  trace("n", n);
  const [a, b] = await p;
  trace("a", a);
  trace("b", b);
}

export async function run(): Promise<void> {
  await lists();
  await orders();
  await variables();
  await nested();
  await places();
  await evaluated();
}
