// What is asked about children right behind their starts: those that yield first by a constant bound, those that don't, those that may; waited for at
//! runtimes stub incremental
// once, behind other code, in arms, and not at all.
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function thrice(x: i32): Promise<i32> {
  for (let i = 0; i < 3; i++) await yieldNow();
  return trace("thrice", x);
}

async function never(x: i32): Promise<i32> {
  for (let i = 0; i < 0; i++) await yieldNow();
  return trace("never", x);
}

async function often(x: i32): Promise<i32> {
  let i = 5;
  while (i != 0) {
    if (i > 2) i -= 2;
    else i = 0;
    await yieldNow();
  }
  return trace("often", x);
}

async function times(x: i32, n: i32): Promise<i32> {
  for (let i = 0; i < n; i++) await yieldNow();
  return trace("times", x);
}

async function slow(x: i32): Promise<i32> {
  await sleep(5);
  return trace("slow", x);
}

let plain = 0;

function touch(x: i32): i32 {
  plain += x;
  return plain;
}

async function alone(): Promise<i32> {
  const a = thrice(1);
  const first = await a;
  const b = never(2);
  const second = await b;
  const c = often(3);
  touch(3);
  const third = await c;
  return first + second + third;
}

async function all(): Promise<i32> {
  const [a, b, c, d] = await Promise.all([thrice(10), never(11), times(12, 2), times(13, 0)]);
  const e = thrice(14);
  const f = often(15);
  if (touch(1) & 1) {
    trace("one", await f);
  } else {
    const [g, h] = await Promise.all([e, f]);
    trace("both", g + h);
  }
  return a + b + c + d;
}

async function races(): Promise<i32> {
  const a = await Promise.race([thrice(20), often(21)]);
  const b = await Promise.race([never(22), thrice(23)]);
  const c = await Promise.race([slow(24), times(25, 1)]);
  const d = await Promise.race([often(26), slow(27), thrice(28)]);
  return a + b + c + d;
}

async function rounds(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    if (i & 1) {
      const p = thrice(30 + i);
      sum += await p;
    } else {
      const q = never(40 + i);
      sum += await q;
    }
    sum += await Promise.race([times(50 + i, i), thrice(60 + i)]);
  }
  return sum;
}

async function unwatched(): Promise<void> {
  const a = thrice(70);
  touch(1);
  await yieldNow();
  mark("later");
  trace("joined", await a);
}

export async function run(): Promise<void> {
  trace("alone", await alone());
  trace("all", await all());
  trace("races", await races());
  trace("rounds", await rounds());
  await unwatched();
  trace("plain", plain);
}
