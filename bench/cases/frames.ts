// Frames: programs whose memory a task is compared with that of a Rust future (bench/frames.ts). The same programs stand in
// peers/rust/frames.rs; a leaf waits for one completion and keeps what such an operation needs.

import { frameBuffer, sleep, trySpawn, yieldNow } from "tacet/assembly";
import { __park, inFrame } from "tacet/assembly/intrinsics";
import { currentTask } from "tacet/assembly/task";

/** An operation at the host: whom to wake, and its result. */
@unmanaged
class Op {
  task: usize;
  result: i32;
}

let last: usize = 0;
let sum: u32 = 0;

/** As in Rust, the sum is read when all awaits are over. */
function add(value: u32): void {
  sum += value;
}

/** Waits for the completion of an operation on `length` bytes at `ptr`. */
async function operate(ptr: usize, length: u32): Promise<u32> {
  const op = inFrame<Op>();
  op.task = currentTask();
  last = changetype<usize>(op);
  sum += <u32>ptr + length;
  await __park();
  return op.result;
}

@pool(1)
async function yieldLoop(times: u32): Promise<void> {
  for (let n = times; n > 0; n--) {
    await yieldNow();
    sum += n;
  }
}

@pool(1)
async function echo(): Promise<void> {
  const buffer = frameBuffer(256);
  while (true) {
    const length = await operate(buffer, 256);
    if (!length) return;
    let done: u32 = 0;
    while (done < length) done += await operate(buffer + done, length - done);
  }
}

async function innermost(x: u32): Promise<u32> {
  const a = await operate(0, x);
  const b = await operate(0, a);
  return a + b;
}

async function middle(x: u32): Promise<u32> {
  const a = await innermost(x);
  const b = await innermost(a + x);
  return a + b;
}

@pool(1)
async function threeNested(x: u32): Promise<void> {
  const a = await middle(x);
  const b = await middle(a + x);
  sum += a + b;
}

@pool(1)
async function fourSequential(x: u32): Promise<void> {
  const a = await operate(0, x);
  const b = await operate(0, a);
  const c = await operate(0, b);
  const d = await operate(0, c);
  sum += a + b + c + d;
}

async function level1(x: u32): Promise<u32> { return await operate(0, x); }
async function level2(x: u32): Promise<u32> { return (await level1(x + 1)) ^ x; }
async function level3(x: u32): Promise<u32> { return (await level2(x + 2)) ^ x; }
async function level4(x: u32): Promise<u32> { return (await level3(x + 3)) ^ x; }
async function level5(x: u32): Promise<u32> { return (await level4(x + 4)) ^ x; }
async function level6(x: u32): Promise<u32> { return (await level5(x + 5)) ^ x; }
async function level7(x: u32): Promise<u32> { return (await level6(x + 6)) ^ x; }
async function level8(x: u32): Promise<u32> { return (await level7(x + 7)) ^ x; }
async function level9(x: u32): Promise<u32> { return (await level8(x + 8)) ^ x; }
async function level10(x: u32): Promise<u32> { return (await level9(x + 9)) ^ x; }
async function level11(x: u32): Promise<u32> { return (await level10(x + 10)) ^ x; }
async function level12(x: u32): Promise<u32> { return (await level11(x + 11)) ^ x; }
async function level13(x: u32): Promise<u32> { return (await level12(x + 12)) ^ x; }
async function level14(x: u32): Promise<u32> { return (await level13(x + 13)) ^ x; }
async function level15(x: u32): Promise<u32> { return (await level14(x + 14)) ^ x; }
async function level16(x: u32): Promise<u32> { return (await level15(x + 15)) ^ x; }
async function level17(x: u32): Promise<u32> { return (await level16(x + 16)) ^ x; }
async function level18(x: u32): Promise<u32> { return (await level17(x + 17)) ^ x; }
async function level19(x: u32): Promise<u32> { return (await level18(x + 18)) ^ x; }
async function level20(x: u32): Promise<u32> { return (await level19(x + 19)) ^ x; }

@pool(1)
async function fiveDeep(x: u32): Promise<void> {
  add(await level5(x));
}

@pool(1)
async function twentyDeep(x: u32): Promise<void> {
  add(await level20(x));
}

async function once(x: u32): Promise<u32> {
  await yieldNow();
  return x * 3;
}

@pool(1)
async function joinOfThree(x: u32): Promise<void> {
  const a = once(x);
  const b = once(x + 1);
  const c = once(x + 2);
  await Promise.all([a, b, c]);
  add((await a) + (await b) + (await c));
}

async function nothing(ms: f64): Promise<u32> {
  await sleep(ms);
  return 0;
}

@pool(1)
async function selectWithTimeout(x: u32): Promise<void> {
  add(await Promise.race([once(x), nothing(5)]));
}

/** 256 bytes handed down: by address, since they lie in the caller's frame. */
async function take(bytes: usize, x: u32): Promise<u32> {
  await yieldNow();
  return load<u8>(bytes + x);
}

async function pass(bytes: usize, x: u32): Promise<u32> {
  return (await take(bytes, x)) + load<u8>(bytes);
}

@pool(1)
async function throughThreeCalls(x: u32): Promise<void> {
  const bytes = frameBuffer(256);
  store<u8>(bytes, <u8>x);
  add((await pass(bytes, x)) + load<u8>(bytes, 1));
}

/** Starts all of them. */
export function start(x: u32): u32 {
  trySpawn(yieldLoop(x));
  trySpawn(echo());
  trySpawn(threeNested(x));
  trySpawn(fourSequential(x));
  trySpawn(fiveDeep(x));
  trySpawn(twentyDeep(x));
  trySpawn(joinOfThree(x));
  trySpawn(selectWithTimeout(x));
  trySpawn(throughThreeCalls(x));
  return sum + <u32>last;
}
