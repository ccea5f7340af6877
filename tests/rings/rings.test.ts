// Both hosts in C against a hostile guest, and a program as C against a hostile host, in each form of entries: coverage-guided fuzzing with address and
// undefined-behaviour sanitizers. CI runs a few seconds of it; TACET_RING_RUNS=n runs so many inputs, TACET_RING_SEED=n the same ones (README.md here has the documented run). A finding is written to a file that libFuzzer
// names; what it shows becomes a script in tests/interpreted/guest.c, or a program in tests/boards/serial.test.ts.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { toC } from "../../cli/boards/wasm2c.js";
import { compileForBoard } from "../boards/board.js";
import { execute, folderWith } from "../cli/tacet.js";

const FLAGS = ["-std=gnu11", "-g", "-O1", "-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function"];
const RUNS = process.env["TACET_RING_RUNS"] ?? "30000";
const SEED = process.env["TACET_RING_SEED"] ?? "0"; // libFuzzer takes another one each time

const HOSTS = {
  board: ["tests/rings/fuzz-board.c"],
  firmware: ["-DFUZZ_APART", "tests/rings/fuzz-board.c"],
  interpreted: ["tests/rings/fuzz-interpreted.c", ...["host", "steps", "ops", "console"].map(name => `boards/interpreted/${name}.c`)],
  entered: ["-DFUZZ_ENTERED", "tests/rings/fuzz-interpreted.c", ...["enter", "steps", "ops", "console"].map(name => `boards/interpreted/${name}.c`)],
} as const;
const FORMS = { usual: "-DHOSTILE_COMPACT=0", compact: "-DHOSTILE_COMPACT=1" } as const;

const canFuzz = spawnSync("clang", ["-fsanitize=fuzzer,address", "-x", "c", "-", "-o", "/dev/null"], { input: "int LLVMFuzzerTestOneInput(void) { return 0; }", stdio: ["pipe", "ignore", "ignore"] }).status === 0;
const skip = !canFuzz && "no clang with libFuzzer: scripts/system-packages.sh test";

/** Builds a fuzzer of these clang arguments, and runs it. */
async function fuzz(t: TestContext, name: string, folder: string, what: readonly string[]): Promise<void> {
  const binary = join(folder, name);
  assert.deepEqual(await execute("clang", [...FLAGS, ...what, "-o", binary], "."), { code: 0, stdout: "", stderr: "" });
  const limits = [`-runs=${RUNS}`, `-seed=${SEED}`, "-max_len=1024", "-len_control=0", "-timeout=10", `-artifact_prefix=${name}-`];
  const { code, stderr } = await execute(binary, limits, ".");
  assert.equal(code, 0, stderr.slice(-4000));
  const entries = Number(/^entries: (\d+)$/m.exec(stderr)?.[1]);
  t.diagnostic(`${entries} entries`);
  assert.ok(entries > Number(RUNS), "the rings are used");
}

describe("a hostile guest breaks no host in C", { skip }, () => {
  for (const [host, sources] of Object.entries(HOSTS)) {
    for (const [form, define] of Object.entries(FORMS)) {
      test(`${host}, ${form} entries`, async t => {
        await fuzz(t, `${host}-${form}`, await folderWith(t, {}), [define, ...sources]);
      });
    }
  }
});

/** The program of fuzz-guest.c as C, in a folder of its own. */
async function jobsAsC(t: TestContext, isCompact: boolean): Promise<string> {
  const flags = isCompact ? ["--use", "TACET_COMPACT=1"] : [];
  const { wasm, layout } = await compileForBoard(t, await readFile("tests/rings/jobs.as.ts", "utf8"), flags);
  const folder = await folderWith(t, {});
  const { source, header } = await toC(wasm, folder);
  const facts = {
    MEMORY_BYTES: layout.ramBytes, GUEST_WORDS: 0, CONTROL: layout.control, CONTROL_END: layout.controlBytes, ENTRIES_COMPACT: Number(layout.rings!.compact),
  };
  const config = Object.entries(facts).map(([name, value]) => `#define TACET_${name} ${value}u\n`).join("");
  await Promise.all([["app.c", source], ["app.h", header], ["config.h", config]].map(([name, text]) => writeFile(join(folder, name!), text!)));
  return folder;
}

describe("a hostile host breaks no program in C", { skip }, () => {
  for (const form of ["usual", "compact"] as const) {
    test(`${form} entries`, async t => {
      const folder = await jobsAsC(t, form == "compact");
      await fuzz(t, `guest-${form}`, folder, ["-I", folder, "-I", "boards/common", "tests/rings/fuzz-guest.c"]);
    });
  }
});
