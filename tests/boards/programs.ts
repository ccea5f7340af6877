// Programs whose sizes and instructions are recorded.

const BLINK_TASK = `async function blink(period: u32): Promise<void> {
    let next = now();
    while (true) {
      next += period;
      await sleepUntil(next);
      count++;
    }
  }`;

export const FOUR_TIMERS = `
  import { now, sleepUntil, trySpawn } from "tacet/assembly";
  let count: u32 = 0;
  @pool(3) ${BLINK_TASK}
  export async function main(): Promise<void> {
    trySpawn(blink(100000));
    trySpawn(blink(250000));
    trySpawn(blink(500000));
    await blink(1000000);
  }`;

/** The same as children of `main`: no pool to declare. */
export const FOUR_CHILDREN = `
  import { now, sleepUntil } from "tacet/assembly";
  let count: u32 = 0;
  ${BLINK_TASK}
  export async function main(): Promise<void> {
    await Promise.all([blink(100000), blink(250000), blink(500000), blink(1000000)]);
  }`;

export const ECHO = `
  import { frameBuffer, stdin, stdout } from "tacet/assembly";
  export async function main(): Promise<void> {
    const buffer = frameBuffer(16);
    while (true) {
      const n = await stdin.read(buffer, 16);
      if (n <= 0) return;
      await stdout.writeAll(buffer, n);
    }
  }`;

/** Four periodic timers beside an echo, for as long as the board has power. */
export const FOUR_TIMERS_ECHO = `
  import { frameBuffer, now, sleepUntil, stdin, stdout, trySpawn } from "tacet/assembly";
  let count: u32 = 0;
  @pool(4) ${BLINK_TASK}
  export async function main(): Promise<void> {
    trySpawn(blink(100000));
    trySpawn(blink(250000));
    trySpawn(blink(500000));
    trySpawn(blink(1000000));
    const buffer = frameBuffer(16);
    while (true) {
      const n = await stdin.read(buffer, 16);
      if (n > 0) await stdout.writeAll(buffer, n);
    }
  }`;

/** Says something after a while. */
export const LINE = `
  import { sleep } from "tacet/assembly";
  export async function main(): Promise<void> {
    await sleep(1);
    console.log("hello");
  }`;

/** A light, for as long as the board has power. */
export const BLINK = `
  import { BoardPin, now, OutputPin, sleepUntil } from "tacet/assembly";
  export async function main(): Promise<i32> {
    const led = await OutputPin.open(BoardPin.LED);
    let next = now();
    while (led.ok) {
      await led.toggle();
      await sleepUntil(next += 500000);
    }
    return led.error;
  }`;

/** An echo of the serial line, a light that blinks, and something sampled in time, in one program. */
export const THREE_JOBS = `
  import { BoardPin, frameBuffer, now, OutputPin, sleepUntil, stdin, stdout } from "tacet/assembly";
  let samples: u32 = 0;
  async function echo(): Promise<void> {
    const buffer = frameBuffer(16);
    while (true) {
      const n = await stdin.read(buffer, 16);
      if (n > 0) await stdout.writeAll(buffer, n);
    }
  }
  async function blink(period: u32): Promise<void> {
    const led = await OutputPin.open(BoardPin.LED);
    let next = now();
    while (true) {
      next += period;
      await sleepUntil(next);
      await led.toggle();
    }
  }
  async function sample(period: u32): Promise<void> {
    let next = now();
    while (true) {
      next += period;
      await sleepUntil(next);
      samples++;
    }
  }
  export async function main(): Promise<void> {
    await Promise.all([echo(), blink(250000), sample(10000)]);
  }`;
