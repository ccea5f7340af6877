// A throw in a function that is not async is a trap with its message.
//! allocates
import { yieldNow } from "tacet/assembly";
import { mark } from "../trace";

function fails(v: i32): i32 {
  if (v > 0) throw new Error("positive");
  return v;
}

export async function run(): Promise<i32> {
  mark("begins");
  await yieldNow();
  return fails(1);
}
