// An error that nobody catches ends the call, whatever frames lie between, and runs every cleanup on its way.
//! runtimes stub minimal incremental
//! script start run 0; end; start run 1; end; start run 2; end; start nothing 1; end; start run 0; end
import { sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function leaf(v: i32): Promise<i32> {
  if (v == 1) throw new Error("at once");
  await sleep(1);
  if (v == 2) throw new RangeError("late");
  return v;
}

async function middle(v: i32): Promise<i64> {
  let sum = 1 as i64;
  await yieldNow();
  try {
    sum += await leaf(v);
  } finally {
    trace("middle", sum);
    await sleep(2);
  }
  return sum;
}

export async function run(v: i32): Promise<i64> {
  try {
    return await middle(v) + 40;
  } finally {
    mark("run");
  }
}

export async function nothing(v: i32): Promise<void> {
  if (v) throw new Error("from the root");
}
