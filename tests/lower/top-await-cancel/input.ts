// Goal: a cancel of main while the top level runs stops that, waits for its end, and cancels the calls that wait for it.
//! script start main; start run; advance 1; cancel 0; end
import { sleep } from "tacet/assembly";
import { mark } from "../trace";

export async function run(): Promise<i32> {
  mark("never");
  return 1;
}

mark("begins");
await sleep(10);
mark("never");
