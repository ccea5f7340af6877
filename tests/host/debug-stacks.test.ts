// Goal: an await stack of a debug build has every caller, `return await f()` included, whose frame other builds leave to f.
// Method: one rejection through three functions, compiled with and without --debug.

import assert from "node:assert/strict";
import { test } from "node:test";
import { instantiate } from "../../host/node.js";
import { compileGuest } from "../support/compile.js";

const FILE = "tests/host/guest/in-memory.ts";
const SOURCE = `import { sleep } from "tacet/assembly";
async function inner(): Promise<i32> {
  await sleep(1);
  throw new Error("inside");
}
async function middle(): Promise<i32> {
  return await inner();
}
export async function outer(): Promise<i32> {
  return (await middle()) + 1;
}`;

async function callersOf(options: readonly string[]): Promise<string[]> {
  const { ok, binary, printed } = await compileGuest([FILE], ["--runtime", "stub", ...options], { [FILE]: SOURCE });
  assert.ok(ok, printed);
  const app = await instantiate<{ outer(): Promise<number> }>(binary);
  const stack = await app.exports.outer().then(() => "", (error: Error) => error.stack!);
  await app.close();
  return [...stack.matchAll(/await (\w+) \(tests.*:(\d+)\)/g)].map(([, name, line]) => `${name}:${line}`);
}

for (const level of ["-O0", "-O3"]) {
  test(`a_debug_build_keeps_the_caller_of_a_returned_await ${level}`, async () => {
    assert.deepEqual(await callersOf([level, "--debug"]), ["inner:3", "middle:7", "outer:10"]);
  });
}

test("other_builds_give_its_frame_to_the_callee", async () => {
  assert.deepEqual(await callersOf(["-O0"]), ["inner:3", "outer:10"]);
});
