// Children in loops without a condition, which end by what leaves them: behind that the child has been awaited, on every way there is.
//! javascript
//! runtimes stub incremental
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function after(turns: i32, value: i32): Promise<i32> {
  for (let i = 0; i < turns; i++) await yieldNow();
  trace("ends", value);
  return value;
}

async function awaited(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    const child = after(2, i);
    while (true) {
      sum += await child;
      if (sum > i) break;
      sum += 1;
    }
  }
  return sum;
}

async function beforeLeaving(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    const child = after(1, 10 + i);
    for (let round = 0; ; round++) {
      await yieldNow();
      if (round < i) continue;
      sum += await child;
      break;
    }
  }
  return sum;
}

async function returned(): Promise<i32> {
  const child = after(3, 20);
  while (true) {
    const other = after(1, 21);
    if (await other > 20) return await child;
  }
}

export async function run(): Promise<i32> {
  trace("awaited", await awaited());
  trace("before leaving", await beforeLeaving());
  return await returned();
}
