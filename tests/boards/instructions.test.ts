// What turns cost in instructions, counted one by one: the four-timer program on a Cortex-M3, -Os, bounds checks on, in QEMU with one
// instruction a block and a log of each. Exact, since virtual time goes by instructions.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { open, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { describe, test, type TestContext } from "node:test";
import { promisify } from "node:util";
import { folderWith } from "../cli/tacet.js";
import { compileForBoard, firmwareFor, whyNot } from "./board.js";
import { FOUR_TIMERS } from "./programs.js";

const BOARD = "lm3s6965evb";
const LOG_BYTES = 2_000_000;
/**
 * `turn`: in tacet_turn, with nothing due (the target is 170) and with one task that is, its own code included, which is a part of it.
 * `wake`: from the interrupt to where the task has run and is put to sleep again.
 */
const RECORDED = { idleTurn: 29, fullTurn: 74, wake: 92, sleepToSleep: 192 } as const;

/** An instruction that was executed. */
interface Step {
  readonly address: string;
  /** The function it belongs to, innermost inlined one first. */
  readonly functions: readonly string[];
}

/** The first instructions of the firmware, some ten thousand. */
async function stepsOf(t: TestContext, elf: Uint8Array): Promise<Step[]> {
  const folder = await folderWith(t, {});
  const [file, log] = [join(folder, "app.elf"), join(folder, "log")];
  await writeFile(file, elf);
  const qemu = spawn("qemu-system-arm", [
    "-M", BOARD, "-display", "none", "-monitor", "none", "-serial", "none", "-icount", "shift=4,sleep=off", "-kernel", file, "-singlestep", "-d", "exec,nochain", "-D", log,
  ], { stdio: "ignore" });
  const ended = once(qemu, "exit");
  while ((await stat(log).catch(() => ({ size: 0 }))).size < LOG_BYTES && qemu.exitCode === null) await delay(20);
  qemu.kill("SIGKILL");
  await ended;
  const handle = await open(log);
  const text = (await handle.read(Buffer.alloc(LOG_BYTES), 0, LOG_BYTES, 0)).buffer.toString("latin1");
  await handle.close();
  const addresses = [...text.matchAll(/^Trace \d+: 0x[0-9a-f]+ \[[0-9a-f]+\/([0-9a-f]+)\//gm)].map(([, address]) => address!);
  const names = await functionsAt(file, [...new Set(addresses)]);
  return addresses.map(address => ({ address, functions: names.get(address)! }));
}

/** By the line table: each address with the functions that are inlined there. */
async function functionsAt(file: string, addresses: readonly string[]): Promise<Map<string, string[]>> {
  const { stdout } = await promisify(execFile)("arm-none-eabi-addr2line", ["-e", file, "-f", "-i", "-a", ...addresses]);
  const names = new Map<string, string[]>();
  let at: string[] = [];
  for (const line of stdout.split("\n")) {
    const address = /^0x([0-9a-f]+)$/.exec(line);
    if (address) names.set(address[1]!.padStart(8, "0"), at = []);
    else if (/^\w+$/.test(line)) at.push(line);
  }
  return names;
}

const isIn = (name: RegExp) => ({ functions }: Step): boolean => functions.some(fn => name.test(fn));
const isTurn = isIn(/tacet_turn$/);
const isSleep = isIn(/^wait_for_interrupt$/);

describe("instructions", { skip: await whyNot(BOARD) }, () => {
  test("of a turn, and from an interrupt to the task it wakes", async t => {
    const { elf } = await firmwareFor(await compileForBoard(t, FOUR_TIMERS, [], "build"), BOARD, { semihosting: false, reports: false });
    const steps = await stepsOf(t, elf);
    const sleeps = steps.flatMap((step, i) => isSleep(step) && !isSleep(steps[i + 1] ?? step) ? [i] : []);
    assert.ok(sleeps.length > 3, "it wakes some times");
    const [first, second, third] = [steps.slice(0, sleeps[0]), steps.slice(sleeps[0], sleeps[1]), steps.slice(sleeps[1], sleeps[2])];
    const measured = {
      idleTurn: first.filter(isTurn).length,
      fullTurn: second.filter(isTurn).length,
      wake: third.findIndex(isIn(/suspendCalled/)) - third.findIndex(isIn(/^clock_interrupt$/)),
      sleepToSleep: third.length,
    };
    t.diagnostic(JSON.stringify(measured));
    assert.ok(measured.wake > 0, "a task was woken");
    for (const [name, count] of Object.entries(measured)) assert.ok(count <= RECORDED[name as keyof typeof RECORDED], `${name}: ${count}`);
  });
});
