// An async arrow that is an expression gives what `return` of it would: a promise is awaited.
//! javascript
//! runtimes stub incremental
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function load(n: i32): Promise<i32> {
  await yieldNow();
  return trace("load", n);
}

async function nothing(): Promise<void> {
  await yieldNow();
  trace("nothing", 0);
}

async function call<T>(f: () => Promise<T>): Promise<T> {
  return await f();
}

async function wait(f: () => Promise<void>): Promise<void> {
  await f();
  trace("waited", 0);
}

export async function run(): Promise<void> {
  const base = 10;
  trace("promise", await call<i32>(async (): Promise<i32> => load(base + 1)));
  trace("value", await call<i32>(async (): Promise<i32> => base + 2));
  trace("awaited", await call<i32>(async (): Promise<i32> => (await load(3)) + base));
  await wait(async (): Promise<void> => nothing());
  await wait(async (): Promise<void> => await nothing());
  const add = async (n: i32): Promise<i32> => load(base + n);
  trace("variable", await add(4));
}
