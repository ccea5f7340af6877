// Goal: the await stack of a child task goes on with what its owners await.
// Method: traps in a child of a child, awaited by a combinator, and in one whose owner awaits something else meanwhile; in both forms of frame headers.

import assert from "node:assert/strict";
import { test } from "node:test";
import { instantiate, TacetTrap } from "../../host/node.js";
import { compileGuest } from "../support/compile.js";

const FILE = "tests/host/guest/in-memory.ts";
const SOURCE = `import { frameBuffer, sleep, yieldNow } from "tacet/assembly";
async function leaf(n: i32): Promise<i32> {
  await sleep(n);
  assert(n < 5, "too long");
  return n;
}
async function awaits(n: i32): Promise<i32> {
  const p = leaf(n);
  await yieldNow();
  return (await p) + 1;
}
async function goesOn(n: i32): Promise<i32> {
  const room = frameBuffer(ROOM);
  const p = leaf(n);
  await sleep(50);
  return (await p) + load<i32>(room);
}
export async function inAll(): Promise<i32> {
  const [a, b] = await Promise.all([awaits(1), awaits(6)]);
  return a + b;
}
export async function beside(): Promise<i32> {
  return (await goesOn(7)) + 1;
}
export async function alone(): Promise<i32> {
  return (await leaf(8)) + 1;
}`;

async function callersOf(name: string, options: readonly string[]): Promise<string[]> {
  const { ok, binary, printed } = await compileGuest([FILE], ["--runtime", "stub", ...options], { [FILE]: SOURCE });
  assert.ok(ok, printed);
  const app = await instantiate(binary);
  const error = await app.exports[name]!().then(() => null, (error: unknown) => error);
  assert.ok(error instanceof TacetTrap);
  return error.awaitStack.filter(line => line.includes(FILE)).map(line => line.replace(/ \(.*:(\d+)\)$/, ":$1"));
}

for (const options of ["-O0", "-O3", "-Oz --use TACET_AWAIT_MAP=1", "-O0 --runtime incremental --exportRuntime"]) {
  for (const [form, room] of [["narrow", 16], ["wide", 300_000]] as const) {
    test(`the_stack_of_a_child_goes_on_with_its_owners ${options}, ${form} headers`, async () => {
      const flags = [...options.split(" "), "--use", `ROOM=${room}`];
      assert.deepEqual(await callersOf("inAll", flags), ["leaf:3", "awaits:10", "inAll:19"]);
      assert.deepEqual(await callersOf("beside", flags), ["leaf:3", "goesOn:15", "beside:23"]);
      assert.deepEqual(await callersOf("alone", flags), ["leaf:3", "alone:26"]);
    });
  }
}
