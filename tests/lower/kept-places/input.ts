// Kept promises in conditions, loops with catches, of one variable in several, behind arguments that throw.
//! runtimes stub incremental
//! allocates
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function after(ms: i32, v: i32): Promise<i32> {
  await sleep(ms);
  return v;
}

async function fails(ms: i32): Promise<i32> {
  await sleep(ms);
  throw new Error("fails");
}

function thrower(v: i32): i32 {
  if (v > 1) throw new Error("argument");
  return v;
}

async function conditions(c: bool): Promise<void> {
  trace("c", await (c ? Promise.race([after(2, 1), after(1, 2)]) : after(1, 3)));
  const p = c ? Promise.any([after(1, 4)]) : after(2, 5);
  trace("p", await p);
}

async function loops(): Promise<void> {
  const a = after(3, 1);
  for (let i = 0; i < 4; i++) {
    const p = Promise.allSettled([a, after(1, i)]);
    const [x, y] = await p;
    trace("loop", x.value * 10 + y.value);
  }
  for (let i = 0; i < 3; i++) {
    try {
      const p = Promise.all([after(1, i), fails(i * 2)]);
      await sleep(2);
      await p;
    } catch (e) {
      trace(i.toString(), e.message);
    }
  }
}

async function catches(): Promise<void> {
  try {
    const p = Promise.all([after(1, 1), after(2, thrower(2))]);
    try {
      const [x, y] = await p;
      trace("both", x + y);
    } finally {
      await yieldNow();
    }
  } catch (e) {
    trace("caught", e.message);
  }
  for (let i = 0; i < 3; i++) {
    const n = thrower(i ? 1 : 0);
    const p = Promise.all([after(1, i), after(2, n)]);
    try {
      const [x, y] = await p;
      trace("both", x + y);
    } finally {
      await yieldNow();
    }
  }
}

async function twice(): Promise<void> {
  const a = after(2, 7);
  const p = Promise.all([a, a, Promise.race([a, after(9, 1)])]);
  const q = Promise.race([a, after(1, 2)]);
  trace("q", await q);
  try {
    const [x, y, z] = await p;
    trace("sum", x + y + z);
  } catch (e) {
    trace("p", e.message);
  }
}

export async function run(): Promise<void> {
  await conditions(true);
  await conditions(false);
  await catches();
  await twice();
  await loops();
}
