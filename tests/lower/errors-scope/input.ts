// The first task of a scope that fails cancels the others; the end of the scope, join and the next spawn throw its error.
//! runtimes stub incremental
import { limit, scope, sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

@pool(4)
async function task(v: i32, ms: i32, name: string | null): Promise<void> {
  try {
    await sleep(ms);
    if (name) throw new Error(name);
    trace("done", v);
  } finally {
    trace("over", v);
  }
}

@pool(2)
async function failsAtOnce(name: string): Promise<void> {
  throw new RangeError(name);
}

/** At the end of the function. */
async function atEnd(): Promise<void> {
  const s = scope();
  await s.spawn(task(1, 1, null));
  await s.spawn(task(2, 3, "second"));
  await s.spawn(task(3, 9, null));
  await s.spawn(task(4, 3, "fourth"));
}

async function joined(): Promise<void> {
  const s = scope();
  await s.spawn(task(5, 2, "joined"));
  await s.spawn(task(6, 2, null));
  try {
    await s.join();
  } catch (e) {
    trace("join threw", e.message);
  }
  await s.spawn(task(7, 1, null));
}

/** The producer waits for room and learns of it. */
async function spawning(): Promise<void> {
  const s = limit(2);
  for (let i = 0; i < 9; i++) {
    trace("spawn", i);
    await s.spawn(task(i, 1, i == 3 ? "third" : null));
  }
}

async function atOnce(): Promise<void> {
  const s = scope();
  await s.spawn(failsAtOnce("a"));
  mark("goes on");
  await s.spawn(failsAtOnce("b"));
  mark("not here");
}

/** Left by an error: the tasks are cancelled, and theirs are nobody's. */
async function left(): Promise<void> {
  const s = scope();
  await s.spawn(task(10, 50, "never"));
  await yieldNow();
  throw new Error("left");
}

async function attempt(v: i32): Promise<void> {
  try {
    switch (v) {
      case 0: await atEnd(); break;
      case 1: await joined(); break;
      case 2: await spawning(); break;
      case 3: await atOnce(); break;
      case 4: await left(); break;
    }
    trace("no error", v);
  } catch (e) {
    trace(e.name, e.message);
  }
}

export async function run(): Promise<i32> {
  for (let v = 0; v < 5; v++) await attempt(v);
  return 0;
}
