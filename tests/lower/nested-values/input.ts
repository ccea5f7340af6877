// Combinators in combinators that are no part of those: each tells its value or error to the one around it when its losers have ended.
//! javascript
//! runtimes stub minimal incremental
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function after(yields: i32, v: i32): Promise<i32> {
  for (let i = 0; i < yields; i++) await yieldNow();
  return trace("done", v);
}

/** A loser: in JavaScript it goes on. */
async function quiet(v: i32): Promise<i32> {
  for (let i = 0; i < 50; i++) await yieldNow();
  return v;
}

async function quietText(v: string): Promise<string> {
  for (let i = 0; i < 50; i++) await yieldNow();
  return v;
}

async function quietNothing(): Promise<void> {
  for (let i = 0; i < 50; i++) await yieldNow();
}

async function text(yields: i32, v: string): Promise<string> {
  for (let i = 0; i < yields; i++) await yieldNow();
  return trace("text", v);
}

async function half(v: i32): Promise<f64> {
  await yieldNow();
  return v / 2;
}

async function fails(yields: i32, message: string): Promise<i32> {
  for (let i = 0; i < yields; i++) await yieldNow();
  throw new Error(message);
}

async function nothing(yields: i32): Promise<void> {
  for (let i = 0; i < yields; i++) await yieldNow();
  mark("nothing");
}

async function inAll(): Promise<void> {
  const [a, b, c] = await Promise.all([after(2, 1), Promise.race([quiet(2), after(4, 3)]), half(6)]);
  trace("a", a);
  trace("b", b);
  trace("c", c);
  const [d, [e, f], g] = await Promise.all([
    Promise.any([fails(1, "one"), after(3, 6)]), Promise.allSettled([fails(2, "two"), text(5, "seven")]), text(1, "eight"),
  ]);
  trace("d", d);
  trace("e", e.status);
  trace("e", e.reason.message);
  trace("f", f.value);
  trace("g", g);
  const [[h, i], j] = await Promise.all([Promise.all([text(2, "h"), Promise.race([text(3, "i"), quietText("late")])]), after(1, 9)]);
  trace("h", h);
  trace("i", i);
  trace("j", j);
}

async function inRace(): Promise<void> {
  await Promise.race([Promise.all([after(2, 10), after(3, 11)]), quietNothing()]);
  mark("all won");
  await Promise.race([Promise.all([quiet(12), quiet(13)]), nothing(3)]);
  mark("all lost");
  trace("any", await Promise.race([Promise.any([fails(1, "three"), after(4, 14)]), quiet(15)]));
  await Promise.race([Promise.allSettled([fails(1, "four"), after(2, 16)]), quiet(17)]);
  mark("settled won");
  await Promise.race([after(2, 18), quietText("other type")]);
}

async function inAny(): Promise<void> {
  trace("race", await Promise.any([Promise.race([fails(1, "five"), quiet(19)]), after(6, 20)]));
  await Promise.any([Promise.all([after(1, 21), fails(2, "six")]), quietNothing()]);
  try {
    trace("never", await Promise.any([Promise.race([fails(1, "seven"), quiet(22)]), fails(3, "eight")]));
  } catch (error) {
    trace(error.name, error.message);
  }
}

async function inSettled(): Promise<void> {
  const [a, b, c, d] = await Promise.allSettled([
    Promise.race([after(2, 23), quiet(24)]), Promise.any([fails(1, "nine"), fails(2, "ten")]), Promise.all([after(1, 25), fails(2, "eleven")]), text(3, "d"),
  ]);
  trace("a", a.value);
  trace("b", b.reason.name);
  trace("c", c.reason.message);
  trace("d", d.value);
  const [e, f] = await Promise.allSettled([Promise.all([after(1, 26), nothing(2)]), Promise.allSettled([fails(1, "twelve")])]);
  trace("e", e.status);
  trace("f", f.status);
}

async function failing(): Promise<void> {
  try {
    const [a, b] = await Promise.all([Promise.race([fails(2, "inner"), quiet(27)]), quiet(28)]);
    trace("never", a + b);
  } catch (error) {
    trace("all of race", error.message);
  }
  try {
    const [a, b] = await Promise.all([Promise.any([fails(1, "x"), Promise.race([fails(2, "y"), quiet(29)])]), quiet(30)]);
    trace("never", a + b);
  } catch (error) {
    trace("all of any", error.name);
  }
  try {
    await Promise.race([Promise.all([quiet(31), fails(2, "in all")]), quietNothing()]);
  } catch (error) {
    trace("race of all", error.message);
  }
}

async function atOnce(): Promise<void> {
  const [a, b] = await Promise.all([Promise.race([after(0, 32), quiet(33)]), Promise.any([fails(0, "now"), after(0, 34)])]);
  trace("sum", a + b);
}

async function deep(): Promise<void> {
  const [a, [b, [c]]] = await Promise.all([
    Promise.race([Promise.any([fails(1, "z"), Promise.race([quiet(35), after(5, 36)])]), quiet(37)]),
    Promise.all([after(2, 38), Promise.allSettled([Promise.any([fails(2, "c"), after(3, 39)])])]),
  ]);
  trace("a", a);
  trace("b", b);
  trace("c", c.value);
}

/** Starts, and what they are given, in order. */
async function inOrder(): Promise<void> {
  let n = 0;
  const [a, b, c] = await Promise.all([after(1, trace("first", ++n)), Promise.race([after(2, trace("second", ++n)), quiet(trace("third", ++n))]), after(1, trace("fourth", ++n))]);
  trace("all", a + b * 10 + c * 100);
  trace("awaits", await Promise.race([Promise.any([after(1, await after(1, 40)), quiet(41)]), quiet(await after(2, 42))]));
}

async function inLoop(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    const [a, b] = await Promise.all([after(1, i), Promise.race([quiet(43), after(2, 10 + i)])]);
    trace("round", a + b);
  }
}

async function returned(): Promise<i32> {
  return Promise.race([Promise.any([fails(1, "r"), after(2, 44)]), quiet(45)]);
}

async function assigned(): Promise<void> {
  let a = 0;
  let b = "";
  [a, b] = await Promise.all([Promise.race([quiet(46), after(2, 47)]), text(1, "assigned")]);
  trace(b, a);
}

export async function run(): Promise<i32> {
  await inAll();
  await inRace();
  await inAny();
  await inSettled();
  await failing();
  await atOnce();
  await deep();
  await inOrder();
  await inLoop();
  trace("returned", await returned());
  await assigned();
  return 1;
}
