// A promise is waited for by the task of its owner only: it is not handed to another task.
import { sleep, spawn, trySpawn, yieldNow } from "tacet/assembly";

async function child(n: i32): Promise<i32> {
  await sleep(n);
  return n;
}

@pool(2)
async function waits(p: Promise<i32>, n: i32): Promise<i32> {
  await yieldNow();
  return (await p) * n;
}

class C {
  async waits(p: Promise<i32>): Promise<i32> {
    return await p;
  }
}

async function started(): Promise<i32> {
  const p = child(1);
  const q = waits(p, 2);
  const r = new C().waits(p);
  return (await q) + (await r);
}

async function spawned(): Promise<void> {
  const p = child(1);
  trySpawn(waits(p, 2)).detach();
  const t = await spawn(waits(p, 3));
  await t.join();
}

/** Awaited where it is called: the same task. */
async function inPlace(): Promise<i32> {
  const p = child(1);
  return (await waits(p, 2)) + (await new C().waits(p));
}

export async function run(): Promise<i32> {
  await spawned();
  return (await started()) + (await inPlace());
}
