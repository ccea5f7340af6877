// What suspends the running activation must be awaited.
import { spawn, yieldNow } from "tacet/assembly";
import { __park, __parkOrCancel } from "tacet/assembly/intrinsics";

@pool(1)
async function task(): Promise<void> {
  await yieldNow();
}

async function parks(): Promise<void> {
  __park();
}

async function parksLater(): Promise<i32> {
  const p = __parkOrCancel();
  return await p;
}

export async function run(): Promise<void> {
  const p = spawn(task());
  await p;
  await parks();
  await parksLater();
}
