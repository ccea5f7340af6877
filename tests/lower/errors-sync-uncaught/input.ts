// A throw that reaches a place where nothing can catch traps with its message: a function value.
//! script start run 1; end; start run 2; end
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

function fails(v: i32): i32 {
  if (v > 1) throw new Error("in a function value");
  return v;
}

function other(v: i32): i32 {
  return -v;
}

const functions: StaticArray<(v: i32) => i32> = [fails, other];

export async function run(v: i32): Promise<i32> {
  await yieldNow();
  const f = functions[v > 5 ? 1 : 0];
  try {
    trace("f", f(v));
  } catch (e) {
    mark("not here");
  }
  return 0;
}
