// Spawned without a pool.
import { spawn, trySpawn, yieldNow } from "tacet/assembly";

async function one(): Promise<void> {
  await yieldNow();
}

async function two(): Promise<void> {
  await yieldNow();
}

export async function run(): Promise<void> {
  trySpawn(one());
  const t = await spawn(two());
  await t.join();
}
