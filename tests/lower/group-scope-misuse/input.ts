// Scopes misused: spawn without await, of something else than a call, of a function with a promise.
import { limit, scope, sleep } from "tacet/assembly";

@pool(2)
async function work(v: i32): Promise<i32> {
  await sleep(1);
  return v;
}

@pool(2)
async function waits(p: Promise<i32>): Promise<void> {
  await p;
}

async function notAwaited(): Promise<void> {
  const s = limit(1);
  s.spawn(work(1));
  await s.join();
}

async function notACall(): Promise<void> {
  const s = scope();
  const p = work(1);
  await s.spawn(p);
  s.trySpawn(p);
}

async function withPromise(): Promise<void> {
  const s = scope();
  const p = work(1);
  await s.spawn(waits(p));
}

export async function run(): Promise<void> {
  await notAwaited();
  await notACall();
  await withPromise();
}
