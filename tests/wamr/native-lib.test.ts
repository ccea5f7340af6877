// libtacet.so (boards/wamr/native-lib.c) without WAMR: what iwasm does with it, a stand-in does here (stand-in/iwasm.c), to scripts in the program's place.
// The steps behind it are tests/interpreted's.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { execute, folderWith, type Outcome } from "../cli/tacet.js";

const STAND_IN = "tests/wamr/stand-in";
const SOURCES = [
  ...["native-lib", "command-line"].map(name => `boards/wamr/${name}.c`), ...["enter", "steps", "ops", "console", "posix"].map(name => `boards/interpreted/${name}.c`),
];
const FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-I", STAND_IN];

const compiler = ["gcc", "clang", "cc"].find(name => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);
const isLinux = process.platform === "linux"; // elsewhere such a library has another form, and there is no /proc

test("iwasm's library does what its program asks for, and ends the process with its code", { skip: (compiler === undefined || !isLinux) && "no C compiler on Linux: scripts/system-packages.sh test" }, async t => {
  const folder = await folderWith(t, {});
  const library = join(folder, "libtacet.so");
  const iwasm = join(folder, "iwasm");
  const compile = async (...words: readonly string[]): Promise<void> => {
    assert.deepEqual(await execute(compiler!, [...FLAGS, ...words], "."), { code: 0, stdout: "", stderr: "" });
  };
  await compile("-shared", "-fPIC", "-fvisibility=hidden", ...SOURCES, "-o", library);
  await compile(`${STAND_IN}/iwasm.c`, "-o", iwasm, "-ldl");
  const run = (...words: readonly string[]): Promise<Outcome> => execute(iwasm, [`--native-lib=${library}`, ...words], ".");

  const ended = (code: number, stdout: string, stderr = ""): Outcome => ({ code, stdout, stderr });
  assert.deepEqual(await run("arguments", "one", "two words", "", "-x"), ended(4, "one\ntwo words\n\n-x\nended: 1\n"));
  assert.deepEqual(await run("--stack-size=9000", "--function", "arguments", "arguments"), ended(0, "ended: 1\nunloaded\n"));
  const long = ["x".repeat(900), ...Array.from({ length: 40 }, (_, i) => `${i}`.padStart(200, "-"))]; // more than one piece of the command line
  assert.deepEqual(await run("arguments", ...long), ended(41, `${long.join("\n")}\nended: 1\n`));
  assert.deepEqual(await run("ends"), ended(300 & 0xff, "ended: 1\n"));
  assert.deepEqual(await run("traps"), ended(134, "told: 1\n", "tacet: trap: no at :7:0\n"));
  assert.deepEqual(await run("traps-bare"), ended(134, "goes on: 0\n", "tacet: trap: the engine has said why, on standard output\n"));
  assert.deepEqual(await run("deadlocks"), ended(1, "ended: 1\n", "tacet: deadlock: the program waits, and nothing is under way that could wake it\n"));
  assert.deepEqual(await run("sleeps"), ended(0, "begins at 0, sleeps\nended: 1\nunloaded\n"));
  assert.deepEqual(await run("never-enters"), ended(0, "unloaded\n"));
});
