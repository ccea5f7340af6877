// A cycle through several functions, one of them reached as a child.
import { yieldNow } from "tacet/assembly";

async function a(n: i32): Promise<i32> {
  await yieldNow();
  return await b(n);
}

async function b(n: i32): Promise<i32> {
  const p = c(n);
  return await p;
}

async function c(n: i32): Promise<i32> {
  return n > 0 ? await a(n - 1) : 0;
}

export async function run(): Promise<i32> {
  return await a(3);
}
