// What a module must be so that WAMR cuts its memory down to what the program needs. WAMR does it where the module exports __heap_base
// and __data_end and neither asks for memory nor for its size; it takes the first mutable i32 global with an initial value between 1 and
// __heap_base for a stack pointer and would then go by that.

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { join } from "node:path";
import { readFile } from "node:fs/promises";
import binaryen from "binaryen";
import { parseArguments } from "../../cli/arguments.js";
import { compile } from "../../cli/compile.js";
import { sectionsOf } from "../../host/wasm-format.js";
import { reportOf } from "../../transform/4-report/report.js";
import { folderWith } from "../cli/tacet.js";

/** What docs and boards' READMEs say to build with. */
const FLAGS = ["--memoryBase", "8", "--use", "TACET_LAYOUT=1,TACET_TIMER_SLOTS=0,TACET_CONSOLE_BYTES=256,TACET_RING_LOG2=2"];

const PROGRAMS: Readonly<Record<string, string>> = {
  "timers": `
import { sleep } from "tacet/assembly";
let ticks = 0;
async function blink(ms: f64): Promise<void> {
  for (let i = 0; i < 3; i++) {
    await sleep(ms);
    ticks++;
  }
}
export async function main(): Promise<i32> {
  await Promise.all([blink(10), blink(20)]);
  console.log("done");
  return ticks;
}`,
  "files and errors": `
import { File, frameBuffer, ioCheck, spawn } from "tacet/assembly";
let total = 0;
// @ts-ignore: decorator
@pool(4)
async function size(): Promise<i32> {
  const file = ioCheck(await File.open("name"));
  return total += await file.read(frameBuffer(64), 64);
}
export async function main(): Promise<i32> {
  try {
    return await (await spawn(size())).join();
  } catch (e) {
    return -1;
  }
}`,
};

async function build(context: TestContext, source: string, flags: readonly string[]): Promise<{ wasm: Uint8Array; ramBytes: number }> {
  const folder = await folderWith(context, { "app.ts": source });
  const result = await compile(parseArguments(["app.ts", "--baseDir", folder, ...flags], []), { emit: true, outFile: join(folder, "app.wasm") });
  assert.equal(result.kind, "module");
  if (result.kind !== "module") throw new Error("unreachable");
  return { wasm: await readFile(join(folder, "app.wasm")), ramBytes: reportOf(result.program)!.ramBytes };
}

/** The module for every host, and the one that enters its host; imports of the latter. */
const TARGETS: readonly (readonly [name: string, words: readonly string[], imports: WebAssembly.Imports])[] = [
  ["without imports", [], {}],
  ["with its own turns", ["--target", "wamr"], { tacet: { enter: () => 0 } }],
];

const builds = TARGETS.flatMap(target => Object.entries(PROGRAMS).flatMap(program => ["-O0", "-O3", "-Oz"].map(level => [...target, ...program, level] as const)));

for (const [target, words, imports, name, source, level] of builds) {
  test(`memory_can_be_cut_to_the_reports_RAM: ${name} ${level}, ${target}`, async t => {
    const { wasm, ramBytes } = await build(t, source, [...words, ...FLAGS, level]);
    const exports = (await WebAssembly.instantiate(await WebAssembly.compile(new Uint8Array(wasm)), imports)).exports as Record<string, WebAssembly.Global>;
    assert.equal(exports["__heap_base"]!.value, ramBytes);
    assert.ok((exports["__data_end"]!.value as number) <= ramBytes);

    const module = binaryen.readBinary(wasm);
    const text = module.emitText();
    assert.doesNotMatch(text, /\(memory\.(grow|size)/);
    const globals = Array.from({ length: module.getNumGlobals() }, (_, i) => binaryen.getGlobalInfo(module.getGlobalByIndex(i)));
    const first = globals.find(global => global.mutable && global.type === binaryen.i32);
    if (first !== undefined) assert.equal((binaryen.getExpressionInfo(first.init) as binaryen.ConstInfo).value, 0, `${first.name} would be WAMR's stack pointer`);

    assert.ok(ramBytes < 8192, `${ramBytes} bytes for a small program`);
    assert.equal(sectionsOf(wasm).some(section => section.name === "tacet.layout"), true);
  });
}
