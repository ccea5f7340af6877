// A trap behind an await: message, file and line of an assertion and of a throw; unreachable code in expressions.
//! script start fine; end; start asserts 1; end
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function value(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

async function guarded(v: i32): Promise<i32> {
  if (v < 0) throw new Error("negative");
  if (v > 100) unreachable();
  return v > 50 ? unreachable() : await value(v);
}

export async function fine(): Promise<i32> {
  assert(await value(1));
  const x = assert(await value(5), "five");
  trace("x", x);
  return await guarded(7);
}

export async function asserts(v: i32): Promise<i32> {
  await yieldNow();
  assert((await value(v)) == 2, "must be two");
  return 0;
}
