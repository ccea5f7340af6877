//! javascript
// Async generators by hand: next() and return(), handed to other functions and to other generators, several consumers, many made in one function.
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function* count(from: i32, to: i32): AsyncGenerator<i32> {
  for (let i = from; i < to; i++) {
    await yieldNow();
    yield i;
  }
  mark("counted");
}

async function* wide(): AsyncGenerator<i64> {
  yield 1 << 30;
  await sleep(1);
  yield 7;
}

async function* odd(over: AsyncGenerator<i32>): AsyncGenerator<i32> {
  for await (const x of over) if (x & 1) yield x;
}

async function* times(over: AsyncGenerator<i32>, by: i32): AsyncGenerator<i32> {
  for await (const x of over) {
    if (x == 3) await sleep(1);
    yield x * by;
  }
}

async function* first(over: AsyncGenerator<i32>, n: i32): AsyncGenerator<i32> {
  if (n == 0) return;
  for await (const x of over) {
    yield x;
    if (--n == 0) return;
  }
}

async function take(from: AsyncGenerator<i32>, n: i32): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const step = await from.next();
    if (step.done) return sum * 100;
    sum += step.value;
  }
  return sum;
}

async function deeper(from: AsyncGenerator<i32>, n: i32): Promise<i32> {
  await yieldNow();
  const a = await take(from, n);
  await yieldNow();
  return a * 1000 + await take(from, n);
}

async function byHand(): Promise<i32> {
  const g = count(1, 6);
  let n = 0;
  for (let step = await g.next(); !step.done; step = await g.next()) {
    n = n * 10 + step.value;
    if (n == 12) break;
  }
  for await (const x of g) n = n * 10 + x;
  trace<bool>("ended", (await g.next()).done);
  return n;
}

async function returned(): Promise<i32> {
  const g = count(0, 5);
  const unused = count(0, 5);
  let n = (await g.next()).value + (await g.next()).value;
  trace<bool>("return", (await g.return()).done);
  trace<bool>("next", (await g.next()).done);
  trace<bool>("unused", (await unused.return()).done);
  for await (const x of g) n += x * 100;
  return n;
}

async function leftAndTakenUp(): Promise<i32> {
  const g = count(0, 9);
  for await (const x of g) if (x == 3) break;
  return (await g.next()).done ? 1 : 0;
}

async function two(): Promise<i64> {
  const a = count(0, 3);
  const b = wide();
  const x = (await b.next()).value;
  const y = (await a.next()).value + (await a.next()).value;
  return x + (await b.next()).value + <i64>y;
}

async function inLoop(): Promise<i32> {
  let n = 0;
  for (let i = 0; i < 3; i++) {
    const g = count(i, 10);
    n = n * 10 + (await g.next()).value;
    n = n * 10 + (await g.next()).value;
  }
  return n;
}

export async function run(): Promise<i32> {
  trace<i32>("by hand", await byHand());
  trace<i32>("returned", await returned());
  trace<i32>("left", await leftAndTakenUp());
  trace<i32>("two", <i32>(await two()));
  trace<i32>("in loop", await inLoop());
  const g = count(0, 100);
  trace<i32>("take", await take(g, 3));
  trace<i32>("take more", await deeper(g, 2));
  for await (const x of times(odd(count(0, 8)), 10)) trace<i32>("pipeline", x);
  for await (const x of first(times(odd(g), 2), 2)) trace<i32>("first", x);
  const chain = first(times(count(0, 9), 3), 2);
  trace<i32>("chain", await take(chain, 2));
  return trace<i32>("rest", (await g.next()).done ? -1 : 1);
}
