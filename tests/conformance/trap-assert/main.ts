// A failed assertion ends the program: message, place, and the awaits the task was resumed from.
//! alone
import { sleep } from "tacet/assembly";

async function inner(n: i32): Promise<i32> {
  await sleep(5);
  assert(n < 2, "n is too large");
  return n + 1;
}

async function outer(): Promise<i32> {
  let n = 0;
  for (let i = 0; i < 9; i++) n = await inner(n);
  return n;
}

export async function main(): Promise<i32> {
  console.log("before");
  const n = await outer();
  console.log("behind");
  return n;
}
