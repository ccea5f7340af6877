// Patterns and for…of: arrays, strings and iterators.
import { sleep } from "tacet/assembly";
import { trace, trace2 } from "../trace";

const primes: StaticArray<i32> = [2, 3, 5, 7];

@unmanaged
class Point {
  x: i32;
  y: i32;
}

async function point(x: i32, y: i32): Promise<i32> {
  await sleep(1);
  return x * 10 + y;
}

export async function main(): Promise<void> {
  const [a, , b] = primes;
  trace2("pattern", a, b);
  let [p, q] = await Promise.all([point(1, 2), point(3, 4)]);
  [p, q] = [q, p];
  trace2("swapped", p, q);
  let sum = 0;
  for (const x of primes) {
    await sleep(1);
    sum = sum * 10 + x;
  }
  trace("of an array", sum);
  let units = 0;
  for (const c of "aé") units = units * 1000 + c.charCodeAt(0);
  trace("of a string", units);
}
