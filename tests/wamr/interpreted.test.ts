// Programs without imports in WAMR and wasm3, by the C host in boards/: the same bytes as on Node. And WASI commands in a stock iwasm.

import assert from "node:assert/strict";
import { once } from "node:events";
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { execute, folderWith, tacet } from "../cli/tacet.js";
import { buildHost, iwasm, noIwasm, noWasm3, wasm3, type Engine } from "./engines.js";
import { OUTCOME, PROGRAM } from "./program.js";

async function build(context: TestContext, source: string, flags: readonly string[]): Promise<string> {
  const folder = await folderWith(context, { "app.ts": source });
  const { code, stderr } = await tacet(["build", "app.ts", ...flags], folder);
  assert.equal(code, 0, stderr);
  return join(folder, "app.wasm");
}

/** What both C hosts do; @param host the built binary */
async function hostRuns(context: TestContext, host: string): Promise<void> {
  for (const flags of [["-O3"], ["-Oz", "--memoryBase", "8", "--use", "TACET_LAYOUT=1,TACET_TIMER_SLOTS=0,TACET_CONSOLE_BYTES=256,TACET_RING_LOG2=2"]]) {
    const program = await build(context, PROGRAM, flags);
    assert.deepEqual(await execute(host, [program, "hello"], "."), OUTCOME, flags.join(" "));
  }
  const trap = await build(context, 'export async function main(): Promise<i32> { console.log("x"); assert(false, "no good"); return 0; }', []);
  assert.deepEqual(await execute(host, [trap], "."), { code: 134, stdout: "x\n", stderr: "tacet: trap: no good at app.ts:1:64\n" });
  const failing = await build(context, `
import { sleep } from "tacet/assembly";
export async function main(): Promise<void> {
  await sleep(1);
  throw new RangeError("too far");
}`, []);
  assert.deepEqual(await execute(host, [failing], "."), { code: 1, stdout: "", stderr: "tacet: RangeError: too far\n" });
  const stuck = await build(context, 'import { signal } from "tacet/assembly"; export async function main(): Promise<void> { await signal(2); }', []);
  const { code, stderr } = await execute(host, [stuck], ".");
  assert.equal(code, 1);
  assert.match(stderr, /^tacet: deadlock: /);
  const command = await build(context, "export async function main(): Promise<void> {}", ["--target", "wasi"]);
  assert.equal((await execute(host, [command], ".")).code, 1);
  assert.match((await execute(host, [join(command, "absent")], ".")).stderr, /cannot read/);
}

test("programs run in WAMR", { skip: noIwasm }, async t => {
  await hostRuns(t, join(await buildHost(t, "wamr", iwasm as Engine), "tacet-wamr"));
});

test("programs run in wasm3", { skip: noWasm3 }, async t => {
  await hostRuns(t, join(await buildHost(t, "wasm3", wasm3 as Engine), "tacet-wasm3"));
});

test("WASI commands run in a stock iwasm", { skip: noIwasm }, async t => {
  const { command } = iwasm as Engine;
  const program = await build(t, PROGRAM, ["--target", "wasi"]);
  // There is a file system here, and no directory is preopened.
  assert.deepEqual(await execute(command, [program, "hello"], "."), { ...OUTCOME, stderr: "-76\n" });
  const copy = join(program, "../files.wasm");
  assert.equal((await tacet(["build", "examples/files/main.ts", "--target", "wasi", "-o", copy], ".")).code, 0);
  const folder = await folderWith(t, { from: "x".repeat(10_001) });
  const copied = await execute(command, ["--dir=.", copy, "from", "to"], folder);
  assert.deepEqual(copied, { code: 0, stdout: "10001 bytes\n", stderr: "" });
  assert.equal((await readFile(join(folder, "to"), "utf8")).length, 10_001);
});

test("the HTTP example serves in a stock iwasm", { skip: noIwasm }, async t => {
  const folder = await folderWith(t, {});
  const program = join(folder, "http.wasm");
  const built = await tacet(["build", "examples/http-server/main.ts", "--target", "wasi", "--use", "TACET_WAMR_SOCKETS=1", "-o", program], ".");
  assert.equal(built.code, 0, built.stderr);
  const server = spawn((iwasm as Engine).command, ["--addr-pool=127.0.0.1/32", program, "0"]);
  t.after(() => server.kill("SIGKILL"));
  const port = /127\.0\.0\.1:(\d+)/.exec(String((await once(server.stdout, "data"))[0]))![1];
  const url = `http://127.0.0.1:${port}`;
  assert.match(await (await fetch(url)).text(), /Tacet HTTP server/);
  const text = "echo ".repeat(5000);
  const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(async () => (await fetch(`${url}/echo`, { method: "POST", body: text })).text()));
  assert.deepEqual(answers, answers.map(() => text));
  const slow = fetch(`${url}/slow?ms=300`);
  assert.equal((await fetch(url)).status, 200, "a slow request stops no other");
  assert.equal((await slow).status, 200);
});
