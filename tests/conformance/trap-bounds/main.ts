// A read behind the memory is a trap, however the address was made.
//! alone
import { sleep } from "tacet/assembly";

let far: usize = 0xffff_fffe;

export async function main(): Promise<i32> {
  await sleep(1);
  console.log("before");
  return load<i32>(far, 3);
}
