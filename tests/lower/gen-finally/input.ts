//! runtimes stub minimal incremental
//! allocates
//! javascript
// `finally` in generators that are not async: at their end, where a loop is left by break or return, by an error, at return(), nested, in plain functions.
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

function* cleaned(name: string, n: i32): Generator<i32> {
  try {
    for (let i = 0; i < n; i++) yield i;
  } finally {
    trace<string>("cleaned", name);
  }
}

function* two(): Generator<i32> {
  try {
    yield 1;
    try {
      yield 2;
    } finally {
      mark("inner");
    }
    yield 3;
  } finally {
    mark("outer");
  }
  yield 4;
}

function* over(from: Generator<i32>): Generator<i32> {
  try {
    for (const x of from) yield x * 10;
  } finally {
    mark("over");
  }
}

function plain(): i32 {
  let n = 0;
  for (const x of cleaned("plain", 3)) n += x;
  for (const x of cleaned("broken", 3)) if (x == 1) break;
  for (const x of cleaned("returned", 3)) if (x == 2) return n * 10 + x;
  return 0;
}

function upTo(last: i32): i32 {
  let n = 0;
  for (const x of two()) {
    n = n * 10 + x;
    if (x == last) break;
  }
  return n;
}

function byHand(): bool {
  const g = cleaned("by hand", 3);
  g.next();
  g.return();
  g.return();
  const unused = cleaned("unused", 3);
  unused.return();
  return g.next().done;
}

function nested(): i32 {
  let n = 0;
  for (const x of over(over(cleaned("nested", 9)))) {
    n += x;
    if (x == 300) return n;
  }
  return -1;
}

async function thrown(): Promise<void> {
  try {
    for (const x of over(cleaned("thrown", 9))) {
      await yieldNow();
      if (x == 20) throw new Error("twenty");
    }
  } catch (e) {
    trace<string>("caught", e.message);
  }
}

export async function run(): Promise<void> {
  trace<i32>("plain", plain());
  for (let i = 1; i < 6; i++) trace<i32>("two", upTo(i));
  trace<bool>("by hand", byHand());
  trace<i32>("nested", nested());
  await thrown();
  const g = two();
  trace<i32>("first", g.next().value);
  for (const x of g) if (x == 2) break;
  trace<bool>("done", g.next().done);
}
