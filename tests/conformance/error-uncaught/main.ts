// An error that main does not catch is printed; the program ends with 1.
//! alone
import { sleep } from "tacet/assembly";

export async function main(): Promise<i32> {
  await sleep(1);
  console.log("before");
  throw new RangeError("too far");
}
