// Captured variables that are assigned where JavaScript's closure would see it; assignments it would not see are no matter.
import { yieldNow } from "tacet/assembly";

function apply(f: (x: i32) => i32): i32 {
  return f(1);
}

async function later(f: () => Promise<i32>): Promise<i32> {
  await yieldNow();
  return await f();
}

export async function run(): Promise<i32> {
  let held = 1;
  const f = (x: i32): i32 => x + held;
  held = 2;
  f(1);
  held = 3; // not used any more

  let again = 1;
  const g = (x: i32): i32 => x + again;
  for (let i = 0; i < 3; i++) {
    g(i);
    again = i;
  }

  let fresh = 1;
  apply(x => x + fresh);
  fresh = 2;
  apply(x => x + fresh);

  let child = 1;
  const p = later(async () => child);
  child = 2;

  return await p;
}
