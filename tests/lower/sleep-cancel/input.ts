// Cancelling a call that stands in sleep(0), where its task is ready already, and one that sleeps: each ends once.
//! script start run 0; start run 1; start run 0; cancel 0; cancel 1; end; start run 0; turn 1; cancel 3; end
import { sleep } from "tacet/assembly";
import { trace } from "../trace";

// @ts-ignore: decorator
@pool(3)
export async function run(ms: f64): Promise<i32> {
  try {
    for (let round = 0; round < 2; round++) {
      await sleep(ms);
      trace("slept", ms);
    }
  } finally {
    trace("cleanup", ms);
  }
  return 1;
}
