//! javascript
// Leaving a loop over a generator ends those that it loops over itself: in place, by frame, by return(), several deep, in plain and async functions.
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

function* count(from: i32, to: i32): Generator<i32> {
  for (let i = from; i < to; i++) yield i;
}

function* odd(over: Generator<i32>): Generator<i32> {
  for (const x of over) if (x & 1) yield x;
}

function* twice(over: Generator<i32>): Generator<i32> {
  for (const x of over) {
    yield x;
    yield x;
  }
}

function* both(a: Generator<i32>, b: Generator<i32>): Generator<i32> {
  for (const x of a) for (const y of b) {
    yield x * 10 + y;
    if (y > 6) break;
  }
  yield -1;
}

function* few(over: Generator<i32>, n: i32): Generator<i32> {
  for (const x of over) {
    if (n-- == 0) return;
    yield x;
  }
}

function broken(): bool {
  const g = count(0, 9);
  for (const x of odd(g)) if (x == 3) break;
  return g.next().done;
}

function returnedFrom(g: Generator<i32>): i32 {
  for (const x of twice(odd(g))) if (x == 3) return x;
  return 0;
}

function goesOn(): i32 {
  const g = count(0, 9);
  let n = 0;
  for (const x of odd(g)) {
    if (x == 3) continue;
    n = n * 10 + x;
  }
  return n;
}

function byHand(): bool {
  const g = count(0, 9);
  const o = twice(odd(g));
  o.next();
  o.next();
  trace<i32>("still", g.next().value);
  o.return();
  return g.next().done;
}

function nested(): i32 {
  const a = count(0, 9);
  const b = count(5, 9);
  let n = 0;
  for (const x of both(a, b)) {
    n += x;
    if (x == -1) break;
  }
  return n * 4 + i32(a.next().done) * 2 + i32(b.next().done);
}

function outer(): i32 {
  const a = count(0, 9);
  let n = 0;
  for (const i of count(0, 3)) {
    for (const x of odd(a)) {
      n += x * 10 + i;
      break;
    }
  }
  return n;
}

async function slowly(): Promise<bool> {
  const g = count(0, 9);
  for (const x of few(odd(g), 5)) {
    await yieldNow();
    if (x == 3) break;
  }
  return g.next().done;
}

async function exhausted(): Promise<bool> {
  const g = count(0, 9);
  for (const x of few(odd(g), 2)) {
    await yieldNow();
    trace<i32>("few", x);
  }
  return g.next().done;
}

export async function run(): Promise<void> {
  trace<bool>("broken", broken());
  const g = count(0, 9);
  trace<i32>("returned", returnedFrom(g));
  trace<bool>("ended", g.next().done);
  trace<i32>("goes on", goesOn());
  trace<bool>("by hand", byHand());
  trace<i32>("nested", nested());
  trace<i32>("outer", outer());
  trace<bool>("slowly", await slowly());
  trace<bool>("exhausted", await exhausted());
}
