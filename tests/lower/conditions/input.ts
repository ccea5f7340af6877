// Awaits in the conditions of if, while, do, for, and in both branches.
//! javascript
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function value(label: string, v: i32): Promise<i32> {
  mark(label);
  await yieldNow();
  return v;
}

/** Completes at once when `v` is even. */
async function maybe(v: i32): Promise<i32> {
  if (v % 2) await yieldNow();
  return v;
}

async function ifs(n: i32): Promise<i32> {
  if (await value("if", n) > 2) {
    trace("then", await maybe(n));
    return 1;
  } else if (await value("else if", n) == 1) {
    trace("else-then", await maybe(n + 1));
  } else {
    trace("else", await maybe(n));
  }
  return 0;
}

async function whiles(n: i32): Promise<i32> {
  let sum = 0;
  while (await maybe(n) > 0) {
    sum += n;
    n--;
  }
  do {
    sum += await maybe(n);
    n++;
  } while (await maybe(n) < 3);
  return sum;
}

async function fors(): Promise<i32> {
  let sum = 0;
  for (let i = await maybe(1); await maybe(i) < 6; i += await maybe(i & 1 ? 1 : 2)) {
    trace("i", i);
    sum = sum * 10 + i;
  }
  return sum;
}

async function negated(n: i32): Promise<i32> {
  if (!(await maybe(n))) return 10;
  if (!((await maybe(n)) == 3)) return 20;
  return -(await maybe(n)) + ~(await maybe(n));
}

export async function run(): Promise<i32> {
  for (let n = 0; n < 5; n++) trace("ifs", await ifs(n));
  trace("whiles", await whiles(4));
  trace("fors", await fors());
  for (let n = 0; n < 5; n++) trace("negated", await negated(n));
  return 7;
}
