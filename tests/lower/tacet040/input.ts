// What suspends the running activation must be awaited.
import { shield, spawn, timeout, yieldNow } from "tacet/assembly";
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

async function limitedLater(): Promise<i32> {
  const p = timeout(parksLater(), 5);
  shield(p);
  return await p;
}

function plain(p: Promise<i32>): void {
  timeout(p, 5);
}

export async function run(): Promise<void> {
  const p = spawn(task());
  await p;
  await parks();
  plain(parksLater());
  await limitedLater();
}
