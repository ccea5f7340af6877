// Awaits on both sides of operators and in call arguments: JavaScript's evaluation order, left operands kept across.
//! javascript
//! allocates
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

let global: i32 = 1;

async function slow(label: string, v: i32): Promise<i32> {
  trace(label, v);
  await yieldNow();
  global++;
  return v;
}

async function fast(label: string, v: i32): Promise<i32> {
  return trace(label, v);
}

function plain(label: string, v: i32): i32 {
  return trace(label, v);
}

function join4(a: i32, b: i32, c: i32, d: i32): i32 {
  return a * 1000 + b * 100 + c * 10 + d;
}

async function asyncJoin(a: i32, b: i32, c: i32): Promise<i32> {
  await yieldNow();
  return a * 100 + b * 10 + c;
}

class Pair {
  constructor(public a: i32, public b: i32) {}
  sum(c: i32, d: i32): i32 {
    return this.a * 1000 + this.b * 100 + c * 10 + d;
  }
}

const pair = new Pair(1, 2);

function getPair(label: string): Pair {
  trace(label, 0);
  return pair;
}

export async function run(): Promise<i32> {
  trace("1", (await slow("a", 1)) + (await slow("b", 2)));
  trace("2", plain("a", 1) - (await slow("b", 2)) * plain("c", 3));
  trace("3", (await fast("a", 1)) + plain("b", 2) - (await slow("c", 3)) + (await fast("d", 4)));
  // A variable read before the await keeps the value it had.
  trace("4", global + (await slow("a", 0)) * 0 + global);
  let x = 5;
  trace("5", x + (x = await slow("a", 7)) + x);
  trace("6", join4(await slow("a", 1), plain("b", 2), await fast("c", 3), await slow("d", 4)));
  trace("7", join4(plain("a", 1), await slow("b", 2), plain("c", 3), plain("d", 4)));
  trace("8", await asyncJoin(await slow("a", 1), await asyncJoin(1, await fast("b", 2), plain("c", 0)), await slow("d", 3)));
  trace("9", getPair("this").sum(await slow("a", 3), await fast("b", 4)));
  trace("10", (await slow("a", 3) < await slow("b", 4) ? 1 : 0) + (await slow("c", 4) <= await slow("d", 4) ? 2 : 0));
  trace("11", ((await slow("a", 6)) & (await slow("b", 3))) | ((await fast("c", 8)) ^ (await slow("d", 1))) << (await slow("e", 2)));
  trace("12", (await slow("a", 17)) % (await slow("b", 5)) + (plain("c", 0), await slow("d", 9)));
  return global;
}

