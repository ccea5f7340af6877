//! runtimes stub minimal incremental
//! script start run; end; start canceled; turn 8; cancel 1; end
// Async generators that own child tasks: they are stopped where the generator is left at a yield: break, return, return(), the
// end of who made it, a second one in its place, a cancel.
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function beat(n: i32): Promise<i32> {
  for (let i = 0; i < n; i++) {
    trace<i32>("beat", i);
    await sleep(10);
  }
  return trace<i32>("beaten", n);
}

async function* watched(n: i32): AsyncGenerator<i32> {
  const child = beat(n);
  yield 1;
  await sleep(5);
  yield 2;
  yield await child;
}

async function* through(over: AsyncGenerator<i32>): AsyncGenerator<i32> {
  for await (const x of over) yield x * 10;
}

async function* inner(n: i32): AsyncGenerator<i32> {
  for await (const x of watched(n)) yield x + 100;
}

async function toEnd(): Promise<void> {
  for await (const x of watched(2)) trace<i32>("x", x);
}

async function broken(): Promise<void> {
  for await (const x of watched(3)) {
    trace<i32>("x", x);
    if (x == 2) break;
  }
  mark("left");
  await sleep(30);
}

async function returned(): Promise<i32> {
  for await (const x of watched(3)) if (x == 1) return trace<i32>("return", x);
  return 0;
}

async function byHand(): Promise<void> {
  const g = watched(3);
  trace<i32>("step", (await g.next()).value);
  trace<bool>("done", (await g.return()).done);
  await sleep(20);
}

async function givenUp(): Promise<i32> {
  const g = watched(3);
  return (await g.next()).value;
}

async function again(): Promise<void> {
  for (let i = 1; i < 3; i++) {
    const g = watched(i + 1);
    trace<i32>("again", (await g.next()).value * i);
    await sleep(12);
  }
}

async function handedDown(): Promise<void> {
  for await (const x of through(watched(4))) {
    trace<i32>("down", x);
    if (x == 20) break;
  }
  mark("handed");
}

async function nested(): Promise<void> {
  for await (const x of inner(4)) {
    trace<i32>("inner", x);
    if (x == 102) break;
  }
  mark("unnested");
  await sleep(20);
}

export async function run(): Promise<void> {
  await toEnd();
  await broken();
  await returned();
  await byHand();
  trace<i32>("given up", await givenUp());
  await sleep(20);
  await again();
  await handedDown();
  await nested();
}

export async function canceled(): Promise<void> {
  for await (const x of inner(9)) {
    trace<i32>("before", x);
    await sleep(7);
  }
}
