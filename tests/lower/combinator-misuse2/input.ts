// Promise.all and race of other things than promises of one type, dropped, or outside async functions.
import { yieldNow } from "tacet/assembly";

async function v(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

async function w(n: f64): Promise<f64> {
  return n;
}

function number(): i32 {
  return 1;
}

async function numbers(): Promise<void> {
  await Promise.all([v(1), number()]);
}

async function mixed(): Promise<i32> {
  return await Promise.race([v(1), w(2)]);
}

async function dropped(): Promise<void> {
  Promise.all([v(1), v(2)]);
}

function plain(): void {
  Promise.all([v(1)]);
}

export async function run(): Promise<i32> {
  plain();
  await numbers();
  await dropped();
  return await mixed();
}
