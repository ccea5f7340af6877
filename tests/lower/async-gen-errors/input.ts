//! allocates
//! runtimes stub minimal incremental
//! javascript
// Errors and cleanup in and around async generators: thrown by the generator, by the loop's body, by what it loops over; `finally` at a
// yield for break, return, throw, return() and the end; `catch` around a yield, which an error of the loop's body does not reach.
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function fail(text: string): Promise<i32> {
  await yieldNow();
  throw new Error(text);
}

async function* count(n: i32): AsyncGenerator<i32> {
  for (let i = 0; i < n; i++) yield i;
}

async function* failing(at: i32): AsyncGenerator<i32> {
  for (let i = 0; i < 9; i++) {
    if (i == at) throw new Error("at " + i.toString());
    await yieldNow();
    yield i;
  }
}

async function* cleaned(name: string): AsyncGenerator<i32> {
  try {
    yield 1;
    await sleep(1);
    yield 2;
  } finally {
    mark("cleaning");
    await sleep(1);
    trace<string>("cleaned", name);
  }
  yield 3;
}

async function* guarded(over: AsyncGenerator<i32>): AsyncGenerator<i32> {
  try {
    for await (const x of over) yield x * 10;
  } catch (e) {
    trace<string>("guarded", e.message);
    yield -1;
  } finally {
    mark("unguarded");
  }
}

async function* plain(over: AsyncGenerator<i32>): AsyncGenerator<i32> {
  for await (const x of over) yield x * 10;
}

async function* mixed(): AsyncGenerator<i32> {
  try {
    yield 1;
    yield await fail("inner");
  } catch (e) {
    trace<string>("mixed", e.message);
    yield 2;
  }
  yield 3;
}

async function toEnd(): Promise<void> {
  for await (const x of cleaned("to end")) trace<i32>("x", x);
}

async function broken(): Promise<void> {
  for await (const x of cleaned("broken")) if (x == 2) break;
  mark("behind");
}

async function returned(): Promise<i32> {
  for await (const x of cleaned("returned")) if (x == 1) return trace<i32>("returning", x);
  return 0;
}

async function thrown(): Promise<void> {
  for await (const x of cleaned("thrown")) if (x == 2) throw new Error("by the body");
}

async function byHand(): Promise<void> {
  const g = cleaned("by hand");
  trace<i32>("first", (await g.next()).value);
  await g.return();
  trace<bool>("done", (await g.next()).done);
}

async function caught(work: i32): Promise<i32> {
  let n = 0;
  try {
    switch (work) {
      case 0: for await (const x of failing(3)) n += x; break;
      case 1: for await (const x of guarded(failing(2))) n = n * 100 + x; break;
      case 2: for await (const x of plain(failing(2))) n = n * 100 + x; break;
      case 3: for await (const x of mixed()) n = n * 10 + x; break;
      case 4: await thrown(); break;
      case 5: for await (const x of guarded(count(3))) if (x == 10) throw new Error("past the catch"); break;
      case 6: for await (const x of guarded(count(3))) n += await fail("awaited " + x.toString()); break;
    }
  } catch (e) {
    trace<string>("caught", e.message);
    return n + 1000;
  } finally {
    mark("finally");
  }
  return n;
}

async function afterwards(): Promise<i32> {
  const g = failing(1);
  const c = count(5);
  let n = 0;
  try {
    while (true) n += (await g.next()).value + 1;
  } catch (e) {
    n += (await g.next()).done ? 10 : 0;
  }
  try {
    for await (const x of c) if (x == 2) throw new Error("left");
  } catch (e) {
    n += (await c.next()).done ? 100 : 0;
  }
  const over = count(9);
  try {
    for await (const x of plain(over)) if (x == 20) throw new Error("left");
  } catch (e) {
    n += (await over.next()).done ? 1000 : 0;
  }
  return n;
}

async function nested(): Promise<i32> {
  let n = 0;
  for await (const x of cleaned("outer")) {
    for await (const y of cleaned("inner")) {
      n = n * 10 + x + y;
      if (y == 2) break;
    }
    if (x == 2) return n;
  }
  return -1;
}

export async function run(): Promise<void> {
  await toEnd();
  await broken();
  trace<i32>("returned", await returned());
  await byHand();
  for (let i = 0; i < 7; i++) trace<i32>("work", await caught(i));
  trace<i32>("afterwards", await afterwards());
  trace<i32>("nested", await nested());
}
