// Promises as values: in conditional expressions, variables, parameters of functions, chosen and awaited later.
//! javascript
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function a(n: i32): Promise<i32> {
  trace("a", n);
  await sleep(2);
  return n;
}

async function b(n: i32): Promise<i32> {
  trace("b", n);
  return n * 10;
}

async function chosen(flag: bool): Promise<i32> {
  return await (flag ? a(1) : b(2));
}

async function later(flag: bool): Promise<i32> {
  const p = flag ? a(3) : b(4);
  mark("chosen");
  return (await p) + (await p);
}

async function takes(p: Promise<i32>, n: i32): Promise<i32> {
  await yieldNow();
  return (await p) * n;
}

async function gives(): Promise<i32> {
  const p = a(5);
  return await takes(p, 3);
}

async function givesInPlace(): Promise<i32> {
  return await takes(a(6), 2);
}

async function swapped(): Promise<i32> {
  let p = a(8);
  let q = b(9);
  const t = p;
  p = q;
  q = t;
  return (await p) * 100 + (await q);
}

async function inCondition(): Promise<i32> {
  const p = b(1);
  if ((await p) == 10 && (await a(2)) == 2) mark("yes");
  let n = 0;
  while (n < 3 && (await p) > 0) n++;
  return n;
}

async function nested(): Promise<i32> {
  return await takes(a(await b(1)), await takes(b(2), 1));
}

export async function run(): Promise<i32> {
  trace("chosen", await chosen(true));
  trace("chosen", await chosen(false));
  trace("later", await later(true));
  trace("later", await later(false));
  trace("gives", await gives());
  trace("givesInPlace", await givesInPlace());
  trace("swapped", await swapped());
  trace("inCondition", await inCondition());
  trace("nested", await nested());
  return 0;
}
