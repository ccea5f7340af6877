// Goal: functions with @depth call themselves across awaits, in operands, loops and tail calls, with the values that V8 gives.
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

@depth(6)
async function factorial(n: i32): Promise<i32> {
  if (n < 2) return 1;
  await yieldNow();
  return n * (await factorial(n - 1));
}

@depth(7)
async function fib(n: i32): Promise<i32> {
  if (n % 3 == 0) await sleep(1);
  if (n < 2) return n;
  return (await fib(n - 1)) + (await fib(n - 2));
}

@depth(5)
async function permutations(taken: i32, count: i32, depth: i32): Promise<f64> {
  if (depth == count) return 1;
  let sum: f64 = 0;
  for (let i = 0; i < count; i++) {
    if (taken & (1 << i)) continue;
    if (i == depth) await yieldNow();
    sum += (await permutations(taken | (1 << i), count, depth + 1)) * <f64>(i + 1);
  }
  return sum;
}

@depth(100)
async function countdown(n: i32, sum: i32): Promise<i32> {
  if (n == 0) return sum;
  if (n % 7 == 0) await yieldNow();
  return await countdown(n - 1, sum + n);
}

@depth(4)
async function plain(n: i32): Promise<i32> {
  return n ? 2 * (await plain(n - 1)) : 1;
}

export async function run(): Promise<i32> {
  for (let n = 1; n <= 6; n++) {
    trace("factorial", await factorial(n));
    trace("fib", await fib(n));
  }
  trace("permutations", await permutations(0, 4, 0));
  trace("countdown", await countdown(99, 0));
  trace("plain", await plain(3));
  const a = fib(6);
  const b = factorial(5);
  return (await a) + (await b);
}
