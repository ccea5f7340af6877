// Code that asc folds away or that cannot be reached: awaits and children in it leave no trace; what is left still works.
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function value(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

const NEVER: bool = false;
const ALWAYS: bool = true;

async function folded(): Promise<i32> {
  if (NEVER) await value(1);
  if (ALWAYS) mark("always");
  else value(2);
  while (NEVER) await value(3);
  for (; NEVER; ) value(4);
  do {
    mark("once");
  } while (NEVER);
  const x = NEVER ? await value(5) : 6;
  const y = NEVER && (await value(7)) == 7;
  const z = ALWAYS || (await value(8)) == 8;
  trace("yz", y == !z);
  if (ALWAYS) return x + (await value(100));
  await value(9);
  return value(10);
}

/** Only its dead code awaits. */
async function neverSuspends(): Promise<i32> {
  if (NEVER) await value(1);
  return 3;
}

async function afterReturn(n: i32): Promise<i32> {
  if (n == 0) {
    return 1;
  } else {
    return await value(2);
  }
}

async function endless(): Promise<void> {
  while (true) {
    await sleep(1);
    mark("tick");
  }
}

async function leaves(n: i32): Promise<void> {
  for (let i = 0; ; i++) {
    value(i);
    if (i == n) return;
    await sleep(0.5);
    return;
  }
}

async function generic<T>(v: T): Promise<T> {
  if (isInteger<T>()) {
    await yieldNow();
    return v;
  } else {
    return v + <T>(await value(1));
  }
}

async function oneArm(flag: bool): Promise<i32> {
  const p = value(1);
  if (flag) return 5;
  return await p;
}

export async function run(): Promise<i32> {
  trace("folded", await folded());
  trace("neverSuspends", await neverSuspends());
  const p = neverSuspends();
  trace("child", (await p) + (await p));
  trace("afterReturn", await afterReturn(0) + (await afterReturn(1)));
  endless();
  await sleep(2.5);
  await leaves(0);
  await leaves(1);
  trace("generic", await generic<i32>(1) + <i32>(await generic<f64>(2.5)));
  trace("oneArm", await oneArm(true) * 10 + (await oneArm(false)));
  return 0;
}
