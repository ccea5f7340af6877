// Size: the executor and the yield workload, nothing else.

import { trySpawn, yieldNow } from "tacet/assembly";

let sum: u32 = 0;

@pool(1000)
async function yielder(yields: u32): Promise<void> {
  for (let n = yields; n > 0; n--) {
    await yieldNow();
    sum += n ^ 17;
  }
}

export function start_yield(count: u32, yields: u32): void {
  sum = 0;
  for (let i: u32 = 0; i < count; i++) trySpawn(yielder(yields));
}

export function checksum(): u32 {
  return sum;
}
