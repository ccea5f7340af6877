// switch with awaits as discriminant, as case values and in bodies; fallthrough, default in the middle, break and continue.
//! javascript
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function slow(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

async function candidate(v: i32): Promise<i32> {
  trace("case", v);
  await yieldNow();
  return v;
}

async function dense(n: i32): Promise<i32> {
  switch (await slow(n)) {
    case 0: return 100;
    case 1: mark("one");
    case 2: trace("two", await slow(2)); break;
    case 3: {
      const v = await slow(33);
      return v;
    }
    default: trace("default", await slow(n));
    case 4: return await slow(400);
  }
  return -1;
}

async function cases(n: i32): Promise<i32> {
  switch (n) {
    case await candidate(10): return 1;
    case await candidate(20): mark("twenty");
    case await candidate(30): await yieldNow(); return 3;
    default: return 0;
  }
}

async function inLoop(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 8; i++) {
    switch (i) {
      case 1: continue;
      case 3: sum += await slow(1000); continue;
      case 5: await yieldNow(); break;
      case 7: return sum;
      default: sum += await slow(i);
    }
    sum = sum * 2;
  }
  return -1;
}

async function sparse(n: i32): Promise<i32> {
  let r = 0;
  switch (n) {
    case -5: r = await slow(1); break;
    case 1000000: r = await slow(2); break;
    case 7: r = 3;
  }
  switch (r) { default: r += await slow(10); }
  return r;
}

export async function run(): Promise<i32> {
  for (let n = 0; n < 6; n++) trace("dense", await dense(n));
  for (let n = 10; n <= 40; n += 10) trace("cases", await cases(n));
  trace("inLoop", await inLoop());
  trace("sparse", await sparse(-5) * 1000000 + await sparse(1000000) * 10000 + await sparse(7) * 100 + await sparse(8));
  return 0;
}
