// sleepUntil: periods without drift, a time that is past, and a cancel that takes the timer out.
import { now, sleep, sleepUntil } from "tacet/assembly";
import { clockStart, mark, ms, trace, trace2 } from "../trace";

async function tick(id: i32, periodUs: u32, count: i32): Promise<i32> {
  let next = now();
  for (let i = 0; i < count; i++) {
    next += periodUs;
    await sleepUntil(next);
    trace2("tick at", id, ms());
  }
  return id;
}

async function forever(): Promise<i32> {
  try {
    await sleepUntil(u64.MAX_VALUE - 1);
  } finally {
    mark("taken out");
  }
  return 0;
}

export async function main(): Promise<void> {
  clockStart();
  const a = tick(1, 10000, 4);
  const b = tick(2, 15000, 3);
  await Promise.all([a, b]);
  await sleepUntil(0);
  trace("past at", ms());
  trace("first", await Promise.race([forever(), tick(3, 5000, 1)]));
}
