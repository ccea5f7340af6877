// Yield: `count` tasks of eight types, in turn or mixed, each yielding `yields` times.

import { trySpawn, yieldNow } from "tacet/assembly";

let sum: u32 = 0;

@pool(12500)
async function yielder0(yields: u32): Promise<void> {
  for (let n = yields; n > 0; n--) {
    await yieldNow();
    sum += n ^ 17;
  }
}

@pool(12500)
async function yielder1(yields: u32): Promise<void> {
  for (let n = yields; n > 0; n--) {
    await yieldNow();
    sum += n * 3;
  }
}

@pool(12500)
async function yielder2(yields: u32): Promise<void> {
  for (let n = yields; n > 0; n--) {
    await yieldNow();
    sum += n + 5;
  }
}

@pool(12500)
async function yielder3(yields: u32): Promise<void> {
  for (let n = yields; n > 0; n--) {
    await yieldNow();
    sum += n << 1;
  }
}

@pool(12500)
async function yielder4(yields: u32): Promise<void> {
  for (let n = yields; n > 0; n--) {
    await yieldNow();
    sum += n >> 1;
  }
}

@pool(12500)
async function yielder5(yields: u32): Promise<void> {
  for (let n = yields; n > 0; n--) {
    await yieldNow();
    sum += n * n;
  }
}

@pool(12500)
async function yielder6(yields: u32): Promise<void> {
  for (let n = yields; n > 0; n--) {
    await yieldNow();
    sum += n ^ (n >> 3);
  }
}

@pool(12500)
async function yielder7(yields: u32): Promise<void> {
  for (let n = yields; n > 0; n--) {
    await yieldNow();
    sum += 7 - n;
  }
}

function start(kind: u32, yields: u32): void {
  switch (kind) {
    case 0: trySpawn(yielder0(yields)); break;
    case 1: trySpawn(yielder1(yields)); break;
    case 2: trySpawn(yielder2(yields)); break;
    case 3: trySpawn(yielder3(yields)); break;
    case 4: trySpawn(yielder4(yields)); break;
    case 5: trySpawn(yielder5(yields)); break;
    case 6: trySpawn(yielder6(yields)); break;
    case 7: trySpawn(yielder7(yields)); break;
  }
}

export function start_yield(count: u32, yields: u32): void {
  sum = 0;
  for (let i: u32 = 0; i < count; i++) start(i % 8, yields);
}

export function start_yield_mixed(count: u32, yields: u32): void {
  sum = 0;
  for (let i: u32 = 0; i < count; i++) start((i * 2654435761) >> 29, yields);
}

export function checksum(): u32 {
  return sum;
}
