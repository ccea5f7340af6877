//! flags --use TACET_FRAME_LIMIT=256
// Storage that makes every activation large.

import { frameBuffer, inFrame, yieldNow } from "tacet/assembly";

@unmanaged
class Big {
  a: u64;
  b: u64;
}

async function large(): Promise<u32> {
  const buffer = frameBuffer(300);
  const small = frameBuffer(8);
  await yieldNow();
  return load<u8>(buffer) + load<u8>(small);
}

async function fits(): Promise<u32> {
  const big = inFrame<Big>();
  await yieldNow();
  return load<u8>(changetype<usize>(big));
}

export async function run(): Promise<void> {
  await large();
  await fits();
  const meant = frameBuffer(400); // tacet-ignore TACET084: one task, and it needs it
  await yieldNow();
  store<u8>(meant, 1);
}
