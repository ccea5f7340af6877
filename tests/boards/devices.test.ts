// Pins and buses of boards in C, against fake drivers and a model (devices.c), with the compiler's sanitizers where it has their libraries.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { execute, folderWith } from "../cli/tacet.js";

const FLAGS = ["-std=gnu11", "-Wall", "-Wextra", "-Werror", "-g", "-I", "boards/common"];
const SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover"];
const STEPS = 200_000;

const compiler = ["gcc", "clang", "cc"].find(name => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);

test("random programs in a random world get the answers of a plain model", { skip: compiler === undefined && "no C compiler: scripts/system-packages.sh test" }, async t => {
  const binary = join(await folderWith(t, {}), "devices");
  const compile = (flags: readonly string[]): ReturnType<typeof execute> => execute(compiler!, [...FLAGS, ...flags, "tests/boards/devices.c", "-o", binary], ".");
  const sanitized = await compile(SANITIZERS);
  assert.deepEqual(sanitized.code === 0 ? sanitized : await compile([]), { code: 0, stdout: "", stderr: "" });
  const seeds = [1, 2, 3, Math.floor(Math.random() * 2 ** 31)];
  t.diagnostic(`seeds ${seeds.join()}: devices SEED ${STEPS} does the same again`);
  for (const seed of seeds) {
    assert.deepEqual(await execute(binary, [String(seed), String(STEPS)], "."), { code: 0, stdout: "ok\n", stderr: "" }, `seed ${seed}`);
  }
});
