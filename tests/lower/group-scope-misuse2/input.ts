// A task of a scope needs a slot: its function carries @pool(n).
import { scope, sleep } from "tacet/assembly";

async function work(v: i32): Promise<i32> {
  await sleep(1);
  return v;
}

export async function run(): Promise<void> {
  const s = scope();
  await s.spawn(work(1));
}
