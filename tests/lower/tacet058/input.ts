// A recursion through children, whose frames lie in their owners' frames.
import { yieldNow } from "tacet/assembly";

@depth(3)
async function fib(n: i32): Promise<i32> {
  await yieldNow();
  if (n < 2) return n;
  const a = fib(n - 1);
  return (await fib(n - 2)) + (await a);
}

@depth(3)
async function both(n: i32): Promise<void> {
  await yieldNow();
  if (n) await Promise.all([both(n - 1), both(n - 1)]);
}

@depth(0)
async function none(n: i32): Promise<i32> {
  return n ? await none(n - 1) : 1;
}

let limit = 4;
@depth(limit)
async function variable(n: i32): Promise<i32> {
  return n ? await variable(n - 1) : 1;
}

@depth(4)
async function bounded(n: i32): Promise<i32> {
  return await unbounded(n);
}
async function unbounded(n: i32): Promise<i32> {
  return n > 4 ? await bounded(n - 1) : n ? await unbounded(n - 1) : 0;
}

export async function run(): Promise<i32> {
  await both(2);
  limit++;
  return (await fib(3)) + (await none(2)) + (await variable(2)) + (await bounded(1));
}
