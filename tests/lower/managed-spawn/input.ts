// Arguments of a spawn that waits for a slot, in front of one that awaits: the collector sees them meanwhile.
//! runtimes stub minimal incremental
//! allocates
import { limit, scope, sleep, spawn } from "tacet/assembly";
import { trace } from "../trace";

async function number(n: i32): Promise<i32> {
  return n;
}

/** Takes the place of what was freed. */
function litter(): i32 {
  let sum = 0;
  for (let i = 0; i < 20; i++) {
    const bytes: u8[] = [<u8>165, <u8>165, <u8>165, <u8>165];
    sum += bytes[i & 3];
  }
  return sum;
}

// @ts-ignore: decorator
@pool(2)
async function job(bytes: u8[], text: string, n: i32): Promise<i32> {
  await sleep(7);
  litter();
  let sum = 0;
  for (let i = 0; i < bytes.length; i++) sum += bytes[i];
  trace(text, sum + n);
  return sum;
}

function bytesOf(n: i32): u8[] {
  return [<u8>n, <u8>(n + 1), <u8>(n + 2), <u8>(n + 3)];
}

export async function run(): Promise<void> {
  const open = scope();
  for (let i = 0; i < 4; i++) await open.spawn(job(bytesOf(i), "scope " + i.toString(), await number(100)));
  await open.join();
  const one = limit(1);
  for (let i = 0; i < 3; i++) await one.spawn(job(bytesOf(i), "limit " + i.toString(), await number(200)));
  await one.join();
  for (let i = 0; i < 4; i++) {
    const task = await spawn(job(bytesOf(i), "spawn " + i.toString(), await number(300)));
    task.detach();
  }
  await sleep(20);
}
