// What debug builds notice on boards: a stack that was full, a driver that writes behind the program's memory, a frame that was left; and that a
// fault of the processor itself, on every board, is told with the await stack.

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { boardNamed, boardNames, BOARDS_ROOT } from "../../cli/boards/definition.js";
import { buildFirmware } from "../../cli/boards/firmware.js";
import { folderWith } from "../cli/tacet.js";
import { compileForBoard, firmwareFor, runFirmware, whyNot } from "./board.js";

const BOARD = "lm3s6965evb";
/** Its emulated bus answers everywhere; firmware.test.ts has a fault there that is a full stack. */
const NEVER_FAULTS = "lm3s6965evb";
const AWAITS = /\n {2}resumed from\n(?: {4}await .*\n)* {4}await main \(main\.ts:\d+\)\n$/;

/** Takes a little more of the stack in each turn. */
const DEEPER = `
  import { sleep } from "tacet/assembly";
  function deep(n: i32): i32 {
    if (n == 0) return load<i32>(8);
    const below = deep(n - 1);
    return below * below ^ n;
  }
  export async function main(): Promise<i32> {
    let sum = 0;
    for (let n = 1; n < 5000; n++) {
      await sleep(1);
      sum += deep(n);
    }
    return sum & 1;
  }`;

/** A clock that writes one byte too many. */
const CARELESS = `
// A driver with a mistake: behind the program's memory.
#define clock_arm careful_clock_arm
#include "CLOCK"
#undef clock_arm
static bool clock_arm(uint64_t us) {
  guest_memory[TACET_MEMORY_BYTES] = 1;
  return careful_clock_arm(us);
}
`;

describe("canaries", { skip: await whyNot(BOARD) }, async () => {
  for (const name of [BOARD, "microbit", "virt", "sifive_e"]) {
    test(`a stack that was full is told before anything is lost: ${name}`, { skip: await whyNot(name) }, async t => {
      const program = await compileForBoard(t, DEEPER, ["--debug"]);
      const { code, stderr } = await runFirmware(await firmwareFor(program, name, { canaries: true }), await boardNamed(name), program);
      assert.equal(code, 134);
      assert.match(stderr, /^tacet: trap: the stack is full at instruction 0x[0-9a-f]+\n/);
      assert.match(stderr, AWAITS);
    });
  }

  test("a driver that writes behind the program's memory", async t => {
    const board = await boardNamed(BOARD);
    const clock = "cortex-m/systick.c";
    const folder = await folderWith(t, { "careless.c": CARELESS.replace("CLOCK", join(BOARDS_ROOT, clock)) });
    const sources = board.sources.map(file => file === clock ? join(folder, "careless.c") : file);
    const program = await compileForBoard(t, DEEPER, ["--debug"]);
    const firmware = await buildFirmware(program, { ...board, sources }, { semihosting: true, reports: true, canaries: true });
    const { code, stderr } = await runFirmware(firmware, board, program);
    assert.equal(code, 134);
    assert.match(stderr, /^tacet: trap: something wrote behind the program's memory at instruction 0x[0-9a-f]+\n/);
    assert.match(stderr, AWAITS);
  });

  test("a function that writes behind its frame", async t => {
    const program = await compileForBoard(t, `
      import { frameBuffer, sleep } from "tacet/assembly";
      export async function main(): Promise<i32> {
        const buffer = frameBuffer(8);
        await sleep(1);
        for (let i = 0; i < 12; i++) store<u8>(buffer + i, 1);
        await sleep(1);
        return 0;
      }`, ["--debug"]);
    const { code, stderr } = await runFirmware(await firmwareFor(program, BOARD, { canaries: true }), await boardNamed(BOARD), program);
    assert.equal(code, 134);
    assert.match(stderr, /^tacet: trap: unreachable at instruction 0x[0-9a-f]+\n/);
  });
});

describe("a fault of the processor is told with the await stack", async () => {
  for (const name of await boardNames()) {
    if (name === NEVER_FAULTS) continue;
    test(name, { skip: await whyNot(name) }, async t => {
      // Without checks of its own; on none of these boards anything is there.
      const program = await compileForBoard(t, `
        import { frameBuffer, sleep } from "tacet/assembly";
        export async function main(): Promise<i32> {
          const place = frameBuffer(4);
          store<usize>(place, 0x70000000);
          await sleep(1);
          return load<i32>(load<usize>(place));
        }`);
      const { code, stderr } = await runFirmware(await firmwareFor(program, name, { unchecked: true }), await boardNamed(name), program);
      assert.equal(code, 134);
      assert.match(stderr, /^tacet: trap: hardware fault: a bad address or instruction at instruction 0x[0-9a-f]+\n/);
      assert.match(stderr, AWAITS);
    });
  }
});
