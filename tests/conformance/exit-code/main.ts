// What main returns is the exit code, its low eight bits.
//! alone
import { sleep } from "tacet/assembly";

export async function main(): Promise<i32> {
  await sleep(1);
  return 0x12a;
}
