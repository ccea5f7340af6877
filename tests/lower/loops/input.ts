// Nested loops: break and continue out of inner loops, loop variables across awaits, loops without conditions, early return.
//! javascript
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function slow(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

async function nested(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      if (j == await slow(2)) continue;
      if (i == 2) break;
      sum = sum * 3 + await slow(i * 4 + j);
      let k = 0;
      while (true) {
        if (k >= i) break;
        k++;
        if (k == 2) continue;
        sum += await slow(k);
      }
    }
    trace("sum", sum);
  }
  return sum;
}

async function find(n: i32): Promise<i32> {
  for (let i = 0; ; i++) {
    for (let j = i; ; j--) {
      await yieldNow();
      if (i * 10 + j == n) return i * 100 + j;
      if (j == 0) break;
    }
    if (i > 5) break;
  }
  return -1;
}

async function doContinue(): Promise<i32> {
  let i = 0, n = 0;
  do {
    i++;
    if (i == 2) continue;
    if (i == 5) break;
    n += await slow(i);
  } while (await slow(i) < 10);
  return n * 10 + i;
}

async function shadowed(x: i32): Promise<i32> {
  let y = x;
  {
    let x = await slow(50);
    y += x;
    {
      let y = await slow(x + 1);
      trace("inner", y);
      x = y;
    }
    y += x;
  }
  for (let x = await slow(0); x < 2; x++) y += await slow(x);
  return y + x;
}

async function empty(): Promise<void> {
  for (let i = 0; i < 3; i++) await yieldNow();
  let n = 2;
  while (n-- > 0) await yieldNow();
  while (await slow(0));
  mark("empty");
}

async function accumulate(n: i32): Promise<i32> {
  let a = 1, b = 1;
  while (n > 0) {
    const t = a + b;
    a = b;
    if (n & 1) await yieldNow();
    b = t;
    n--;
  }
  return b;
}

export async function run(): Promise<i32> {
  trace("nested", await nested());
  trace("find", await find(33));
  trace("find", await find(20));
  trace("find", await find(99));
  trace("doContinue", await doContinue());
  trace("shadowed", await shadowed(7));
  await empty();
  for (let n = 0; n < 6; n++) trace("fib", await accumulate(n));
  return 0;
}
