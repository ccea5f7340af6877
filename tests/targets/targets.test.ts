// README's table of targets and what each can do: one program tries everything, is run on each target, and says what worked. The bytes
// are those of two programs, from each board's README (tests/boards/sizes.test.ts measures those) or from the module.
// UPDATE_EXPECTED=1 writes the table. Rows of engines that are not installed are left as they stand.

import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { boardNamed, boardNames } from "../../cli/boards/definition.js";
import { PERIPHERALS } from "../../cli/boards/peripherals.js";
import { compileForBoard, runOnBoard, whyNot } from "../boards/board.js";
import { ECHO, FOUR_TIMERS } from "../boards/programs.js";
import { execute, folderWith, tacet } from "../cli/tacet.js";
import { buildHost, iwasm, wasm3, type Engine } from "../wamr/engines.js";

const FEATURES = ["timers", "console", "stdin", "stdout", "arguments", "files", "TCP"] as const;

/** Prints the name of each feature that works here, in brackets. */
const PROGRAM = `
import { argument, File, frameBuffer, now, OpenFlag, sleep, stdin, stdout, TcpListener } from "tacet/assembly";
export async function main(): Promise<i32> {
  console.log("[console]");
  const begun = now();
  await sleep(20);
  if (now() - begun >= 20000) console.log("[timers]");
  const buffer = frameBuffer(16);
  store<u64>(buffer, 0x5d74756f6474735b); // [stdout]
  store<u8>(buffer, 0x0a, 8);
  await stdout.writeAll(buffer, 9);
  if (await stdin.read(buffer, 16) > 0) console.log("[stdin]");
  if (await argument(0, buffer, 16) > 0) console.log("[arguments]");
  const file = await File.open("target.txt", OpenFlag.READ);
  if (file.ok) console.log("[files]");
  const listener = await TcpListener.listen(0, "127.0.0.1");
  if (listener.ok) console.log("[TCP]");
  return 0;
}`;

/** What a target offers: features, peripherals, bytes of the two programs. */
interface Row {
  readonly target: string;
  readonly cells: readonly string[];
}

const HEAD = ["Target", ...FEATURES, ...PERIPHERALS, "four timers, flash / RAM", "echo, flash / RAM"];
const TABLE = /\| Target \| timers \|.*\n\|[-|]+\n(?:\|.*\n)+/;

function rowOf(target: string, output: string, peripherals: readonly string[], sizes: readonly string[]): Row {
  const has = (is: boolean): string => is ? "pass" : "–";
  return { target, cells: [...FEATURES.map(name => has(output.includes(`[${name}]`))), ...PERIPHERALS.map(name => has(peripherals.includes(name))), ...sizes] };
}

const written = ({ target, cells }: Row): string => `| ${[target, ...cells].join(" | ")} |\n`;

/** Bytes of the modules of the two programs, built with these words. */
async function moduleBytes(t: TestContext, words: readonly string[]): Promise<string[]> {
  const sizes: string[] = [];
  for (const source of [FOUR_TIMERS, ECHO]) {
    const folder = await folderWith(t, { "app.ts": source });
    const { code, stderr } = await tacet(["build", "app.ts", "-o", "app.wasm", "-Oz", ...words], folder);
    assert.equal(code, 0, stderr);
    sizes.push(`${(await stat(join(folder, "app.wasm"))).size.toLocaleString("en")} wasm`);
  }
  return sizes;
}

async function onNode(t: TestContext, target: string, words: readonly string[]): Promise<Row> {
  const folder = await folderWith(t, { "app.ts": PROGRAM, "target.txt": "here" });
  const { code, stdout, stderr } = await tacet(["run", "app.ts", ...words, "--", "argument"], folder, "input");
  assert.equal(code, 0, stderr);
  return rowOf(target, stdout, [], await moduleBytes(t, words));
}

async function onBoard(t: TestContext, name: string): Promise<Row> {
  const { peripherals } = await boardNamed(name);
  const { code, stdout, stderr } = await runOnBoard(await compileForBoard(t, PROGRAM), name, "input");
  assert.equal(code, 0, stderr);
  const readme = await readFile(`boards/${name}/README.md`, "utf8");
  const sizes = ["four periodic timer tasks", "echo of the serial line"].map(program => {
    const [, flash, ram] = new RegExp(`^\\| ${program} \\| ([\\d,]+) \\| ([\\d,]+) \\|`, "m").exec(readme)!;
    return `${flash} / ${ram}`;
  });
  return rowOf(`[${name}](boards/${name}/README.md)`, stdout, Object.keys(peripherals ?? {}), sizes);
}

/** What programs for small engines are built with. */
const SMALL = ["--memoryBase", "8", "--use", "TACET_LAYOUT=1,TACET_TIMER_SLOTS=0,TACET_CONSOLE_BYTES=256,TACET_RING_LOG2=2"];

/** In an engine, by our C host. */
async function inEngine(t: TestContext, name: string, engine: Engine): Promise<Row> {
  const host = await buildHost(t, name, engine);
  const folder = await folderWith(t, { "app.ts": PROGRAM });
  await tacet(["build", "app.ts", "-Oz", ...SMALL], folder);
  const { code, stdout, stderr } = await execute(join(host, `tacet-${name}`), ["app.wasm", "argument"], folder, "input");
  assert.equal(code, 0, stderr);
  return rowOf(`[${name === "wamr" ? "WAMR" : name}](boards/${name}/README.md), C host`, stdout, [], await moduleBytes(t, SMALL));
}

/** In a stock iwasm, by our library. */
async function inIwasm(t: TestContext, engine: Engine): Promise<Row> {
  const library = join(await buildHost(t, "wamr", engine), "libtacet.so");
  const folder = await folderWith(t, { "app.ts": PROGRAM });
  const words = ["--target", "wamr", ...SMALL];
  await tacet(["build", "app.ts", "-Oz", ...words], folder);
  const { code, stdout, stderr } = await execute(engine.command, [`--native-lib=${library}`, "app.wasm", "argument"], folder, "input");
  assert.equal(code, 0, stderr);
  return rowOf("[iwasm](boards/wamr/README.md), libtacet.so", stdout, [], await moduleBytes(t, words));
}

test("README says what each target can do, and in how many bytes", async t => {
  const readme = await readFile("README.md", "utf8");
  const table = TABLE.exec(readme)?.[0] ?? "";
  const kept = (start: string): string => table.split("\n").find(line => line.startsWith(`| ${start}`))?.concat("\n") ?? "";
  let now = `| ${HEAD.join(" | ")} |\n|${"---|".repeat(HEAD.length)}\n`;
  now += written(await onNode(t, "Node.js", []));
  now += written(await onNode(t, "WASI (node:wasi)", ["--target", "wasi"]));
  for (const name of await boardNames()) now += await whyNot(name) === false ? written(await onBoard(t, name)) : kept(`[${name}]`);
  now += iwasm ? written(await inEngine(t, "wamr", iwasm)) : kept("[WAMR]");
  now += iwasm ? written(await inIwasm(t, iwasm)) : kept("[iwasm]");
  now += wasm3 ? written(await inEngine(t, "wasm3", wasm3)) : kept("[wasm3]");
  if (process.env["UPDATE_EXPECTED"] === "1") await writeFile("README.md", readme.replace(TABLE, now));
  else assert.equal(table, now, "UPDATE_EXPECTED=1 writes it");
});
