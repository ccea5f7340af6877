// A cancel ends what is awaited before it runs the cleanups of who awaits: leaf to root, whether a call is awaited in place, through a
// promise, in a combinator or with a timeout. A child that nobody awaits ends with its owner. A scope that is left starts nothing.
//! runtimes stub incremental
//! allocates
//! script start inPlace; advance 5; cancel 0; end; start promise; advance 5; cancel 1; end; start all; advance 5; cancel 2; end; start race; advance 5; cancel 3; end; start any; advance 5; cancel 4; end; start settled; advance 5; cancel 5; end; start limited; advance 5; cancel 6; end; start nested; advance 5; cancel 7; end; start again; advance 5; cancel 8; end; start others; advance 5; cancel 9; end; start unawaited; advance 5; cancel 10; end; start spawner; advance 5; cancel 11; end
import { Scope, scope, sleep, timeout } from "tacet/assembly";
import { mark, trace } from "../trace";

class Guard {
  constructor(readonly name: string) {}

  async [Symbol.asyncDispose](): Promise<void> {
    trace("dispose", this.name);
    await sleep(1);
    trace("disposed", this.name);
  }
}

async function work(name: string, ms: f64): Promise<i32> {
  try {
    await sleep(100);
    return 1;
  } finally {
    trace("cleanup", name);
    await sleep(ms);
    trace("cleaned", name);
  }
}

export async function inPlace(): Promise<i32> {
  await using g = new Guard("in place");
  return await work("in place", 1);
}

export async function promise(): Promise<i32> {
  await using g = new Guard("promise");
  const p = work("promise", 1);
  return await p;
}

export async function all(): Promise<i32> {
  await using g = new Guard("all");
  const [a, b] = await Promise.all([work("all 1", 2), work("all 2", 1)]);
  return a + b;
}

export async function race(): Promise<i32> {
  await using g = new Guard("race");
  return await Promise.race([work("race 1", 1), work("race 2", 2)]);
}

export async function any(): Promise<i32> {
  try {
    return await Promise.any([work("any 1", 1), work("any 2", 2)]);
  } finally {
    mark("any");
  }
}

export async function settled(): Promise<void> {
  try {
    await Promise.allSettled([work("settled 1", 1), work("settled 2", 2)]);
  } finally {
    mark("settled");
  }
}

export async function limited(): Promise<i32> {
  await using g = new Guard("limited");
  return await timeout(work("limited", 1), 50);
}

/** The inner cleanup lies between the two. */
export async function nested(): Promise<i32> {
  await using outer = new Guard("outer");
  const p = work("nested", 1);
  try {
    await using inner = new Guard("inner");
    return await p;
  } catch (e) {
    mark("never");
    return 0;
  }
}

/** The cleanup finds it cancelled; its error is dropped with the rest of the cleanup. */
export async function again(): Promise<void> {
  const p = work("again", 1);
  try {
    await p;
  } finally {
    try {
      trace("never", await p);
    } catch (e) {
      trace("again", e.name);
    }
  }
}

/** What ended before is as it was. */
export async function others(): Promise<void> {
  const early = same(5);
  const late = work("others", 1);
  try {
    await Promise.all([early, late]);
  } finally {
    trace("early", await early);
  }
}

async function same(n: i32): Promise<i32> {
  await sleep(1);
  return n;
}

export async function unawaited(): Promise<void> {
  const p = work("unawaited", 1);
  try {
    await sleep(100);
  } finally {
    mark("before it");
  }
  await p;
}

// @ts-ignore: decorator
@pool(8)
async function spawned(n: i32): Promise<void> {
  try {
    await sleep(100);
  } finally {
    await sleep(3); // the spawner would go on meanwhile
    trace("spawned", n);
  }
}

async function spawnOn(tasks: Scope): Promise<void> {
  let n = 0;
  try {
    while (true) {
      await tasks.spawn(spawned(n++));
      await sleep(2);
    }
  } finally {
    trace("spawner", n);
  }
}

export async function spawner(): Promise<void> {
  await using tasks = scope();
  const p = spawnOn(tasks);
  await sleep(100);
  await p;
}
