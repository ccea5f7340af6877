// Goal: the one await of a function in a `try` catches as often as it comes by, each time after a suspension.
//! javascript
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function fails(n: i32): Promise<i32> {
  await yieldNow();
  if (n % 2) throw new Error("odd");
  return n;
}

async function one(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

async function owns(n: i32): Promise<i32> {
  const child = one(n);
  if (n % 3 == 1) throw new RangeError("third");
  return (await fails(n)) + (await child);
}

async function again(): Promise<i32> {
  let caught = 0;
  for (let i = 0; i < 6; i++) {
    try {
      caught += 10 * (await fails(i));
    } catch (e) {
      caught++;
    }
  }
  return caught;
}

export async function run(): Promise<i32> {
  let sum = await again();
  trace("again", sum);
  for (let i = 0; i < 9; i++) {
    try {
      sum += await owns(i);
    } catch (e) {
      trace(e.message, i);
    } finally {
      sum++;
    }
  }
  return sum;
}
