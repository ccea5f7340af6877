//! runtimes stub minimal incremental
//! script start inBody; advance 3; turn 9; cancel 0; end; start inGenerator; advance 3; turn 9; cancel 1; end; start byHand; advance 3; turn 9; cancel 2; end; start piped; advance 3; turn 9; cancel 3; end; start inCleanup; advance 3; turn 9; cancel 4; end
// A cancel in the body of a for await, in the generator, in a step by hand, in a pipeline, in the cleanup of a loop that was left:
// `finally` runs from the innermost outwards, once, and what a pipeline goes over has ended.
import { sleep } from "tacet/assembly";
import { mark, trace } from "../trace";

async function* ticks(ms: f64): AsyncGenerator<i32> {
  try {
    for (let i = 0; i < 9; i++) {
      await sleep(ms);
      yield i;
    }
  } finally {
    mark("ticks: cleaning");
    await sleep(2);
    mark("ticks: cleaned");
  }
}

async function* twice(over: AsyncGenerator<i32>): AsyncGenerator<i32> {
  try {
    for await (const x of over) yield x * 2;
  } finally {
    mark("twice: cleaned");
  }
}

export async function inBody(): Promise<void> {
  try {
    for await (const x of ticks(1)) {
      trace<i32>("x", x);
      await sleep(10);
    }
  } finally {
    mark("in body: finally");
  }
}

export async function inGenerator(): Promise<void> {
  try {
    for await (const x of ticks(10)) trace<i32>("x", x);
  } finally {
    mark("in generator: finally");
  }
}

export async function byHand(): Promise<void> {
  const g = ticks(2);
  const h = ticks(1);
  trace<i32>("h", (await h.next()).value);
  try {
    while (true) trace<i32>("g", (await g.next()).value);
  } finally {
    trace<bool>("ended", (await g.next()).done);
    mark("by hand: finally");
  }
}

export async function piped(): Promise<void> {
  const over = ticks(1);
  try {
    for await (const x of twice(over)) {
      trace<i32>("x", x);
      await sleep(10);
    }
  } finally {
    trace<bool>("ended", (await over.next()).done);
    mark("piped: finally");
  }
}

export async function inCleanup(): Promise<void> {
  try {
    for await (const x of twice(ticks(2))) {
      trace<i32>("x", x);
      break;
    }
    mark("never");
  } finally {
    mark("in cleanup: finally");
  }
}
