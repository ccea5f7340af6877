//! runtimes stub incremental
// A child whose owner's frame is longer than 16 bits of words reach: it ends, fails and is cancelled like any other.
import { frameBuffer, sleep, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function once(n: i32): Promise<i32> {
  await yieldNow();
  return n * 3;
}

async function fails(n: i32): Promise<i32> {
  await sleep(n);
  throw new Error("child");
}

async function never(): Promise<i32> {
  try {
    await sleep(1000000);
  } finally {
    trace<i32>("cancelled", 1);
  }
  return 0;
}

async function far(n: i32): Promise<i32> {
  const bytes = frameBuffer(150000);
  store<u8>(bytes + 149999, 7);
  const a = once(n);
  const b = once(n + 1);
  const sum = await a + await b;
  const first = await Promise.race([never(), once(9)]);
  trace<i32>("first", first);
  const c = once(1);
  const kept = Promise.all([c, once(2), Promise.race([never(), once(3)])]);
  await sleep(2);
  const [d, e, f] = await kept;
  trace<i32>("kept", d + e + f);
  const bad = fails(1);
  try {
    trace<i32>("not reached", await bad);
  } catch (e) {
    trace<string>("caught", e.message);
  }
  return sum + load<u8>(bytes + 149999);
}

export async function run(): Promise<i32> {
  return await far(5);
}
