// Statements at the top level of the entry, awaits included, run before main.
//! alone
import { sleep } from "tacet/assembly";
import { clockStart, ms, trace } from "../trace";

clockStart();
let ready: i32 = 0;
await sleep(10);
ready = 5;
trace("top level at", ms());
for (let i = 0; i < 2; i++) await sleep(i + 1);

export async function main(): Promise<i32> {
  trace("main at", ms());
  return ready;
}
