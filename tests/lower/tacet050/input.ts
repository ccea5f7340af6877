// A promise must not outlive its owner: no field, global, element, argument of a sync function's keeping, or result.
import { yieldNow } from "tacet/assembly";

async function task(): Promise<i32> {
  await yieldNow();
  return 1;
}

class Holder {
  promise: Promise<i32> | null = null;
}

let global: Promise<i32> | null = null;
const list: Promise<i32>[] = [];
const holder = new Holder();

async function keeps(): Promise<void> {
  global = task();
  holder.promise = task();
  list.push(task());
  await yieldNow();
}

export async function run(): Promise<void> {
  await keeps();
}
