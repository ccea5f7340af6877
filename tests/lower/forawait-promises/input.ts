// `for await` over a list of promises: all begin before the first is awaited, and are taken in order, however they end.
//! javascript
//! runtimes stub incremental
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function after(turns: i32, value: i32): Promise<i32> {
  trace("begins", value);
  for (let i = 0; i < turns; i++) await yieldNow();
  trace("ends", value);
  return value;
}

async function fails(turns: i32): Promise<i32> {
  for (let i = 0; i < turns; i++) await yieldNow();
  throw new Error("failed");
}

async function inOrder(): Promise<i32> {
  let sum = 0;
  for await (const value of [after(3, 1), after(1, 2), after(2, 4)]) {
    trace("takes", value);
    sum += value;
  }
  return sum;
}

async function mixed(own: i32): Promise<i32> {
  const first = after(1, 10);
  let digits = 0;
  for await (const value of [first, own, await after(0, 30)]) digits = digits * 100 + value;
  return digits;
}

async function leaves(): Promise<i32> {
  let last = 0;
  for await (last of [after(0, 5), after(1, 6), after(1, 7)]) if (last == 6) break;
  await yieldNow();
  return last;
}

async function skips(): Promise<i32> {
  let odd = 0;
  for await (const value of [after(0, 1), after(0, 2), after(1, 3)]) {
    if (value % 2 == 0) continue;
    odd += value;
  }
  return odd;
}

async function stopsAtError(): Promise<i32> {
  let sum = 0;
  try {
    for await (const value of [after(0, 100), fails(1), after(12, 300)]) sum += value;
  } catch (e) {
    trace("caught", sum);
    for (let i = 0; i < 20; i++) await yieldNow();
  }
  return sum;
}

async function one(): Promise<i32> {
  for await (const value of [after(1, 9)]) return value;
  return 0;
}

async function rounds(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    for await (const value of [after(2, i), after(1, 10), sum]) {
      if (value == 10) continue;
      sum += value;
    }
    trace("round", sum);
  }
  return sum;
}

export async function run(): Promise<i32> {
  trace("sum", await inOrder());
  trace("digits", await mixed(20));
  trace("last", await leaves());
  trace("odd", await skips());
  trace("until the error", await stopsAtError());
  trace("of all rounds", await rounds());
  return await one();
}
