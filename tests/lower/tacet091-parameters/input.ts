// A command whose main has parameters.
//! flags --use TACET_ENTER=1 --exportStart main
import { sleep } from "tacet/assembly";

export async function main(ms: i32): Promise<void> {
  await sleep(ms);
}
