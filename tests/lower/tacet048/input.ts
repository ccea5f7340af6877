// Spawned without a pool: each is told where it is spawned first.
import { scope, spawn, trySpawn, yieldNow } from "tacet/assembly";

async function one(): Promise<void> {
  await yieldNow();
}

async function two(): Promise<void> {
  await yieldNow();
}

async function three(): Promise<void> {
  await yieldNow();
}

async function four(): Promise<void> {
  await yieldNow();
}

function plain(): void {
  trySpawn(three());
}

export async function run(): Promise<void> {
  trySpawn(one());
  const t = await spawn(two());
  await t.join();
  trySpawn(two());
  plain();
  await using s = scope();
  await s.spawn(four());
}
