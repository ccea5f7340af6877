// sleep: order by deadline, then by insertion; zero, negative, fractional, NaN and huge; timers of cancelled tasks are gone.
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function after(ms: f64, name: i32): Promise<i32> {
  await sleep(ms);
  return trace("after", name);
}

async function ordered(): Promise<void> {
  const a = after(3, 1);
  const b = after(1, 2);
  const c = after(3, 3);
  const d = after(0.5, 4);
  const e = after(0, 5);
  const f = after(-1, 6);
  const g = after(NaN, 7);
  const h = after(0.0001, 8);
  await Promise.all([a, b, c, d, e, f, g, h]);
}

async function cancelled(): Promise<void> {
  after(1, 9);
  after(1e300, 10);
  after(Infinity, 11);
  await sleep(0.25);
  mark("leaves");
}

async function ticks(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await sleep(1.5);
    trace("tick", i);
  }
}

async function far(): Promise<void> {
  await sleep(1000 * 3600 * 24 * 30);
  mark("a month");
  await sleep(1);
}

export async function run(): Promise<void> {
  await ordered();
  await cancelled();
  await ticks();
  await far();
  await yieldNow();
}
