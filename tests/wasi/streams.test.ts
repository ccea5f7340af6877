// Standard streams and files under node:wasi: nothing blocks the other tasks, nothing is lost, errors have names.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { closeSync, openSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { tacet } from "../cli/tacet.js";
import { buildCommand, runCommand, startCommand } from "./support.js";

/** Echoes stdin; ticks meanwhile; at the end says how much there was. */
const ECHO = `
import { frameBuffer, sleep, stdin, stdout } from "tacet/assembly";
let isDone = false;
async function tick(): Promise<void> {
  for (let i = 0; !isDone; i++) {
    console.error("tick " + i.toString());
    await sleep(20);
  }
}
export async function main(): Promise<i32> {
  const ticks = tick();
  const place = frameBuffer(5000);
  let bytes = 0;
  while (true) {
    const count = await stdin.read(place, 5000);
    if (count < 0) return -count;
    if (!count) break;
    bytes += count;
    if ((await stdout.writeAll(place, count)) != count) return 100;
  }
  isDone = true;
  await ticks;
  console.error("bytes " + bytes.toString());
  return 0;
}`;

test("waiting_for_input_stops_no_timer", async t => {
  const child = startCommand(t, await buildCommand(t, ECHO));
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const until = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(errors)) await once(child.stderr, "data");
  };
  await until(/tick 3\n/);
  child.stdin.write("hello");
  assert.equal(String((await once(child.stdout, "data"))[0]), "hello");
  const [, last] = [...errors.matchAll(/tick (\d+)\n/g)].at(-1)!;
  await until(new RegExp(`tick ${Number(last) + 3}\n`));
  child.stdin.end(" world");
  assert.equal(String((await once(child.stdout, "data"))[0]), " world");
  const [code] = await once(child, "close");
  assert.equal(code, 0);
  const polls = Number(/polls (\d+)\n/.exec(errors)![1]);
  const ticks = errors.match(/tick/g)!.length;
  assert.match(errors, /bytes 11\n/);
  // Each tick is one wait, each piece of input ends one; Node's runtime ends some a little early.
  assert.ok(polls <= 2 * ticks + 20, `${polls} polls for ${ticks} ticks`);
});

test("a_slow_reader_of_our_output_stops_its_writer_alone", async t => {
  const child = startCommand(t, await buildCommand(t, ECHO));
  const sent = randomBytes(300_000);
  child.stdin.end(sent);
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  // Nobody reads stdout: its pipe fills up, and the ticks go on.
  while (!/tick 12\n/.test(errors)) await once(child.stderr, "data");
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, "close");
  assert.equal(code, 0);
  assert.ok(Buffer.concat(chunks).equals(sent), "every byte, in order");
  assert.match(errors, /bytes 300000\n/);
});

test("input_may_be_closed_a_file_or_nothing", async t => {
  const built = await buildCommand(t, ECHO);
  const closed = await runCommand(built);
  assert.deepEqual([closed.code, closed.stdout], [0, ""]);
  const content = randomBytes(70_000);
  await writeFile(join(built.folder, "input"), content);
  for (const [file, expected] of [["input", content], ["/dev/null", Buffer.alloc(0)]] as const) {
    const stdin = openSync(join(file.startsWith("/") ? "" : built.folder, file), "r");
    const output = openSync(join(built.folder, "output"), "w");
    const { status, stderr } = spawnSync(process.execPath, ["dist/cli/main.js", "run", built.wasm], { stdio: [stdin, output, "pipe"], encoding: "utf8" });
    closeSync(stdin);
    closeSync(output);
    assert.equal(status, 0, stderr);
    assert.ok((await readFile(join(built.folder, "output"))).equals(expected), file);
  }
});

test("a_cancelled_read_loses_no_byte", async t => {
  const built = await buildCommand(t, `
import { frameBuffer, sleep, stdin, yieldNow } from "tacet/assembly";
async function soon(): Promise<i32> {
  await yieldNow();
  return -1;
}
async function late(): Promise<i32> {
  await sleep(30);
  return -2;
}
export async function main(): Promise<i32> {
  const place = frameBuffer(4);
  let text = "";
  // Data is there before the read is cancelled, in the same turn; then it isn't there at all.
  for (let i = 0; i < 3; i++) console.log((await Promise.race([stdin.read(place, 3), soon()])).toString());
  while (true) {
    const count = await Promise.race([stdin.read(place, 4), late()]);
    if (count == -2) continue;
    if (count <= 0) break;
    text += String.UTF8.decodeUnsafe(place, count);
  }
  console.log(text);
  return 0;
}`);
  await writeFile(join(built.folder, "input"), "abcdefghij");
  const stdin = openSync(join(built.folder, "input"), "r");
  const fromFile = spawnSync(process.execPath, ["dist/cli/main.js", "run", built.wasm], { stdio: [stdin, "pipe", "pipe"], encoding: "utf8" });
  closeSync(stdin);
  assert.deepEqual([fromFile.status, fromFile.stdout], [0, "-1\n-1\n-1\nabcdefghij\n"], fromFile.stderr);

  const child = startCommand(t, built);
  child.stdout.setEncoding("utf8");
  let printed = "";
  child.stdout.on("data", (text: string) => (printed += text));
  for (const part of ["abc", "defgh", "ij"]) {
    await new Promise(resolve => setTimeout(resolve, 80));
    child.stdin.write(part);
  }
  child.stdin.end();
  assert.equal((await once(child, "close"))[0], 0);
  assert.match(printed, /\nabcdefghij\n$/);
});

const FILES = `
import { args, File, FileStat, inFrame, frameBuffer, IoError, ioCheck, OpenFlag } from "tacet/assembly";
async function work(path: string): Promise<void> {
  const file = ioCheck(await File.open(path, OpenFlag.READ | OpenFlag.WRITE | OpenFlag.CREATE));
  const place = frameBuffer(16);
  ioCheck(await file.write(changetype<usize>("abcdef"), 12));
  ioCheck(await file.write(changetype<usize>("XY"), 4, 2)); // at an offset: the position stays
  ioCheck(await file.write(changetype<usize>("gh"), 4));
  const stat = inFrame<FileStat>();
  ioCheck(await file.stat(stat));
  console.log(stat.size.toString() + (stat.isFile ? " file " : " ") + (stat.modified > 1600000000000000).toString());
  ioCheck(await file.read(place, 16, 0));
  console.log(String.UTF16.decodeUnsafe(place, 16));
  console.log((await file.read(place, 16)).toString()); // the end
  await file.close();
  await file.close();
  console.log((await file.read(place, 16)).toString());
}
export async function main(): Promise<i32> {
  const list = await args();
  try {
    await work(list[0]);
  } catch (e) {
    console.log(e.message);
    return 1;
  }
  return 0;
}`;

test("files_are_found_through_preopened_directories", async t => {
  const built = await buildCommand(t, FILES);
  await mkdir(join(built.folder, "in/side"), { recursive: true });
  const done = { code: 0, stdout: "16 file true\naXYdefgh\n0\n-8\n" };
  const run = async (path: string, preopens: Readonly<Record<string, string>>): Promise<unknown> => {
    const { code, stdout } = await runCommand(built, { args: [path], preopens });
    return { code, stdout };
  };
  assert.deepEqual(await run("a", { ".": "." }), done);
  assert.deepEqual(await run("./in/side/b", { ".": ".", "in": "in/side" }), { code: 1, stdout: "ENOENT\n" }, "the longest name wins");
  assert.deepEqual(await run("in/b", { ".": ".", "in": "in/side" }), done);
  assert.equal((await readFile(join(built.folder, "in/side/b"), "utf16le")), "aXYdefgh");
  assert.deepEqual(await run("/data/c", { "/data": "in" }), done);
  assert.deepEqual(await run("d", { "/": "in" }), done, "relative to / where that is all there is");
  assert.deepEqual(await run("/e", { ".": "." }), { code: 1, stdout: "ENOTCAPABLE\n" });
  assert.deepEqual(await run("index", { "in": "in" }), { code: 1, stdout: "ENOTCAPABLE\n" }, "a name's beginning is not its directory");
  assert.deepEqual(await run("x", {}), { code: 1, stdout: "ENOTCAPABLE\n" });
  assert.deepEqual(await run("in", { ".": "." }), { code: 1, stdout: "EISDIR\n" });
  assert.match((await runCommand(built, { args: ["../x"], preopens: { ".": "." } })).stdout, /^(ENOTCAPABLE|EPERM)\n$/);
  assert.deepEqual(await run("é".repeat(3000), { ".": "." }), { code: 1, stdout: "ENAMETOOLONG\n" });
});

test("more_handles_than_there_are_slots_is_ENFILE", async t => {
  const built = await buildCommand(t, `
import { Errno, File } from "tacet/assembly";
export async function main(): Promise<i32> {
  let open = 0;
  let file = await File.open("app.ts");
  const first = file;
  while (file.ok) {
    open++;
    file = await File.open("app.ts");
  }
  if (file.error != Errno.ENFILE) return 100;
  await first.close();
  file = await File.open("app.ts"); // a freed slot is used again, with another handle
  return file.ok && file.handle != first.handle ? open : 101;
}`, ["--use", "TACET_WASI_HANDLES=8"]);
  assert.equal((await runCommand(built, { preopens: { ".": "." } })).code, 5);
});

test("the_Node_host_hands_over_the_environment", async t => {
  const built = await buildCommand(t, `
import { args, env } from "tacet/assembly";
export async function main(): Promise<i32> {
  const path = await env("PATH");
  console.log((await args()).join("|"));
  return path != null && path.length > 0 && (await env("NOT SET AT ALL")) == null ? 0 : 1;
}`);
  for (const target of [[], ["--target", "wasi"]]) {
    assert.deepEqual(await tacet(["run", "app.ts", ...target, "--", "a", "b c"], built.folder), { code: 0, stdout: "a|b c\n", stderr: "" });
  }
});
