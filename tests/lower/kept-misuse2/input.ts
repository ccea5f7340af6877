// A kept promise in a loop whose next round may begin before it has ended, or one of its children.
import { timeout, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function value(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

async function notAwaited(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    const p = Promise.all([value(i), timeout(value(i), 5)]);
    await yieldNow();
  }
}

async function notAlways(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    const p = Promise.race([value(i), value(i + 1)]);
    if (i) await p;
  }
}

export async function run(): Promise<void> {
  await notAwaited();
  await notAlways();
}
