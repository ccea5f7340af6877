// Loops over generators in a program that makes none: they compile, with what a step needs, and can't run.
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

function sum(from: Generator<i32>): i32 {
  let n = 0;
  for (const x of from) n += x;
  return n;
}

async function awaited(from: AsyncGenerator<i32> | null): Promise<i32> {
  let n = 0;
  if (from) for await (const x of from) n += x;
  return n;
}

async function both(from: Generator<i32> | null): Promise<i32> {
  if (from) return sum(from);
  await yieldNow();
  return trace("awaited", await awaited(null));
}

export async function run(): Promise<i32> {
  return await both(null);
}
