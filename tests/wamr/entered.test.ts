// Programs of `--target wamr`, which run their own turns and enter their host by one import: under Node, by a host in TypeScript (entered.ts), and
// in a stock iwasm by libtacet.so, where there is an iwasm. What the module is, and what it refuses to be.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test, type TestContext } from "node:test";
import { parseArguments } from "../../cli/arguments.js";
import { compile } from "../../cli/compile.js";
import { execute, folderWith, tacet, type Outcome } from "../cli/tacet.js";
import { bundleExpected, bundleSource, conformanceCases, outcomeText, withoutAwaits } from "../conformance/cases.js";
import { buildHost, iwasm, noIwasm, type Engine } from "./engines.js";
import { runEntered } from "./entered.js";
import { OUTCOME, PROGRAM } from "./program.js";

/** A program prints at once and loses nothing, so that `console-lost` is not among them. */
const cases = conformanceCases().filter(({ name }) => name !== "console-lost");
const together = cases.filter(({ isAlone }) => !isAlone);
const alone = cases.filter(({ isAlone }) => isAlone);

interface Built {
  readonly file: string;
  readonly wasm: Uint8Array;
}

async function buildFile(t: TestContext, entry: string, flags: readonly string[] = []): Promise<Built> {
  const file = join(await folderWith(t, {}), "app.wasm");
  const { kind } = await compile(parseArguments([entry, "--target", "wamr", ...flags], []), { emit: true, outFile: file });
  assert.equal(kind, "module");
  return { file, wasm: await readFile(file) };
}

async function build(t: TestContext, source: string, flags: readonly string[] = []): Promise<Built> {
  const folder = await folderWith(t, { "app.ts": source });
  return buildFile(t, "app.ts", ["--baseDir", folder, ...flags]);
}

/** The cases that can, as one program. */
async function buildBundle(t: TestContext, flags: readonly string[] = []): Promise<Built> {
  await mkdir("build/conformance", { recursive: true }); // not tracked by git
  await writeFile("build/conformance/entered.ts", bundleSource(together, "../.."));
  return buildFile(t, "build/conformance/entered.ts", flags);
}

describe("under Node", () => {
  for (const level of ["-O0", "-O3", "-Oz"]) {
    test(`${together.length} cases as one program ${level}`, async t => {
      assert.equal(outcomeText(await runEntered((await buildBundle(t, [level])).wasm)), bundleExpected(together));
    });
  }

  for (const { name, entry, expected } of alone) {
    test(name, async t => {
      assert.equal(outcomeText(await runEntered((await buildFile(t, entry)).wasm)), withoutAwaits(expected));
    });
  }

  test("what_it_asks_for_is_answered_and_it_waits_in_its_host_alone", async t => {
    const { wasm } = await build(t, `
import { File, frameBuffer, sleep, stdout, yieldNow } from "tacet/assembly";
console.log("top level");
export async function main(): Promise<i32> {
  for (let i = 0; i < 3; i++) await sleep(20);
  for (let i = 0; i < 3; i++) await yieldNow();
  const place = frameBuffer(4);
  store<u32>(place, 0x0a796568);
  const written = await stdout.writeAll(place, 4);
  return written + (await File.open("x")).error;
}`);
    const { code, stdout, stderr, entries } = await runEntered(wasm);
    assert.deepEqual({ code, stdout, stderr }, { code: 4 - 58 & 0xff, stdout: "top level\nhey\n", stderr: "" });
    // A sleep is one wait, and so is each operation, whose answer is there at once; serves: behind the start of main, and at its end.
    assert.deepEqual(entries, { waits: 5, serves: 2, tells: 1 });
  });
});

test("the_module_imports_one_function_and_exports_main_alone", async t => {
  const source = 'import { sleep } from "tacet/assembly"; export async function main(): Promise<void> { await sleep(1); console.log("x"); }';
  for (const flags of [["-O0"], ["-Oz"], ["--runtime", "incremental"]]) {
    const module = await WebAssembly.compile(Uint8Array.from((await build(t, source, flags)).wasm));
    assert.deepEqual(WebAssembly.Module.imports(module), [{ module: "tacet", name: "enter", kind: "function" }]);
    assert.deepEqual(WebAssembly.Module.exports(module).map(({ name }) => name).sort(), ["__data_end", "__heap_base", "main", "memory"]);
  }
});

test("a_program_that_allocates_hands_over_the_memory_as_it_grows", async t => {
  const source = `
import { args, sleep } from "tacet/assembly";
export async function main(): Promise<i32> {
  const parts: string[] = [];
  for (let i = 0; i < 2000; i++) { parts.push(i.toString().repeat(20)); if (i % 500 == 0) await sleep(1); }
  console.log(parts.length.toString());
  return memory.size() > 1 ? (await args()).length : 100;
}`;
  for (const runtime of ["stub", "minimal", "incremental"]) {
    const { wasm } = await build(t, source, ["--runtime", runtime, "--use", "TACET_CONSOLE_BYTES=64"]);
    const { code, stdout } = await runEntered(wasm);
    assert.deepEqual([code, stdout], [0, "2000\n"], runtime);
  }
});

test("what_such_a_program_cannot_be_is_refused", async t => {
  const refuse = async (source: string, pattern: RegExp, ...flags: readonly string[]): Promise<void> => {
    const folder = await folderWith(t, { "app.ts": source });
    const { code, stderr } = await tacet(["build", "app.ts", "--target", "wamr", ...flags], folder);
    assert.notEqual(code, 0);
    assert.match(stderr, pattern);
  };
  await refuse('import { sleep } from "tacet/assembly"; export async function start(): Promise<void> { await sleep(1); }', /TACET091: .*exports no async function 'main'.*without --target wamr/);
  await refuse("export function main(): i32 { return 1; }", /TACET091: .*exports no async function 'main'/);
  await refuse("export async function main(n: i32): Promise<i32> { return n; }", /TACET091: .*'main' has parameters, and iwasm passes none/);
  await refuse("// @ts-ignore: decorator\n@host declare function ask(n: i32): Promise<i32>;\nexport async function main(): Promise<i32> { return await ask(1); }", /TACET092: the @host function 'ask'.*natives of WAMR/);
  for (const target of ["wamr", "wasi"]) {
    await refuse("export async function main(): Promise<void> {}", new RegExp(`--board makes firmware.*--target ${target}`), "--board", "virt", "--target", target);
  }
});

test("an_export_that_nobody_can_start_is_said_and_left_out", async t => {
  const source = 'import { sleep } from "tacet/assembly";\nexport async function other(): Promise<i32> { await sleep(1); return 7; }\nexport async function main(): Promise<i32> { return await other(); }';
  for (const target of ["wamr", "wasi"]) {
    const folder = await folderWith(t, { "app.ts": source });
    const { code, stderr } = await tacet(["build", "app.ts", "--target", target], folder);
    assert.equal(code, 0);
    assert.match(stderr, new RegExp(`TACET093: the export 'other' of a command: .*without --target ${target}`));
  }
});

test("other_hosts_say_what_it_is", async t => {
  const { file } = await build(t, "export async function main(): Promise<void> {}");
  const { code, stderr } = await tacet(["run", file], ".");
  assert.deepEqual([code, stderr], [1, "tacet: BAD_MODULE: the module runs its own turns, as a command of 'wamr': build it without --target wamr, or start it there\n"]);
});

/** In a stock iwasm, by the library in `folder`. */
function inIwasm(folder: string, file: string, ...args: readonly string[]): Promise<Outcome> {
  return execute((iwasm as Engine).command, [`--native-lib=${join(folder, "libtacet.so")}`, file, ...args], ".");
}

test("programs that enter their host run in a stock iwasm", { skip: noIwasm }, async t => {
  const library = await buildHost(t, "wamr", iwasm as Engine);
  const undefinedNames = spawnSync("nm", ["-D", "--undefined-only", join(library, "libtacet.so")], { encoding: "utf8" }).stdout;
  assert.doesNotMatch(undefinedNames, /wasm_/, "it calls nothing of WAMR");

  const { file } = await build(t, PROGRAM.replace("+ 44", "+ 86"));
  assert.deepEqual(await inIwasm(library, file, "hello"), { ...OUTCOME, code: 42 });

  const ends = async (entry: string): Promise<Outcome> => inIwasm(library, (await buildFile(t, `tests/conformance/${entry}/main.ts`)).file);
  assert.deepEqual(await ends("trap-assert"), {
    code: 134, stdout: "before\nException: unreachable\n", stderr: "tacet: trap: n is too large at tests/conformance/trap-assert/main.ts:7:3\n",
  });
  assert.deepEqual(await ends("trap-bounds"), {
    code: 134, stdout: "before\nException: out of bounds memory access\n", stderr: "tacet: trap: the engine has said why, on standard output\n",
  });
  assert.deepEqual(await ends("error-uncaught"), { code: 1, stdout: "before\n", stderr: "tacet: RangeError: too far\n" });
  const { code, stderr } = await ends("deadlock");
  assert.equal(code, 1);
  assert.match(stderr, /^tacet: deadlock: /);
});

test("conformance in a stock iwasm by libtacet.so", { skip: noIwasm }, async t => {
  const library = await buildHost(t, "wamr", iwasm as Engine, "tests/wamr/virtual.c");
  for (const flags of [["-O3"], ["-Oz", "--memoryBase", "8", "--use", "TACET_TIMER_SLOTS=0,TACET_CONSOLE_BYTES=256,TACET_RING_LOG2=2"]]) {
    const { file } = await buildBundle(t, flags);
    assert.equal(outcomeText(await inIwasm(library, file)), bundleExpected(together), flags.join(" "));
  }
});
