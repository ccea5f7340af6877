// Async functions as values: parameters, variables, arrows; awaited and as child tasks.
//! javascript
//! runtimes stub minimal incremental
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function one(n: i32): Promise<i32> {
  await yieldNow();
  return n + 1;
}

async function two(n: i32): Promise<i32> {
  await sleep(1);
  return n + 2;
}

async function apply(fn: (n: i32) => Promise<i32>, n: i32): Promise<i32> {
  return (await fn(n)) + (await fn(n * 10));
}

export async function run(): Promise<i32> {
  trace("one", await apply(one, 1));
  trace("two", await apply(two, 1));
  const arrow = async (n: i32): Promise<i32> => {
    await yieldNow();
    return n * 3;
  };
  trace("arrow", await arrow(2));
  trace("arrow", await apply(arrow, 2));
  trace("inline", await apply(async (n: i32): Promise<i32> => n - 1, 5));
  let fn: (n: i32) => Promise<i32> = one;
  if (await one(0)) fn = two;
  const p = fn(7);
  mark("started");
  return await p;
}
