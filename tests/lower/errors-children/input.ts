// An error passes through child tasks and spawned ones to who awaits them.
//! runtimes stub incremental
import { sleep, spawn, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function fails(v: i32): Promise<i32> {
  await sleep(v);
  if (v == 2) throw new Error("late");
  return v;
}

async function failsAtOnce(v: i32): Promise<i32> {
  if (v == 2) throw new Error("at once");
  return v;
}

@pool(2)
async function task(v: i32): Promise<i32> {
  await yieldNow();
  return await fails(v);
}

async function child(v: i32): Promise<i32> {
  const a = fails(v);
  const b = failsAtOnce(v);
  try {
    trace("a", await a);
  } catch (e) {
    trace("a threw", e.message);
  }
  return await b;
}

async function all(v: i32): Promise<void> {
  await Promise.all([fails(1), fails(v)]);
}

async function race(v: i32): Promise<i32> {
  return await Promise.race([fails(v), fails(9)]);
}

export async function run(): Promise<i32> {
  for (let v = 1; v < 3; v++) {
    try {
      trace("child", await child(v));
    } catch (e) {
      trace("child threw", e.message);
    }
    try {
      await all(v);
      trace("all", v);
    } catch (e) {
      trace("all threw", e.message);
    }
    try {
      trace("race", await race(v));
    } catch (e) {
      trace("race threw", e.message);
    }
    try {
      const t = await spawn(task(v));
      trace("join", await t.join());
    } catch (e) {
      trace("join threw", e.message);
    }
  }
  return 0;
}
