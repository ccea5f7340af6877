// The timers in the profiles that as-pect's one compilation leaves out: a sorted list (0 slots) and larger wheels.
// Method: the same fuzzing against a plain model, compiled once a profile; and the static memory that each one takes.
// TACET_SEED=n repeats the fresh seed of a failed run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { instantiate } from "@assemblyscript/loader";
import { compileGuest } from "../support/compile.js";

const FIXED_SEEDS = 25;
const MEMORY_BASE = 1024;

interface Fuzzer extends Record<string, unknown> {
  fuzz(seed: number): number;
}

for (const slots of [0, 128, 1024, 16384]) {
  test(`the timers with ${slots} slots behave like a plain model`, async () => {
    const { binary, ok, printed } = await compileGuest(["tests/assembly/timer-profile.as.ts"],
      ["-O2", "--runtime", "incremental", "--exportRuntime", "--use", `TACET_TIMER_SLOTS=${slots}`]);
    assert.ok(ok, printed);
    const { exports } = await instantiate<Fuzzer>(binary);
    const fresh = process.env.TACET_SEED ? Number(process.env.TACET_SEED) : Date.now() >>> 0;
    for (const seed of [...Array(FIXED_SEEDS).keys(), fresh]) {
      assert.equal(exports.__getString(exports.fuzz(seed)), "", `seed ${seed}, ${slots} slots`);
    }
  });
}

/** Bytes of static memory of a program that sleeps, compiled with `flags`. */
async function staticBytes(flags: readonly string[]): Promise<number> {
  const { binary, ok, printed } = await compileGuest(["one-sleep.ts"], ["-O3", "--runtime", "stub", "--noAssert", "--memoryBase", `${MEMORY_BASE}`, ...flags], {
    "one-sleep.ts": `
      import { sleep, trySpawn } from "tacet/assembly";
      @pool(1) async function ticks(): Promise<void> { while (true) await sleep(10); }
      export function start(): void { trySpawn(ticks()); }
      export function staticEnd(): usize { return __heap_base; }`,
  });
  assert.ok(ok, printed);
  const { exports } = await WebAssembly.instantiate(binary, {}).then(({ instance }) => instance);
  return (exports.staticEnd as () => number)() - MEMORY_BASE;
}

test("static memory of the timers is what timer-profile.ts says", async () => {
  const listBytes = await staticBytes(["--use", "TACET_TIMER_SLOTS=0"]);
  const wheelBytes = await staticBytes([]);
  const largeBytes = await staticBytes(["--use", "TACET_TIMER_SLOTS=1024"]);
  assert.ok(listBytes <= 100, `${listBytes} bytes with a sorted list`); // most of it are the control block, the queue and the task
  assert.ok(wheelBytes <= listBytes + 2_168, `${wheelBytes} bytes with a wheel of 128 slots`);
  assert.ok(largeBytes <= listBytes + 12_960, `${largeBytes} bytes with a wheel of 1,024 slots`);
});

test("a number of slots that is no power of two from 128 up is refused", async () => {
  for (const slots of [64, 100, 1000]) {
    const { ok, printed } = await compileGuest(["one.ts"], ["--use", `TACET_TIMER_SLOTS=${slots}`],
      { "one.ts": 'import { sleepersNext } from "tacet/assembly/sleepers"; export function next(): u64 { return sleepersNext(); }' });
    assert.equal(ok, false, `${slots} slots`);
    assert.match(printed, /TACET094: the setting .TACET_TIMER_SLOTS.: .*; write 0 or a power of two from 128 to 65536/);
  }
});
