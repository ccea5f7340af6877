// A function that returns a promise must be async.
import { yieldNow } from "tacet/assembly";

async function task(): Promise<i32> {
  await yieldNow();
  return 1;
}

function forward(): Promise<i32> {
  return task();
}

export async function run(): Promise<i32> {
  return await forward();
}
