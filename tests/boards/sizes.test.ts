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

const BLINK = `
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

/** -Os, bounds checks on; one Cortex-M3, one Cortex-M0+ (256 bytes of its flash start the chip). Targets of four timers on the first: 1,400 and 160 bytes. */
const RECORDED = {
  lm3s6965evb: { fourTimers: { flash: 1536, ram: 392 }, echo: { flash: 4368, ram: 572 }, blink: { flash: 5384, ram: 680 } },
  rp2040: { fourTimers: { flash: 2568, ram: 384 }, echo: { flash: 6304, ram: 568 }, blink: { flash: 6780, ram: 672 } },
} as const;
const AS_ON_A_DEVICE = { semihosting: false, reports: false } as const;

for (const [board, recorded] of Object.entries(RECORDED)) {
  describe(`on ${board}`, { skip: await whyNot(board) }, () => {
    test("four periodic timer tasks", async t => {
      const { flashBytes, ramBytes, symbols } = await firmwareFor(await compileForBoard(t, FOUR_TIMERS), board, AS_ON_A_DEVICE);
      t.diagnostic(`flash ${flashBytes}, RAM ${ramBytes}`);
      assert.ok(flashBytes <= recorded.fourTimers.flash && ramBytes <= recorded.fourTimers.ram, `${flashBytes}, ${ramBytes}`);
      assert.ok(!symbols.some(({ name }) => /^__aeabi_d/.test(name)), "no floating point");
    });

    test("an echo of the serial line", async t => {
      const { flashBytes, ramBytes } = await firmwareFor(await compileForBoard(t, ECHO), board, AS_ON_A_DEVICE);
      t.diagnostic(`flash ${flashBytes}, RAM ${ramBytes}`);
      assert.ok(flashBytes <= recorded.echo.flash && ramBytes <= recorded.echo.ram, `${flashBytes}, ${ramBytes}`);
    });

    test("a light that blinks", async t => {
      const { flashBytes, ramBytes, symbols } = await firmwareFor(await compileForBoard(t, BLINK), board, AS_ON_A_DEVICE);
      t.diagnostic(`flash ${flashBytes}, RAM ${ramBytes}`);
      assert.ok(flashBytes <= recorded.blink.flash && ramBytes <= recorded.blink.ram, `${flashBytes}, ${ramBytes}`);
      assert.ok(!symbols.some(({ name }) => /^(serial|stdin|transfers|i2c|uart)/.test(name)), "nothing of other groups");
    });

    test("bounds checks cost less than a fifth of the flash", async t => {
      const program = await compileForBoard(t, FOUR_TIMERS);
      const checked = await firmwareFor(program, board, AS_ON_A_DEVICE);
      const unchecked = await firmwareFor(program, board, { ...AS_ON_A_DEVICE, unchecked: true });
      assert.ok(unchecked.flashBytes < checked.flashBytes);
      assert.ok(checked.flashBytes - unchecked.flashBytes < checked.flashBytes / 5, `${checked.flashBytes}, ${unchecked.flashBytes}`);
    });
  });
}

test("firmware for devices is made for every board", async t => {
  const program = await compileForBoard(t, ECHO);
  for (const name of await boardNames()) {
    if (await whyNot(name)) return t.skip(`${name}: a compiler is missing`);
    assert.ok((await firmwareFor(program, name, AS_ON_A_DEVICE)).bin.length > 1000, name);
  }
});
