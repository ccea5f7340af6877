// The command from outside: what it prints, what it writes, its exit codes; never a stack of ours.

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { folderWith, start, tacet, type Outcome } from "./tacet.js";

const STACK_LINE = /^\s+at .+:\d+:\d+/m;
const ASYNC_PROGRAM = `import { yieldNow } from "tacet/assembly";
export async function main(): Promise<i32> {
  await yieldNow();
  return 7;
}
`;

function assertRefused(outcome: Outcome, code: number, says: RegExp): void {
  assert.equal(outcome.code, code, outcome.stderr);
  assert.match(outcome.stderr, says);
  assert.doesNotMatch(outcome.stderr + outcome.stdout, STACK_LINE);
}

test("--help teaches and --version names both compilers", async t => {
  const folder = await folderWith(t, {});
  const help = await tacet(["--help"], folder);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /Examples[\s\S]*tacet run[\s\S]*Commands/);
  for (const line of help.stdout.split("\n")) assert.ok(line.length <= 100, `too wide: ${line}`);
  for (const command of ["build", "run", "flash", "report", "init"]) {
    const own = await tacet([command, "--help"], folder);
    assert.equal(own.code, 0);
    assert.match(own.stdout, new RegExp(`^tacet ${command} [^]*\n  tacet ${command}[^]*\nExit codes: `), "says how, by example, and how it ends");
    for (const line of own.stdout.split("\n")) assert.ok(line.length <= 110, `too wide: ${line}`);
    assert.equal((await tacet(["help", command], folder)).stdout, own.stdout);
  }
  const version = await tacet(["--version"], folder);
  assert.match(version.stdout, /^tacet \d+\.\d+\.\d+ \(asc 0\.28\.\d+\)\n$/);
});

test("wrong use is one line, the way to the help, and exit code 2", async t => {
  const folder = await folderWith(t, { "app.ts": ASYNC_PROGRAM });
  assertRefused(await tacet([], folder), 2, /Examples/);
  assertRefused(await tacet(["app.ts"], folder), 2, /did you mean 'tacet run app.ts'/);
  assertRefused(await tacet(["build"], folder), 2, /no file to compile/);
  assertRefused(await tacet(["build", "app.ts", "--optimise"], folder), 2, /did you mean '--optimize'/);
  assertRefused(await tacet(["run", "app.ts", "more"], folder), 2, /behind '--'/);
  assertRefused(await tacet(["init", "--force"], folder), 2, /no option '--force'/);
  assertRefused(await tacet(["run", "."], folder), 2, /'\.' is a folder: name a file/);
});

test("what is not there, or can't be written, is one line or asc's diagnostic", async t => {
  const folder = await folderWith(t, { "app.ts": ASYNC_PROGRAM, "sync.ts": "export function f(): i32 { return 1; }\n" });
  assertRefused(await tacet(["build", "gone.ts"], folder), 1, /File 'gone\.ts' not found/);
  assertRefused(await tacet(["build", "app.ts", "-O0", "-o", "app.ts/x.wasm"], folder), 1, /(ENOTDIR|EEXIST)/);
  assertRefused(await tacet(["init", "app.ts"], folder), 1, /^tacet: EEXIST: [^\n]*\n$/);
  assertRefused(await tacet(["run", "sync.ts", "-O0"], folder), 2, /'sync\.ts' has no async function/);
});

test("a trap shows the functions called and the awaits resumed from, also when compiled for size", async t => {
  const folder = await folderWith(t, { "trap.ts": `import { sleep } from "tacet/assembly";
async function inner(n: i32): Promise<i32> {
  if (n > 1) await sleep(1);
  assert(n > 5, "the cause");
  return n;
}
async function outer(n: i32): Promise<i32> {
  return 1 + await inner(n);
}
export async function main(): Promise<i32> {
  await sleep(1);
  return 1 + await outer(ARGUMENT);
}
` });
  const where = / at trap\.ts:4:3\n/;
  const resumed = /\n {2}resumed from\n(?: {4}await sleep(?:Until)? \(.*\n)* {4}await inner \(trap\.ts:3\)\n {4}await outer \(trap\.ts:8\)\n {4}await main \(trap\.ts:12\)\n/;
  for (const flags of [["-O3"], ["-Oz"], ["-Os"], ["--debug"]]) {
    const deep = await tacet(["run", "trap.ts", ...flags, "--use", "ARGUMENT=2"], folder);
    assertRefused(deep, 134, where);
    assert.match(deep.stderr, resumed, flags.join(" "));
  }
  // The task was resumed in main, and called the others since.
  assertRefused(await tacet(["run", "trap.ts", "--debug", "--use", "ARGUMENT=1"], folder), 134,
    /\n {4}at inner\n {4}at outer\n {4}at main\n {2}resumed from\n(?: {4}await sleep(?:Until)? \(.*\n)+ {4}await main \(trap\.ts:11\)\n/);

  const built = await tacet(["build", "trap.ts", "-Oz", "--use", "ARGUMENT=2"], folder);
  assert.match(built.stdout, /\ntrap\.awaits\.json /);
  assert.match((await tacet(["run", "trap.wasm"], folder)).stderr, resumed);
  const awaits = await readFile(join(folder, "trap.awaits.json"), "utf8");
  await tacet(["build", "trap.ts", "-Oz", "--use", "ARGUMENT=1"], folder);
  await writeFile(join(folder, "trap.awaits.json"), awaits);
  assert.doesNotMatch((await tacet(["run", "trap.wasm"], folder)).stderr, /resumed from/, "the map of another build is left alone");
  await tacet(["build", "trap.ts", "-Oz", "--use", "ARGUMENT=2", "--use", "TACET_AWAIT_MAP=1"], folder);
  assert.deepEqual((await readdir(folder)).sort(), ["trap.ts", "trap.wasm"], "the module holds it now");
  assert.match((await tacet(["run", "trap.wasm"], folder)).stderr, resumed);
});

test("an error of the top level is told with its message and place, and what was logged before", async t => {
  const folder = await folderWith(t, {
    "entry.ts": `console.log("before");\nfunction port(n: i32): i32 {\n  if (n > 9) throw new RangeError("no such port");\n  return n;\n}\nlet start = 10;\nconst chosen = port(start);\n${ASYNC_PROGRAM}`,
    "settings.ts": "function read(size: i32): i32 {\n  if (size == 3) throw new Error(\"no settings\");\n  return size;\n}\nlet size = 3;\nexport const settings = read(size);\n",
    "imports.ts": `import { settings } from "./settings";\n${ASYNC_PROGRAM.replace("return 7", "return settings")}`,
    "asserts.ts": `let size = 3;\nassert(size > 3, "too small");\n${ASYNC_PROGRAM}`,
  });
  for (const runtime of ["stub", "incremental"]) {
    for (const target of [[], ["--target", "wasi"]]) {
      const runOf = (file: string): Promise<Outcome> => tacet(["run", file, "-O3", "--runtime", runtime, ...target], folder);
      const entry = await runOf("entry.ts");
      const imports = await runOf("imports.ts");
      const asserts = await runOf("asserts.ts");
      assert.deepEqual([entry.code, entry.stdout, imports.code, asserts.code], [134, "before\n", 134, 134]);
      assert.match(entry.stderr, /^tacet: trap: no such port\s+at entry\.ts:3:20\n/);
      assert.match(imports.stderr, /^tacet: trap: no settings\s+at settings\.ts:2:24\n/);
      assert.match(asserts.stderr, /^tacet: trap: too small at asserts\.ts:2:1\n/);
    }
  }
});

test("an error nobody catches is printed with where it was thrown and the awaits resumed from", async t => {
  const folder = await folderWith(t, { "throw.ts": `import { sleep, trySpawn } from "tacet/assembly";
function check(n: i32): void {
  if (n > 1) throw new RangeError("too much");
}
async function work(n: i32): Promise<void> {
  await sleep(1);
  check(n);
}
@pool(1) async function lone(): Promise<i32> {
  await work(2);
  return 1;
}
export async function main(): Promise<i32> {
  if (ALONE) trySpawn(lone());
  await work(ALONE ? 1 : 2);
  return 0;
}
` });
  const resumed = (name: string, line: number): string => `resumed from\\n(?: {4}await sleep(?:Until)? \\(.*\\n)* {4}await work \\(throw\\.ts:6\\)\\n {4}await ${name} \\(throw\\.ts:${line}\\)\\n`;
  for (const flags of [["-O3"], ["-Oz"], ["-O0", "--runtime", "incremental"]]) {
    const rejected = await tacet(["run", "throw.ts", ...flags, "--use", "ALONE=0"], folder);
    assert.equal(rejected.code, 1);
    assert.match(rejected.stderr, new RegExp(`^tacet: RangeError: too much\\n {4}at throw\\.ts:3:20\\n {2}${resumed("main", 15)}$`));
    const trapped = await tacet(["run", "throw.ts", ...flags, "--use", "ALONE=1"], folder);
    assert.equal(trapped.code, 134);
    assert.match(trapped.stderr, new RegExp(`^tacet: trap: too much at throw\\.ts:3:20\\n {2}${resumed("lone", 10)}$`));
  }
});

test("who stops reading what a command says does not break it", async t => {
  const folder = await folderWith(t, { "app.ts": ASYNC_PROGRAM });
  const child = start(["build", "app.ts", "-O0"], folder);
  child.stdout!.destroy();
  let stderr = "";
  child.stderr!.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const [code] = await once(child, "close") as [number];
  assert.equal(stderr, "");
  assert.equal(code, 0);
  assert.ok(WebAssembly.validate(await readFile(join(folder, "app.wasm"))));
});

test("build writes a module beside the entry, or where it is told", async t => {
  const folder = await folderWith(t, { "src/app.ts": ASYNC_PROGRAM });
  const beside = await tacet(["build", "src/app.ts", "-O0"], folder);
  assert.equal(beside.code, 0, beside.stderr);
  assert.match(beside.stdout, /^src\/app\.wasm {2}\d+ bytes\n$/);
  assert.ok(WebAssembly.validate(await readFile(join(folder, "src/app.wasm"))));
  const named = await tacet(["build", "src/app.ts", "-o", "out/x.wasm", "-Oz"], folder);
  assert.equal(named.code, 0, named.stderr);
  assert.ok((await stat(join(folder, "out/x.wasm"))).size > 0);
});

test("asconfig.json outranks our defaults and the command line outranks both", async t => {
  const folder = await folderWith(t, {
    "app.ts": ASYNC_PROGRAM,
    "asconfig.json": JSON.stringify({
      entries: ["app.ts"],
      targets: { debug: { debug: true, outFile: "debug.wasm" } },
      options: { outFile: "configured.wasm", optimizeLevel: 1, transform: ["tacet/transform"] },
    }),
  });
  const shown = await tacet(["build", "--showConfig", "--runtime", "minimal"], folder);
  assert.equal(shown.code, 0, shown.stderr);
  const { options } = JSON.parse(shown.stderr) as { options: Record<string, unknown> };
  assert.equal(options["runtime"], "minimal");
  assert.equal(options["optimizeLevel"], 1);
  assert.equal((options["transform"] as string[]).length, 1, "the transform is named twice and loaded once");
  assert.match((await tacet(["build"], folder)).stdout, /^configured\.wasm/);
  assert.match((await tacet(["build", "--target", "debug", "-o", "cli.wasm"], folder)).stdout, /^cli\.wasm/);
});

test("a program that does not compile gives asc's diagnostic and exit code 1", async t => {
  const folder = await folderWith(t, {
    "type.ts": "export function f(): i32 { return missing; }\n",
    "syntax.ts": "export function f(: i32 {}\n",
    "tacet.ts": `import { yieldNow } from "tacet/assembly";\nexport function f(): void { await yieldNow(); }\n`,
    "empty.json": "{",
  });
  assertRefused(await tacet(["build", "type.ts"], folder), 1, /TS2304[\s\S]*missing[\s\S]*type\.ts/);
  assertRefused(await tacet(["build", "syntax.ts"], folder), 1, /ERROR[\s\S]*syntax\.ts/);
  assertRefused(await tacet(["build", "tacet.ts"], folder), 1, /TACET001[\s\S]*tacet\.ts\(2,29\)/);
  assertRefused(await tacet(["run", "type.ts"], folder), 1, /TS2304/);
  assertRefused(await tacet(["report", "type.ts"], folder), 1, /TS2304/);
  assertRefused(await tacet(["build", "absent.ts"], folder), 1, /absent\.ts/);
  assertRefused(await tacet(["build", "type.ts", "--config", "empty.json"], folder), 1, /not valid json/);
  assert.deepEqual((await readdir(folder)).sort(), ["empty.json", "syntax.ts", "tacet.ts", "type.ts"], "nothing was written");
});

test("a transform that throws is an internal error without a stack, with one under --debug", async t => {
  const folder = await folderWith(t, {
    "app.ts": ASYNC_PROGRAM,
    "broken.mjs": "export default class { afterInitialize(program) { program.compile = null; program.managedTypes = null; program.instancesByName = null; } }\n",
  });
  const quiet = await tacet(["build", "app.ts", "--transform", "./broken.mjs", "-O0"], folder);
  assertRefused(quiet, 1, /internal error[\s\S]*report it/);
  const loud = await tacet(["build", "app.ts", "--transform", "./broken.mjs", "--debug"], folder);
  assert.equal(loud.code, 1);
  assert.match(loud.stderr, /internal error[\s\S]*\n.*at /);
});

test("run exits with what main returns", async t => {
  const folder = await folderWith(t, { "app.ts": ASYNC_PROGRAM });
  const outcome = await tacet(["run", "app.ts", "-O0"], folder);
  assert.equal(outcome.code, 7, outcome.stderr);
  assert.deepEqual(await readdir(folder), ["app.ts"], "run writes nothing");
  await tacet(["build", "app.ts", "-O0"], folder);
  assert.equal((await tacet(["run", "app.wasm"], folder)).code, 7);
});

test("run runs the top level of the entry file, and main after it", async t => {
  const folder = await folderWith(t, {
    "script.ts": `import { sleep } from "tacet/assembly";
console.log("first");
const text = await later("second");
console.log(text);
await sleep(1);
console.log("third");

async function later(text: string): Promise<string> {
  await sleep(1);
  return text;
}
`,
    "app.ts": `import { value } from "./value";
const x = await value(3);
export async function main(): Promise<i32> {
  return x + await value(4);
}
`,
    "value.ts": `import { sleep } from "tacet/assembly";
export async function value(n: i32): Promise<i32> {
  await sleep(1);
  return n;
}
`,
    "trap.ts": `import { value } from "./value";
const x = await value(1);
assert(await value(x) > 1, "the cause");
`,
    "stopped.ts": `import { sleep } from "tacet/assembly";
console.log("started");
await sleep(1e9);
export async function main(): Promise<void> {}
`,
  });
  const script = await tacet(["run", "script.ts", "--runtime", "minimal"], folder);
  assert.deepEqual([script.code, script.stdout], [0, "first\nsecond\nthird\n"], script.stderr);
  const app = await tacet(["run", "app.ts", "-O3"], folder);
  assert.equal(app.code, 7, app.stderr);
  assertRefused(await tacet(["run", "trap.ts", "-O0"], folder), 134, /the cause at trap\.ts:3:1[^]*\n {4}await the top level of a module \(trap\.ts:3\)\n/);

  const child = start(["run", "stopped.ts", "-O0"], folder);
  await once(child.stdout!, "data");
  child.kill("SIGINT");
  assert.deepEqual(await once(child, "exit"), [130, null]);
});

test("run says what is missing", async t => {
  const folder = await folderWith(t, {
    "nomain.ts": ASYNC_PROGRAM.replace("main", "other"),
    "given.ts": "let port = 80;\nexport async function main(a: i32, b: f64, c: i32 = port, d: i32 = 3): Promise<i32> {\n  return a + c;\n}\n",
    "result.ts": ASYNC_PROGRAM.replace("i32", "i64"),
    "defaults.ts": "export async function main(code: i32 = 5): Promise<i32> {\n  return code;\n}\n",
    "clocks.ts": "export async function main(): Promise<i32> {\n  return Date.now() > 1000000000000 && performance.now() >= 0 && Math.random() < 1 ? 6 : 7;\n}\n",
    "host.ts": "@host declare function ask(): Promise<i32>;\nexport async function main(): Promise<i32> {\n  return await ask();\n}\n",
  });
  assertRefused(await tacet(["run", "nomain.ts", "-O0"], folder), 2, /has no main/);
  assertRefused(await tacet(["run", "given.ts", "-O0"], folder), 2, /main needs arguments \(i32, f64, i32\), and 'tacet run' passes none: write `export async function main\(\): /);
  assertRefused(await tacet(["run", "given.ts", "--board", "mps2-an385"], folder), 2, /main needs arguments \(i32, f64, i32, i32\), and a board passes none/);
  assert.equal((await tacet(["run", "defaults.ts", "-O0"], folder)).code, 5);
  assertRefused(await tacet(["run", "result.ts", "-O0"], folder), 2, /'i64', which main gives, is no exit code: write `export async function main\(\): Promise<i32>`/);
  assertRefused(await tacet(["run", "result.ts", "--board", "mps2-an385"], folder), 2, /'i64', which main gives, is no exit code/);
  assertRefused(await tacet(["run", "result.ts", "--target", "wasi", "-O0"], folder), 1, /TACET091: .*'i64', which its 'main' gives, is no exit code; write 'export async function main/);
  assert.equal((await tacet(["run", "defaults.ts", "-O0", "--use", "TACET_ONLY_MAIN=1"], folder)).code, 5, "main is run where calls can't be cancelled");
  assertRefused(await tacet(["run", "gone.wasm"], folder), 2, /cannot read 'gone\.wasm'/);
  assert.equal((await tacet(["run", "clocks.ts", "-O0"], folder)).code, 6, "what asc's library imports is there");
  assertRefused(await tacet(["build", "clocks.ts", "--board", "mps2-an385"], folder), 2,
    /clocks\.ts imports env\.seed, env\.performance\.now, env\.Date\.now, which no board has; Math\.random asks for a seed: [^;]*; now\(\) tells microseconds\n/);
  assertRefused(await tacet(["build", "host.ts", "--board", "mps2-an385"], folder), 2, /host\.ts calls @host functions, which boards do not have yet: ask/);
});

test("a program that can't go on, traps, or is no program says so", async t => {
  const folder = await folderWith(t, {
    "trap.ts": ASYNC_PROGRAM.replace("return 7", `assert(false, "the cause");\n  return 7`),
    "stuck.ts": `import { frameBuffer } from "tacet/assembly";
import { __park } from "tacet/assembly/intrinsics";
export async function main(): Promise<void> { frameBuffer(4); await __park(); }
`,
    "text.wasm": "this is no module",
  });
  assertRefused(await tacet(["run", "trap.ts", "-O0"], folder), 134, /trap: the cause at trap\.ts:4:3/);
  assertRefused(await tacet(["run", "stuck.ts", "-O0"], folder), 1, /deadlock/);
  assertRefused(await tacet(["run", "text.wasm"], folder), 1, /^tacet: .*WebAssembly/);
});

test("Ctrl-C cancels main, which ends the process", async t => {
  const folder = await folderWith(t, {
    "app.ts": `import { sleep } from "tacet/assembly";
export async function main(): Promise<void> {
  console.log("started");
  await sleep(1e9);
}
`,
  });
  const child = start(["run", "app.ts", "-O0"], folder);
  const [started] = (await once(child.stdout!.setEncoding("utf8"), "data")) as [string];
  assert.equal(started, "started\n");
  child.kill("SIGINT");
  const [code] = (await once(child, "exit")) as [number | null];
  assert.equal(code, 130);
});

test("report prints the memory map as a table and as JSON", async t => {
  const folder = await folderWith(t, { "app.ts": ASYNC_PROGRAM });
  const text = await tacet(["report", "app.ts", "-O0"], folder);
  assert.equal(text.code, 0, text.stderr);
  for (const heading of ["Frames", "Tasks", "Memory", "RAM in total", "Allocation: none, proved"]) assert.ok(text.stdout.includes(heading), text.stdout);
  const json = JSON.parse((await tacet(["report", "app.ts", "--json", "-O0"], folder)).stdout) as Record<string, unknown>;
  assert.ok((json["codeBytes"] as number) > 0);
  assert.ok((json["ramBytes"] as number) > 0);
  assert.deepEqual(json["allocation"], { proved: true });
});

test("init writes a project and refuses to overwrite", async t => {
  const folder = await folderWith(t, {});
  const first = await tacet(["init", "My App"], folder);
  assert.equal(first.code, 0, first.stderr);
  assert.deepEqual((await readdir(join(folder, "My App"))).sort(), [".gitignore", "asconfig.json", "package.json", "src", "tests", "tsconfig.json"]);
  const manifest = JSON.parse(await readFile(join(folder, "My App/package.json"), "utf8")) as { name: string; dependencies: { tacet: string } };
  assert.equal(manifest.name, "my-app");
  assert.match(manifest.dependencies.tacet, /^\d+\.\d+\.\d+$/);

  await writeFile(join(folder, "My App/src/main.ts"), "mine");
  assertRefused(await tacet(["init", "My App"], folder), 1, /nothing written/);
  assert.equal(await readFile(join(folder, "My App/src/main.ts"), "utf8"), "mine");
});
