// A limit of less than 1 that is known when the program runs: a RangeError where it is opened, before anything starts; a 1 is enough.
//! script start run 3; turn 30; end; start run 1; turn 30; end; start run 0; turn 30; end; start run -1; turn 30; end; start fraction NaN; turn 30; end; start fraction 0.9; turn 30; end
//! runtimes stub incremental
import { limit, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

// @ts-ignore: decorator
@pool(2)
async function work(v: i32): Promise<void> {
  trace("begin", v);
  await yieldNow();
  trace("end", v);
}

async function both(countMax: i32): Promise<void> {
  await using tasks = limit(countMax);
  await tasks.spawn(work(1));
  await tasks.spawn(work(2));
}

export async function run(countMax: i32): Promise<i32> {
  try {
    await both(countMax);
  } catch (e) {
    return trace(e.message, 0);
  }
  return 1;
}

export async function fraction(countMax: f64): Promise<i32> {
  return await run(countMax == countMax ? <i32>countMax : 0);
}
