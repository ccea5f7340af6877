// A bare unreachable is a trap without message and place of its own.
//! alone
import { sleep } from "tacet/assembly";

let n: i32 = 0;

export async function main(): Promise<i32> {
  await sleep(1);
  console.log("before");
  if (n == 0) unreachable();
  return n;
}
