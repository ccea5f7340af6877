// A call whose promise nobody takes.

import { trySpawn, yieldNow } from "tacet/assembly";

async function child(x: i32): Promise<i32> {
  await yieldNow();
  return x;
}

@pool(1)
async function apart(): Promise<void> {
  await yieldNow();
}

class Worker {
  async work(): Promise<void> {
    await yieldNow();
  }
}

export async function run(): Promise<void> {
  child(1);
  new Worker().work();
  await child(2);
  const kept = child(3);
  trySpawn(apart());
  void child(4);
  // tacet-ignore TACET080: cancelled at the end of run is what is wanted
  child(5);
  child(6); // tacet-ignore TACET081: another code
  await kept;
}
