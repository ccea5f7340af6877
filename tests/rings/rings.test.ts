// Both hosts in C against a hostile guest, in each form of entries: coverage-guided fuzzing with address and undefined-behaviour sanitizers. CI
// runs a few seconds of it; TACET_RING_RUNS=n runs so many inputs, TACET_RING_SEED=n the same ones (README.md here has the documented run). A finding is written to a file that libFuzzer
// names; what it shows becomes a script in tests/interpreted/guest.c, or a program in tests/boards/serial.test.ts.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { execute, folderWith } from "../cli/tacet.js";

const FLAGS = ["-std=gnu11", "-g", "-O1", "-fsanitize=fuzzer,address,undefined", "-fno-sanitize-recover=all", "-Wall", "-Wextra", "-Werror", "-Wno-unused-function"];
const RUNS = process.env["TACET_RING_RUNS"] ?? "30000";
const SEED = process.env["TACET_RING_SEED"] ?? "0"; // libFuzzer takes another one each time

const HOSTS = {
  board: ["tests/rings/fuzz-board.c"],
  firmware: ["-DFUZZ_APART", "tests/rings/fuzz-board.c"],
  interpreted: ["tests/rings/fuzz-interpreted.c", ...["host", "ops", "console"].map(name => `boards/interpreted/${name}.c`)],
} as const;
const FORMS = { usual: "-DHOSTILE_COMPACT=0", compact: "-DHOSTILE_COMPACT=1" } as const;

const canFuzz = spawnSync("clang", ["-fsanitize=fuzzer,address", "-x", "c", "-", "-o", "/dev/null"], { input: "int LLVMFuzzerTestOneInput(void) { return 0; }", stdio: ["pipe", "ignore", "ignore"] }).status === 0;
const skip = !canFuzz && "no clang with libFuzzer: scripts/system-packages.sh test";

describe("a hostile guest breaks neither host in C", { skip }, () => {
  for (const [host, sources] of Object.entries(HOSTS)) {
    for (const [form, define] of Object.entries(FORMS)) {
      test(`${host}, ${form} entries`, async t => {
        const folder = await folderWith(t, {});
        const binary = join(folder, host);
        assert.deepEqual(await execute("clang", [...FLAGS, define, ...sources, "-o", binary], "."), { code: 0, stdout: "", stderr: "" });
        const limits = [`-runs=${RUNS}`, `-seed=${SEED}`, "-max_len=1024", "-len_control=0", "-timeout=10", `-artifact_prefix=${host}-${form}-`];
        const { code, stderr } = await execute(binary, limits, ".");
        assert.equal(code, 0, stderr.slice(-4000));
        const entries = Number(/^entries: (\d+)$/m.exec(stderr)?.[1]);
        t.diagnostic(`${entries} entries`);
        assert.ok(entries > Number(RUNS), "the guest submits");
      });
    }
  }
});
