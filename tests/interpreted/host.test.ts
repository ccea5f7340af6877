// The C host of interpreted programs (boards/interpreted) against a scripted guest: what it performs, what it says, and what a hostile guest
// gets; with the compiler's sanitizers, where it has their libraries.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { execute, folderWith } from "../cli/tacet.js";

const SOURCES = ["tests/interpreted/guest.c", ...["host", "enter", "facts", "steps", "ops", "console"].map(name => `boards/interpreted/${name}.c`)];
const FLAGS = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-g"];
const SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover"];

const compiler = ["gcc", "clang", "cc"].find(name => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0);

test("the C host of interpreted programs does what the contract says", { skip: compiler === undefined && "no C compiler: scripts/system-packages.sh test" }, async t => {
  const folder = await folderWith(t, {});
  const binary = join(folder, "guest");
  const compile = (flags: readonly string[]): ReturnType<typeof execute> => execute(compiler!, [...FLAGS, ...flags, ...SOURCES, "-o", binary], ".");
  const sanitized = await compile(SANITIZERS);
  assert.deepEqual(sanitized.code === 0 ? sanitized : await compile([]), { code: 0, stdout: "", stderr: "" });
  const { code, stdout, stderr } = await execute(binary, [], ".");
  assert.equal(stderr, "");
  assert.equal(code, 0, stdout);
  assert.deepEqual(stdout.split("\n").filter(line => !line.endsWith(": ok")), [""]);
  assert.equal(stdout.match(/: ok$/gm)?.length, 45);
});
