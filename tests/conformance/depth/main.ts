// Recursion with bounded frames.
import { sleep, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

@depth(6)
async function factorial(n: i32): Promise<i32> {
  if (n < 2) return 1;
  await yieldNow();
  return n * (await factorial(n - 1));
}

@depth(7)
async function fibonacci(n: i32): Promise<i32> {
  if (n % 3 == 0) await sleep(1);
  if (n < 2) return n;
  return (await fibonacci(n - 1)) + (await fibonacci(n - 2));
}

export async function main(): Promise<void> {
  trace("factorial", await factorial(6));
  trace("fibonacci", await fibonacci(7));
}
