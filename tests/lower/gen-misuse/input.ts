// Generators where they can't be.
import { yieldNow } from "tacet/assembly";

function* range(to: i32): Generator<i32> {
  for (let i = 0; i < to; i++) yield i;
}

function* wrong(): i32 {
  yield 1;
}

function* empty(): Generator<i32> {
  yield;
}

class Holder {
  held: Generator<i32> | null = null;
}

function made(): Generator<i32> {
  return range(3);
}

export function run(): i32 {
  const holder = new Holder();
  holder.held = made();
  for (const x of empty()) return x;
  for (const x of wrong()) return x;
  return 0;
}
