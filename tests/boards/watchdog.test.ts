// The watchdog: a turn that never ends restarts the board, which says so with the await stack; idle and busy programs are never restarted.
// Run where the emulator has the board's watchdog; the registers of others are tested with fakes (devices.test.ts).

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { boardNamed, type Board } from "../../cli/boards/definition.js";
import { emulate } from "../../cli/boards/emulator.js";
import type { Firmware } from "../../cli/boards/firmware.js";
import type { Program } from "../../cli/boards/program.js";
import { UsageError } from "../../cli/errors.js";
import { compileForBoard, firmwareFor, runFirmware, whyNot } from "./board.js";
import { LINE } from "./programs.js";

/** Whose emulator has it. */
const EMULATED = ["lm3s6965evb", "mps2-an385", "rp2040"];
/** Others that have one. */
const OTHERS = ["microbit", "netduinoplus2", "sifive_e", "stm32vldiscovery"];

const HANGS = `
  import { sleep } from "tacet/assembly";
  async function work(): Promise<void> {
    await sleep(1);
    while (load<u8>(8) != 77) {}
  }
  export async function main(): Promise<void> {
    console.log("starts");
    await work();
  }`;

/** Runs firmware until its program has started twice, as Ctrl-C ends a run. */
async function runTwice(firmware: Firmware, board: Board, program: Program): Promise<{ stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  await emulate(firmware, board, program.awaits, {
    input: new Uint8Array(),
    out: bytes => {
      stdout += Buffer.from(bytes).toString();
      if (stdout === "starts\nstarts\n") process.emit("SIGINT", "SIGINT");
    },
    err: text => void (stderr += text),
  });
  return { stdout, stderr };
}

for (const name of EMULATED) {
  describe(`watchdog of ${name}`, { skip: await whyNot(name) }, () => {
    test("a turn that never ends restarts the board, which says so with the await stack", async t => {
      const program = await compileForBoard(t, HANGS);
      const firmware = await firmwareFor(program, name, { watchdogMs: 200 });
      const { stdout, stderr } = await runTwice(firmware, await boardNamed(name), program);
      assert.equal(stdout, "starts\nstarts\n");
      assert.match(stderr, /^tacet: restarted by the watchdog: for 200 ms no turn had ended\n {2}resumed from\n {4}await sleepUntil .*\n {4}await sleep .*\n {4}await work \(main\.ts:4\)\n {4}await main \(main\.ts:9\)\n$/);
    });

    test("a program that sleeps for many periods, and one that is busy for many, are left alone", async t => {
      const program = await compileForBoard(t, `
        import { now, sleep, yieldNow } from "tacet/assembly";
        export async function main(): Promise<void> {
          await sleep(1000);
          console.log("slept");
          const end = now() + 300000;
          while (now() < end) await yieldNow();
          console.log("worked");
        }`);
      const firmware = await firmwareFor(program, name, { watchdogMs: 50 });
      assert.deepEqual(await runFirmware(firmware, await boardNamed(name), program), { code: 0, stdout: "slept\nworked\n", stderr: "" });
    });
  });
}

for (const name of EMULATED.filter(board => board !== "lm3s6965evb")) { // which has no storage
  test(`a program that hangs goes on from its checkpoint: ${name}`, { skip: await whyNot(name) }, async t => {
    const program = await compileForBoard(t, `
      import { checkpoint, sleep } from "tacet/assembly";
      export async function main(): Promise<i32> {
        await sleep(1);
        if (await checkpoint() == 0) {
          console.log("hangs");
          await sleep(1);
          while (load<u8>(8) != 77) {}
        }
        console.log("goes on");
        return 3;
      }`);
    const firmware = await firmwareFor(program, name, { watchdogMs: 200 });
    const { code, stdout, stderr } = await runFirmware(firmware, await boardNamed(name), program);
    assert.deepEqual({ code, stdout }, { code: 3, stdout: "hangs\ngoes on\n" });
    assert.match(stderr, /^tacet: restarted by the watchdog: for 200 ms no turn had ended\n/);
  });
}

for (const name of OTHERS) {
  test(`firmware with a watchdog runs in an emulator that has none: ${name}`, { skip: await whyNot(name) }, async t => {
    const program = await compileForBoard(t, LINE);
    const firmware = await firmwareFor(program, name, { watchdogMs: 1000 });
    assert.deepEqual(await runFirmware(firmware, await boardNamed(name), program), { code: 0, stdout: "hello\n", stderr: "" });
  });
}

test("a board without a watchdog, and a period it does not have, are refused", async t => {
  const program = await compileForBoard(t, LINE);
  await assert.rejects(firmwareFor(program, "virt", { watchdogMs: 1000 }), (error: Error) => error instanceof UsageError && error.message === "virt has no watchdog, or no driver of it");
  for (const watchdogMs of [9, 8301]) {
    await assert.rejects(firmwareFor(program, "rp2040", { watchdogMs }), (error: Error) => error.message === `--watchdog takes 10 to 8300 milliseconds on rp2040, not ${watchdogMs}`);
  }
});
