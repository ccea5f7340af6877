// Sizes of firmware, start-up and vectors included, RAM without the stack: no larger than recorded here. A change that makes a
// program larger has to say so in this file. The targets are those of a hand-written program of the same work.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { boardNames } from "../../cli/boards/definition.js";
import { compileForBoard, firmwareFor, whyNot } from "./board.js";

const FOUR_TIMERS = `
  import { now, sleepUntil, trySpawn } from "tacet/assembly";
  let count: u32 = 0;
  @pool(4) async function blink(period: u32): Promise<void> {
    let next = now();
    while (true) {
      next += period;
      await sleepUntil(next);
      count++;
    }
  }
  export async function main(): Promise<void> {
    trySpawn(blink(100000));
    trySpawn(blink(250000));
    trySpawn(blink(500000));
    await blink(1000000);
  }`;

const ECHO = `
  import { frameBuffer, stdin, stdout } from "tacet/assembly";
  export async function main(): Promise<void> {
    const buffer = frameBuffer(16);
    while (true) {
      const n = await stdin.read(buffer, 16);
      if (n <= 0) return;
      await stdout.writeAll(buffer, n);
    }
  }`;

/** Cortex-M3, -Os, bounds checks on. Targets of four timers: 1,400 and 160 bytes. */
const RECORDED = { fourTimers: { flash: 1536, ram: 392 }, echo: { flash: 4368, ram: 572 } } as const;
const BOARD = "lm3s6965evb";
const SKIP = await whyNot(BOARD);
const AS_ON_A_DEVICE = { semihosting: false, reports: false } as const;

describe("on a Cortex-M3", { skip: SKIP }, () => {
  test("four periodic timer tasks", async t => {
    const { flashBytes, ramBytes, symbols } = await firmwareFor(await compileForBoard(t, FOUR_TIMERS), BOARD, AS_ON_A_DEVICE);
    t.diagnostic(`flash ${flashBytes}, RAM ${ramBytes}`);
    assert.ok(flashBytes <= RECORDED.fourTimers.flash && ramBytes <= RECORDED.fourTimers.ram, `${flashBytes}, ${ramBytes}`);
    assert.ok(!symbols.some(({ name }) => /^__aeabi_d/.test(name)), "no floating point");
  });

  test("an echo of the serial line", async t => {
    const { flashBytes, ramBytes } = await firmwareFor(await compileForBoard(t, ECHO), BOARD, AS_ON_A_DEVICE);
    t.diagnostic(`flash ${flashBytes}, RAM ${ramBytes}`);
    assert.ok(flashBytes <= RECORDED.echo.flash && ramBytes <= RECORDED.echo.ram, `${flashBytes}, ${ramBytes}`);
  });

  test("bounds checks cost less than a fifth of the flash", async t => {
    const program = await compileForBoard(t, FOUR_TIMERS);
    const checked = await firmwareFor(program, BOARD, AS_ON_A_DEVICE);
    const unchecked = await firmwareFor(program, BOARD, { ...AS_ON_A_DEVICE, unchecked: true });
    assert.ok(unchecked.flashBytes < checked.flashBytes);
    assert.ok(checked.flashBytes - unchecked.flashBytes < checked.flashBytes / 5, `${checked.flashBytes}, ${unchecked.flashBytes}`);
  });
});

test("firmware for devices is made for every board", async t => {
  const program = await compileForBoard(t, ECHO);
  for (const name of await boardNames()) {
    if (await whyNot(name)) return t.skip(`${name}: a compiler is missing`);
    assert.ok((await firmwareFor(program, name, AS_ON_A_DEVICE)).bin.length > 1000, name);
  }
});
