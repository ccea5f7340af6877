// A throw behind an await is a trap with its message so far.
//! allocates
import { yieldNow } from "tacet/assembly";
import { mark } from "../trace";

async function fails(v: i32): Promise<i32> {
  await yieldNow();
  if (v > 0) throw new Error("positive");
  mark("never");
  return v;
}

export async function run(): Promise<i32> {
  mark("begins");
  return await fails(1);
}
