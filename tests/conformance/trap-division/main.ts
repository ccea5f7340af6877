// Division by zero is a trap.
//! alone
import { sleep } from "tacet/assembly";

let zero: i32 = 0;

export async function main(): Promise<i32> {
  await sleep(1);
  console.log("before");
  return 7 / zero;
}
