// A turn that logs more than there is room for loses whole messages or their ends, and the host says how many.
//! alone
import { sleep } from "tacet/assembly";

export async function main(): Promise<i32> {
  for (let i = 0; i < 8; i++) console.log("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789");
  await sleep(1);
  console.log("next turn");
  return 0;
}
