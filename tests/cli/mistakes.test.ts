// What a newcomer does wrong: options, configurations, files, pipes. Goal: one line that says what to do, the right exit code, nothing passed over.
// Method: mistakes that are told before asc compiles are made in this process; the others by the command, with small programs at -O0.

import assert from "node:assert/strict";
import { once } from "node:events";
import { constants } from "node:fs";
import { access, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { boardNames } from "../../cli/boards/definition.js";
import { build } from "../../cli/build.js";
import { ConfigurationError, UsageError } from "../../cli/errors.js";
import { report } from "../../cli/report.js";
import { run } from "../../cli/run.js";
import { execute, folderWith, MAIN, start, tacet, type Outcome } from "./tacet.js";

const PROGRAM = `import { sleep } from "tacet/assembly";
export async function main(): Promise<i32> {
  console.log("started");
  await sleep(NAP);
  return 7;
}
`;
const QUICK = PROGRAM.replace("NAP", "1");
const NO_STACK = /^\s+at .+:\d+:\d+/m;

function assertTold(outcome: Outcome, code: number, says: RegExp): void {
  assert.equal(outcome.code, code, outcome.stdout + outcome.stderr);
  assert.match(outcome.stderr, says);
  assert.doesNotMatch(outcome.stderr + outcome.stdout, NO_STACK);
  assert.doesNotMatch(outcome.stderr, /internal error/);
}

test("options without their value, and options that would do nothing, are refused", async t => {
  const folder = await folderWith(t, { "app.ts": QUICK, "page.js": "", "old.wasm": "" });
  const refused: readonly (readonly [(words: readonly string[]) => Promise<number>, string, RegExp])[] = [
    [build, "app.ts -o", /^-o needs a value$/],
    [build, "app.ts --runtime -O0", /^--runtime needs a value$/],
    [build, "app.ts --runtime=", /^--runtime needs a value$/],
    [build, "app.ts --initialMemory many", /^--initialMemory takes a whole number, not 'many'$/],
    [build, "app.ts --heap 100", /^--heap is for boards: add --board NAME$/],
    [build, "app.ts --semihosting", /^--semihosting is for boards/],
    [run, "app.ts --watchdog 100", /^--watchdog is for boards/],
    [report, "app.ts --heap 100", /^--heap is for boards/],
    [run, "app.ts -o app.wasm", /^run writes no module: .*tacet build/],
    [report, "app.ts -t app.wat", /^report writes no module/],
    [run, "old.wasm --target wasi", /^'old\.wasm' is compiled already, so that --target does nothing/],
    [build, "old.wasm", /^'old\.wasm' is compiled already: name its source, or try: tacet run old\.wasm$/],
    [build, "page.js", /^'page\.js' is no source: name a \.ts file$/],
    [build, "app.ts --target nope", /^no target 'nope'; there are: debug, release, wamr, wasi$/],
    [build, "app.ts --config nope.json", /^no configuration 'nope\.json' in /],
    [build, "app.ts -x", /^unknown option '-x' \(asc's/],
    [report, "app.ts --jsno", /did you mean '--json'/],
  ];
  for (const [command, words, says] of refused) {
    await assert.rejects(command(["--baseDir", folder, ...words.split(" ")].slice(words.startsWith("old.wasm --") ? 2 : 0)), (error: unknown) => {
      assert.ok(error instanceof UsageError, `${words}: ${String(error)}`);
      assert.match(error.message, says);
      return true;
    });
  }
  assert.deepEqual((await readdir(folder)).sort(), ["app.ts", "old.wasm", "page.js"], "nothing was written");
});

test("wrong use names the help of the command it was meant for", async t => {
  const folder = await folderWith(t, { "app.ts": QUICK });
  assertTold(await tacet(["build", "app.ts", "-o"], folder), 2, /^tacet: -o needs a value\nTry: tacet help build\n$/);
  assertTold(await tacet(["bulid", "app.ts"], folder), 2, /unknown command 'bulid'; did you mean 'build'\?\nTry: tacet --help\n$/);
  assertTold(await tacet(["help", "bulid"], folder), 2, /unknown command 'bulid'; did you mean 'build'/);
});

test("the help of build names all boards", async t => {
  const { stdout } = await tacet(["help", "build"], await folderWith(t, {}));
  for (const name of await boardNames()) assert.ok(stdout.includes(name), name);
});

test("an asconfig.json that is broken is told by its name, with what to write", async t => {
  const folder = await folderWith(t, { "app.ts": QUICK });
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ["{", "", /not valid json: .*1\.json/],
    ["", "app.ts", /2\.json: is empty: write \{\} at least$/],
    ["[]", "app.ts", /holds no object: write \{\}/],
    [`{"options": 5}`, "app.ts", /'options' is no object/],
    [`{"targets": {"release": 5}}`, "app.ts", /target 'release' is no object/],
    [`{"entries": "app.ts"}`, "", /'entries' is no list of files/],
    [`{"entries": []}`, "", /^no file to compile/],
    [`{"extends": "./gone.json"}`, "app.ts", /8\.json: extends '.*gone\.json', which is not there$/],
    [`{"extends": "./9.json"}`, "app.ts", /extends '\.\/9\.json', which leads back to itself$/],
    [`{"extends": "nowhere/asconfig.json"}`, "app.ts", /nowhere\/asconfig\.json/],
  ];
  for (const [i, [text, entry, says]] of cases.entries()) {
    await writeFile(join(folder, `${i + 1}.json`), text);
    await assert.rejects(build(["--baseDir", folder, "--config", `${i + 1}.json`, ...entry ? [entry] : []]), (error: unknown) => {
      assert.ok(error instanceof UsageError || error instanceof ConfigurationError, `${text}: ${String(error)}`);
      assert.match(error.message, says);
      return true;
    });
  }
  assert.ok(!(await readdir(folder)).some(file => file.endsWith(".wasm")));
});

test("what asc passes over in asconfig.json is a warning", async t => {
  const folder = await folderWith(t, { "app.ts": QUICK, "asconfig.json": `{"option": {}, "options": {"optimizeLevle": 1, "mine": 2}, "tool": {}}` });
  const { code, stderr } = await tacet(["build", "app.ts", "--showConfig"], folder);
  assert.equal(code, 0);
  assert.deepEqual(stderr.split("\n").filter(line => line.startsWith("tacet: warning: ")).map(line => line.slice("tacet: warning: asconfig.json: ".length)), [
    "nothing reads 'option'; did you mean 'options'?",
    "'options' holds 'optimizeLevle', which is no option of asc; did you mean 'optimizeLevel'?",
    "'options' holds 'mine', which is no option of asc",
  ]);
});

test("files that are named take the place of entries; a target of one's own has our defaults; paths may have been written on Windows", async t => {
  const folder = await folderWith(t, {
    "src/app.ts": QUICK, "other.ts": QUICK,
    "asconfig.json": "\ufeff" + JSON.stringify({
      entries: ["src\\app.ts"],
      targets: { prod: { outFile: "build\\prod.wasm" }, trace: { debug: true }, small: { optimizeLevel: 1 } },
    }),
  });
  const shown = async (...words: string[]): Promise<{ entries: string[]; options: Record<string, unknown> }> => {
    const { code, stderr } = await tacet(["build", ...words, "--showConfig"], folder);
    assert.equal(code, 0, stderr);
    return JSON.parse(stderr) as { entries: string[]; options: Record<string, unknown> };
  };
  const [plain, named, prod, trace, small] = await Promise.all([
    shown(), shown("other.ts"), shown("--target", "prod"), shown("--target", "trace"), shown("--target", "small"),
  ]);
  assert.match(plain.options["outFile"] as string, /[\\/]src[\\/]app\.wasm$/, "beside the first entry");
  assert.deepEqual(named.entries, ["other.ts"]);
  assert.match(named.options["outFile"] as string, /[\\/]other\.wasm$/);
  assert.deepEqual([prod.options["optimizeLevel"], prod.options["runtime"], prod.options["outFile"]], [3, "stub", "build/prod.wasm"]);
  assert.equal(trace.options["optimizeLevel"], undefined);
  assert.equal(small.options["optimizeLevel"], 1);
});

test("two entry files that export the same async function are refused", async t => {
  const folder = await folderWith(t, { "a.ts": QUICK, "b.ts": QUICK });
  assertTold(await tacet(["build", "a.ts", "b.ts", "-O0"], folder), 1, /TACET095: two entry files export 'main': .*'a\.ts' has it already; .*[^]*in b\.ts\(2,23\)/);
});

test("a file that may not be read is told as that, not as missing", async t => {
  if (process.getuid?.() === 0) return t.diagnostic("root may read all");
  const folder = await folderWith(t, { "app.ts": QUICK });
  await execute("chmod", ["000", "app.ts"], folder);
  assertTold(await tacet(["build", "app.ts"], folder), 1, /^tacet: EACCES: .*app\.ts/);
});

test("spaces, letters of all kinds, CR LF and a byte order mark in sources are no matter", async t => {
  const folder = await folderWith(t, { "mein Ordner/größe.ts": "\ufeff" + QUICK.replace("return 7", `assert(false, "wo");\n  return 7`).replaceAll("\n", "\r\n") });
  const outcome = await tacet(["run", "mein Ordner/größe.ts", "-O0"], folder);
  assertTold(outcome, 134, /trap: wo at mein Ordner\/größe\.ts:5:3\n[^]*await main \(mein Ordner\/größe\.ts:4\)/);
  assert.equal(outcome.stdout, "started\n");
});

test("a module that is damaged is told as that", async t => {
  const folder = await folderWith(t, { "app.ts": QUICK.replace("return 7", `assert(false, "the cause");\n  return 7`), "half.wasm": "\0asm\x01\0\0\0\x01\x7f" });
  assert.equal((await tacet(["build", "app.ts", "-O0", "--use", "TACET_AWAIT_MAP=0"], folder)).code, 0);
  const wasm = await readFile(join(folder, "app.wasm"));
  const withMap = async (map: string): Promise<Outcome> => {
    await writeFile(join(folder, "map.wasm"), Buffer.concat([wasm, customSection("tacet.map", map)]));
    return tacet(["run", "map.wasm"], folder);
  };
  assertTold(await withMap("{"), 134, /trap: the cause at app\.ts/);
  assertTold(await withMap("{}"), 134, /trap: the cause at app\.ts/);
  const empty = Buffer.from("\0asm\x01\0\0\0", "latin1");
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /the section 'tacet' is no JSON: .*; the module is damaged: build it again\n$/],
    ["null", /holds no object; the module is damaged/],
    [`{"abi": 0}`, /speaks contract 0, this host 1: compile it again/],
    [`{"target": "wasi", "control": 8}`, /the command is damaged: it exports no _start; build it again/],
    [`{"target": "wasi", "control": "8"}`, /a command of 'wasi': build it without --target wasi/],
  ];
  await Promise.all(cases.map(async ([section, says], i) => {
    await writeFile(join(folder, `${i}.wasm`), Buffer.concat([empty, customSection("tacet", section)]));
    assertTold(await tacet(["run", `${i}.wasm`], folder), 1, says);
  }));
  assertTold(await tacet(["run", "half.wasm"], folder), 1, /'half\.wasm' is no WebAssembly module, or a damaged one/);
  assertTold(await tacet(["run", "0.wasm", "--board", "mps2-an385"], folder), 1, /0\.wasm is damaged: its section 'tacet' is no JSON/);
});

test("a reader that stops early is no mistake, a full disk is one", async t => {
  const folder = await folderWith(t, { "app.ts": QUICK });
  const early = await execute("sh", ["-c", `"${process.execPath}" "${MAIN}" help build | true; "${process.execPath}" "${MAIN}" report app.ts -O0 --json | head -1`], folder);
  assert.deepEqual([early.code, early.stdout, early.stderr], [0, "{\n", ""]);
  if (!await exists("/dev/full")) return t.diagnostic("no /dev/full here");
  const said = /^tacet: cannot write to stdout: ENOSPC/;
  for (const words of [["--help"], ["report", "app.ts", "-O0"]]) assertTold(await intoFullDisk(words, folder), 1, said);
  assertTold(await intoFullDisk(["run", "app.ts", "-O0"], folder), 7, said);
});

test("SIGTERM cancels main as Ctrl-C does, and a second ends the process", async t => {
  const folder = await folderWith(t, {
    "app.ts": `import { sleep } from "tacet/assembly";
export async function main(): Promise<void> {
  console.log("started");
  try {
    await sleep(1e9);
  } finally {
    console.log("cleaning");
    await sleep(CLEANUP_MS);
    console.log("clean");
  }
}
`,
  });
  for (const [cleanupMs, signals, says] of [["1", 1, "cleaning\nclean\n"], ["1000000000", 2, "cleaning\n"]] as const) {
    const child = start(["run", "app.ts", "-O0", "--use", `CLEANUP_MS=${cleanupMs}`], folder);
    let stdout = "";
    child.stdout!.setEncoding("utf8").on("data", (text: string) => {
      const [before, after] = [stdout, stdout += text];
      if (before === "" || signals === 2 && after.includes("cleaning") && !before.includes("cleaning")) child.kill("SIGTERM");
    });
    assert.deepEqual(await once(child, "close"), [143, null]);
    assert.equal(stdout, `started\n${says}`);
  }
});

function exists(file: string): Promise<boolean> {
  return access(file, constants.W_OK).then(() => true, () => false);
}

async function intoFullDisk(words: readonly string[], folder: string): Promise<Outcome> {
  return execute("sh", ["-c", `exec "${process.execPath}" "${MAIN}" "$@" >/dev/full`, "sh", ...words], folder);
}

function customSection(name: string, text: string): Buffer {
  const content = Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from(text)]);
  return Buffer.concat([Buffer.from([0, content.length]), content]);
}
