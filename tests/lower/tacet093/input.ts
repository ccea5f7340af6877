// An export of a command beside main: nobody can start it, and so it is not exported.
//! flags --use TACET_ENTER=1 --exportStart main
import { sleep } from "tacet/assembly";

export async function other(ms: i32): Promise<i32> {
  await sleep(ms);
  return ms;
}

export async function main(): Promise<i32> {
  return await other(1);
}
