// spawn and trySpawn take a call.
import { spawn, trySpawn, yieldNow } from "tacet/assembly";

@pool(1)
async function task(): Promise<i32> {
  await yieldNow();
  return 1;
}

export async function run(): Promise<void> {
  const p = task();
  trySpawn(p);
  const t = await spawn(p);
  t.detach();
}

export function plain(): void {
  trySpawn(changetype<Promise<i32>>(0));
}
