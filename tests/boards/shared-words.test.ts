// What a program shares with its host becomes globals of the module that firmware is made of: which of its words, and in which programs.

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Program } from "../../cli/boards/program.js";
import { blockBytes, withoutSharedWords } from "../../cli/boards/shared-words.js";
import { compileForBoard, firmwareFor, whyNot } from "./board.js";
import { FOUR_TIMERS, FOUR_TIMERS_ECHO, LINE } from "./programs.js";

const BOARD = "lm3s6965evb";
const HEAP = "export async function main(): Promise<i32> { return new StaticArray<i32>(4).length; }";

const built = (t: TestContext, source: string, words: readonly string[] = []): Promise<Program> => compileForBoard(t, source, words, "build");

test("a program without rings shares the time it reads, and the deadline it leaves", async t => {
  const { wasm, layout } = await built(t, FOUR_TIMERS);
  const apart = withoutSharedWords(wasm, layout)!;
  assert.ok(WebAssembly.validate(Uint8Array.from(apart.wasm)));
  assert.deepEqual(apart.words, ["control/16", "control/20", "control/24", "control/28"]);
  assert.deepEqual(apart.kept, ["control/16", "control/20"]);
  assert.ok(apart.memoryBytes + blockBytes("control", layout) <= layout.ramBytes);
});

test("one with rings shares the indices, too, and knows where they lie", async t => {
  for (const words of [[], ["--use", "TACET_COMPACT=1"]]) {
    const { wasm, layout } = await built(t, FOUR_TIMERS_ECHO, words);
    const apart = withoutSharedWords(wasm, layout)!;
    assert.deepEqual(apart.words.filter(word => word.startsWith("rings/")), ["rings/12", "rings/16", "rings/20", "rings/24"]);
    assert.ok(!apart.words.some(word => ["control/0", "control/4", "control/8", "control/32", "control/40"].includes(word)));
  }
});

test("one that ends has a status, and one whose text stands in the way keeps all in memory", async t => {
  const ending = await built(t, "import { sleep } from \"tacet/assembly\"; export async function main(): Promise<void> { await sleep(1); }");
  assert.ok(withoutSharedWords(ending.wasm, ending.layout)!.words.includes("control/32"));
  const talking = await built(t, LINE);
  assert.equal(talking.layout.frontBytes, 0);
  assert.equal(withoutSharedWords(talking.wasm, talking.layout), undefined);
});

test("a heap and a watchdog that reports keep them in memory", { skip: await whyNot(BOARD) }, async t => {
  const heap = await built(t, HEAP);
  assert.equal((await firmwareFor(heap, BOARD)).shared, undefined);
  const timers = await built(t, FOUR_TIMERS);
  assert.notEqual((await firmwareFor(timers, BOARD)).shared, undefined);
  assert.notEqual((await firmwareFor(timers, BOARD, { watchdogMs: 1000, reports: false })).shared, undefined);
  assert.equal((await firmwareFor(timers, BOARD, { watchdogMs: 1000 })).shared, undefined);
});
