// Closures: captures by value, in async and plain functions, through several takers, and values of async type.
import { sleep } from "tacet/assembly";
import { trace, trace2 } from "../trace";

async function retry(times: i32, f: (n: i32) => Promise<i32>): Promise<i32> {
  for (let i = 0; i < times; i++) {
    const v = await f(i);
    if (v >= 0) return v;
    await sleep(1);
  }
  return -1;
}

function sum(count: i32, f: (n: i32) => i32): i32 {
  let s = 0;
  for (let i = 0; i < count; i++) s += f(i);
  return s;
}

async function add(a: i32): Promise<i32> {
  await sleep(1);
  return a + 1;
}

async function double(a: i32): Promise<i32> {
  return a * 2;
}

export async function main(): Promise<void> {
  const good = 2;
  const base = 40;
  trace("retried", await retry(5, async (n: i32): Promise<i32> => {
    await sleep(n);
    trace("try", n);
    return n == good ? base + n : -1;
  }));
  trace("sum", sum(4, (n: i32): i32 => n * base + good));
  let step: (a: i32) => Promise<i32> = add;
  let value = 1;
  for (let i = 0; i < 4; i++) {
    value = await step(value);
    trace2("step", i, value);
    step = i & 1 ? add : double;
  }
}
