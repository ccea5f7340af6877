// A Promise.all in a Promise.all, taken apart or not, a race in a race, an any in an any: as if their promises stood in the outer one.
//! javascript
//! runtimes stub minimal incremental
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function after(yields: i32, v: i32): Promise<i32> {
  for (let i = 0; i < yields; i++) await yieldNow();
  return trace("done", v);
}

async function half(v: i32): Promise<f64> {
  await yieldNow();
  return v / 2;
}

async function quiet(v: i32): Promise<i32> {
  for (let i = 0; i < 5; i++) await yieldNow();
  return v;
}

async function fails(yields: i32): Promise<i32> {
  for (let i = 0; i < yields; i++) await yieldNow();
  throw new Error("failed");
}

async function nothing(): Promise<void> {
  await yieldNow();
  trace("nothing", 0);
}

async function declared(): Promise<void> {
  const [[a, b], c, [, [d]]] = await Promise.all([
    Promise.all([after(3, 1), half(4)]), after(1, 2), (Promise.all([nothing(), Promise.all([after(2, 3)])])),
  ]);
  trace("a", a);
  trace("b", i32(b));
  trace("c", c);
  trace("d", d);
}

async function assigned(): Promise<void> {
  let a = 0;
  let b = 0;
  let c = 0;
  [[a, b], c] = await Promise.all([Promise.all([after(1, 5), after(2, 6)]), after(1, 7)]);
  trace("sum", a + b * 10 + c * 100);
}

async function waited(): Promise<void> {
  await Promise.all([Promise.all([after(2, 8), nothing()]), nothing()]);
  trace("waited", 1);
}

async function failed(): Promise<void> {
  try {
    const [[a], b] = await Promise.all([Promise.all([after(1, 9), fails(3)]), after(1, 10)]);
    trace("never", a + b);
  } catch (e) {
    trace(e.message, 0);
  }
}

async function first(): Promise<void> {
  trace("race", await Promise.race([Promise.race([quiet(11), after(1, 12)]), quiet(13)]));
  trace("any", await Promise.any([fails(1), Promise.any([fails(1), after(2, 14)])]));
}

export async function run(): Promise<void> {
  await declared();
  await assigned();
  await waited();
  await failed();
  await first();
}
