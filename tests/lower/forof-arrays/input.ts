//! allocates
//! runtimes stub minimal incremental
//! javascript
// for…of over arrays: length looked at before each step, break, continue, return, nesting, variables and assignments, awaits.
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

const table: i32[] = [2, 3, 5, 7];

function sum(xs: i32[]): i32 {
  let total = 0;
  for (const x of xs) total += x;
  return total;
}

function first(xs: i32[], over: i32): i32 {
  for (const x of xs) {
    if (x <= over) continue;
    return x;
  }
  return -1;
}

function untilBreak(xs: i32[]): i32 {
  let last = 0;
  for (let x of xs) {
    if (x == 5) break;
    x = x * 10;
    last = x;
  }
  return last;
}

function grows(): i32 {
  const xs: i32[] = [1, 2, 3];
  let steps = 0;
  for (const x of xs) {
    steps++;
    if (x < 3) xs.push(x + 1);
    if (x == 2) xs[4] = 9;
  }
  return steps * 100 + xs.length;
}

function assigned(): i32 {
  let x = 1;
  let sum = 0;
  for (x of table) sum += x;
  return sum * 10 + x;
}

function pairs(): i32 {
  let n = 0;
  for (const a of table) {
    for (const b of table) {
      if (b > a) break;
      if (b == 3) continue;
      n += a * b;
    }
  }
  return n;
}

function words(): i32 {
  let letters = 0;
  for (const word of ["ab", "cde", "", "f"]) letters += word.length;
  return letters;
}

function rows(): i32 {
  let n = 0;
  for (const row of [[1, 2], [3], [4, 5, 6]]) for (const x of row) n = n * 10 + x;
  return n;
}

function typed(): f64 {
  const bytes = new Uint8Array(3);
  bytes[0] = 255;
  bytes[2] = 1;
  let n: f64 = 0;
  for (const b of bytes) n += b;
  const floats = new Float64Array(2);
  floats[0] = 0.5;
  floats[1] = 0.25;
  for (const f of floats) n += f;
  return n;
}

async function slowly(xs: i32[]): Promise<i32> {
  let total = 0;
  for (const x of xs) {
    if (x == 3) continue;
    await yieldNow();
    total = total * 10 + x;
    if (x == 5) return total;
  }
  return -1;
}

async function next(x: i32): Promise<i32> {
  await yieldNow();
  return x + 1;
}

export async function run(): Promise<i32> {
  trace<i32>("sum", sum(table));
  trace<i32>("none", sum([]));
  trace<i32>("first", first(table, 3));
  trace<i32>("no first", first(table, 30));
  trace<i32>("break", untilBreak(table));
  trace<i32>("grows", grows());
  trace<i32>("assigned", assigned());
  trace<i32>("pairs", pairs());
  trace<i32>("words", words());
  trace<i32>("rows", rows());
  trace<f64>("typed", typed());
  trace<i32>("slowly", await slowly(table));
  let total = 0;
  for (const x of [await next(1), await next(2)]) total += await next(x);
  return trace<i32>("total", total);
}
