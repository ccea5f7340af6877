// Depth: one task whose innermost of `depth` nested async calls yields.
// resume: the innermost yields `times` times. chain: it yields once, `times` calls of the whole chain.

import { trySpawn, yieldNow } from "tacet/assembly";

let sum: u32 = 0;

async function level1(x: u32, times: u32): Promise<u32> {
  for (; times > 0; times--) {
    await yieldNow();
    x += times;
  }
  return x;
}

async function level2(x: u32, times: u32): Promise<u32> { return ((await level1(x + 2, times)) ^ 2) + x; }
async function level3(x: u32, times: u32): Promise<u32> { return ((await level2(x + 3, times)) ^ 3) + x; }
async function level4(x: u32, times: u32): Promise<u32> { return ((await level3(x + 4, times)) ^ 4) + x; }
async function level5(x: u32, times: u32): Promise<u32> { return ((await level4(x + 5, times)) ^ 5) + x; }
async function level6(x: u32, times: u32): Promise<u32> { return ((await level5(x + 6, times)) ^ 6) + x; }
async function level7(x: u32, times: u32): Promise<u32> { return ((await level6(x + 7, times)) ^ 7) + x; }
async function level8(x: u32, times: u32): Promise<u32> { return ((await level7(x + 8, times)) ^ 8) + x; }
async function level9(x: u32, times: u32): Promise<u32> { return ((await level8(x + 9, times)) ^ 9) + x; }
async function level10(x: u32, times: u32): Promise<u32> { return ((await level9(x + 10, times)) ^ 10) + x; }
async function level11(x: u32, times: u32): Promise<u32> { return ((await level10(x + 11, times)) ^ 11) + x; }
async function level12(x: u32, times: u32): Promise<u32> { return ((await level11(x + 12, times)) ^ 12) + x; }
async function level13(x: u32, times: u32): Promise<u32> { return ((await level12(x + 13, times)) ^ 13) + x; }
async function level14(x: u32, times: u32): Promise<u32> { return ((await level13(x + 14, times)) ^ 14) + x; }
async function level15(x: u32, times: u32): Promise<u32> { return ((await level14(x + 15, times)) ^ 15) + x; }
async function level16(x: u32, times: u32): Promise<u32> { return ((await level15(x + 16, times)) ^ 16) + x; }
async function level17(x: u32, times: u32): Promise<u32> { return ((await level16(x + 17, times)) ^ 17) + x; }
async function level18(x: u32, times: u32): Promise<u32> { return ((await level17(x + 18, times)) ^ 18) + x; }
async function level19(x: u32, times: u32): Promise<u32> { return ((await level18(x + 19, times)) ^ 19) + x; }
async function level20(x: u32, times: u32): Promise<u32> { return ((await level19(x + 20, times)) ^ 20) + x; }

@pool(1)
async function resume1(times: u32): Promise<void> {
  const x = await level1(1, times);
  sum += x;
}

@pool(1)
async function chain1(times: u32): Promise<void> {
  for (; times > 0; times--) {
    const x = await level1(times, 1);
    sum += x;
  }
}

@pool(1)
async function resume5(times: u32): Promise<void> {
  const x = await level5(1, times);
  sum += x;
}

@pool(1)
async function chain5(times: u32): Promise<void> {
  for (; times > 0; times--) {
    const x = await level5(times, 1);
    sum += x;
  }
}

@pool(1)
async function resume20(times: u32): Promise<void> {
  const x = await level20(1, times);
  sum += x;
}

@pool(1)
async function chain20(times: u32): Promise<void> {
  for (; times > 0; times--) {
    const x = await level20(times, 1);
    sum += x;
  }
}

export function start_resume(depth: u32, times: u32): void {
  sum = 0;
  if (depth == 1) trySpawn(resume1(times));
  else if (depth == 5) trySpawn(resume5(times));
  else trySpawn(resume20(times));
}

export function start_chain(depth: u32, times: u32): void {
  sum = 0;
  if (depth == 1) trySpawn(chain1(times));
  else if (depth == 5) trySpawn(chain5(times));
  else trySpawn(chain20(times));
}

export function checksum(): u32 {
  return sum;
}
