//! runtimes stub minimal incremental
//! javascript
// Child tasks of a function that steps async generators, and of the generators: joined behind the loop, in its body, across yields; with and without errors.
import { sleep, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function slow(n: i32): Promise<i32> {
  await sleep(n);
  return n;
}

async function fails(n: i32): Promise<i32> {
  await sleep(n);
  throw new Error("child");
}

async function* count(n: i32): AsyncGenerator<i32> {
  for (let i = 0; i < n; i++) {
    await yieldNow();
    yield i;
  }
}

async function* owning(over: AsyncGenerator<i32>): AsyncGenerator<i32> {
  for await (const x of over) {
    const child = slow(x);
    yield x * 10;
    yield await child;
  }
}

async function behind(over: AsyncGenerator<i32>): Promise<i32> {
  const child = slow(5);
  let n = 0;
  for await (const x of over) n += x;
  return n * 10 + await child;
}

async function inside(over: AsyncGenerator<i32>): Promise<i32> {
  let n = 0;
  for await (const x of over) {
    const child = slow(2);
    n += x + (await over.next()).value;
    n += await child;
  }
  return n;
}

async function failing(over: AsyncGenerator<i32>): Promise<i32> {
  const child = fails(1);
  let n = 0;
  for await (const x of over) n += x;
  try {
    n += await child;
  } catch (e) {
    trace<string>("caught", e.message);
  }
  return n;
}

export async function run(): Promise<void> {
  trace<i32>("behind", await behind(count(4)));
  trace<i32>("inside", await inside(count(4)));
  trace<i32>("failing", await failing(count(4)));
  for await (const x of owning(count(3))) trace<i32>("owning", x);
}
