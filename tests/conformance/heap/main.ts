// Strings that are made as the program runs, on a heap that only grows.
//! alone
import { sleep } from "tacet/assembly";

async function line(n: i32): Promise<string> {
  await sleep(1);
  return n.toString() + " squared is " + (n * n).toString();
}

export async function main(): Promise<void> {
  for (let i = 1; i < 5; i++) console.log(await line(i * 11));
}
