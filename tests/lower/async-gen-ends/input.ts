//! javascript
// Leaving a loop over an async generator ends those that it loops over itself: in place, by frame, by return(), several deep.
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function* count(from: i32, to: i32): AsyncGenerator<i32> {
  for (let i = from; i < to; i++) yield i;
}

async function* odd(over: AsyncGenerator<i32>): AsyncGenerator<i32> {
  for await (const x of over) if (x & 1) yield x;
}

async function* twice(over: AsyncGenerator<i32>): AsyncGenerator<i32> {
  for await (const x of over) {
    await yieldNow();
    yield x;
    await yieldNow();
    yield x;
  }
}

async function* both(a: AsyncGenerator<i32>, b: AsyncGenerator<i32>): AsyncGenerator<i32> {
  for await (const x of a) for await (const y of b) {
    yield x * 10 + y;
    if (y > 6) break;
  }
  yield -1;
}

async function* few(over: AsyncGenerator<i32>, n: i32): AsyncGenerator<i32> {
  for await (const x of over) {
    if (n-- == 0) return;
    await yieldNow();
    yield x;
  }
}

async function broken(): Promise<bool> {
  const g = count(0, 9);
  for await (const x of odd(g)) if (x == 3) break;
  return (await g.next()).done;
}

async function returnedFrom(g: AsyncGenerator<i32>): Promise<i32> {
  for await (const x of twice(odd(g))) if (x == 3) return x;
  return 0;
}

async function goesOn(): Promise<i32> {
  const g = count(0, 9);
  let n = 0;
  for await (const x of odd(g)) {
    if (x == 3) continue;
    n = n * 10 + x;
  }
  return n;
}

async function byHand(): Promise<bool> {
  const g = count(0, 9);
  const o = twice(odd(g));
  await o.next();
  await o.next();
  trace<i32>("still", (await g.next()).value);
  await o.return();
  return (await g.next()).done;
}

async function nested(): Promise<i32> {
  const a = count(0, 9);
  const b = count(5, 9);
  let n = 0;
  for await (const x of both(a, b)) {
    n += x;
    if (x == -1) break;
  }
  return n * 4 + i32((await a.next()).done) * 2 + i32((await b.next()).done);
}

async function outer(): Promise<i32> {
  const a = count(0, 9);
  let n = 0;
  for await (const i of count(0, 3)) {
    for await (const x of odd(a)) {
      n += x * 10 + i;
      break;
    }
  }
  return n;
}

async function slowly(): Promise<bool> {
  const g = count(0, 9);
  for await (const x of few(odd(g), 5)) {
    await yieldNow();
    if (x == 3) break;
  }
  return (await g.next()).done;
}

async function exhausted(): Promise<bool> {
  const g = count(0, 9);
  for await (const x of few(odd(g), 2)) {
    await yieldNow();
    trace<i32>("few", x);
  }
  return (await g.next()).done;
}

export async function run(): Promise<void> {
  trace<bool>("broken", await broken());
  const g = count(0, 9);
  trace<i32>("returned", await returnedFrom(g));
  trace<bool>("ended", (await g.next()).done);
  trace<i32>("goes on", await goesOn());
  trace<bool>("by hand", await byHand());
  trace<i32>("nested", await nested());
  trace<i32>("outer", await outer());
  trace<bool>("slowly", await slowly());
  trace<bool>("exhausted", await exhausted());
}
