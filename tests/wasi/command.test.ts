// WASI commands under node:wasi: order of events, start, exit code, imports, traps, how often poll_oneoff is asked.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { folderWith, tacet } from "../cli/tacet.js";
import { buildCommand, interfaceOf, runCommand } from "./support.js";

const WASI = "wasi_snapshot_preview1.";

/** Timers, children, races, errors, cancellation, groups: their order is the same on every host. */
const TRACED = `
import { limit, shield, sleep, timeout, yieldNow } from "tacet/assembly";

async function step(name: string, ms: f64): Promise<i32> {
  console.log("+" + name);
  try {
    await sleep(ms);
    console.log("=" + name);
    return <i32>ms;
  } finally {
    console.log("-" + name);
  }
}

async function fails(): Promise<i32> {
  await yieldNow();
  throw new Error("failed");
}

// @ts-ignore: decorator
@pool(3)
async function worker(n: i32): Promise<void> {
  await step("worker" + n.toString(), <f64>(40 - 10 * n));
}

export async function main(): Promise<i32> {
  const slow = step("slow", 55);
  console.log("race " + (await Promise.race([step("long", 1000), step("short", 20)])).toString());
  try {
    await fails();
  } catch (e) {
    console.warn(e.message);
  }
  {
    await using group = limit(2);
    for (let i = 0; i < 3; i++) await group.spawn(worker(i));
  }
  try {
    await timeout(step("late", 1000), 10);
  } catch (e) {
    console.log(e.name);
  }
  await shield(step("shielded", 5));
  return <i32>(await slow) - 13;
}
`;

const TRACE = [
  "+slow", "+long", "+short", "=short", "-short", "-long", "race 20", "+worker0", "+worker1", "=worker1", "-worker1", "+worker2",
  "=slow", "-slow", "=worker0", "-worker0", "=worker2", "-worker2", "+late", "-late", "TimeoutError", "+shielded", "=shielded", "-shielded", "",
].join("\n");

for (const flags of [["-O0"], ["-O3"], ["-Oz"], ["--runtime", "incremental"]]) {
  test(`traces_are_exact_in_virtual_time ${flags.join(" ")}`, async t => {
    const built = await buildCommand(t, TRACED, flags);
    const { code, stdout, stderr } = await runCommand(built, { isVirtual: true });
    assert.deepEqual({ code, stdout, stderr }, { code: 42, stdout: TRACE, stderr: "failed\n" });
  });
}

test("each_wait_is_one_poll", async t => {
  const built = await buildCommand(t, `
import { sleep } from "tacet/assembly";
export async function main(): Promise<void> {
  for (let i = 0; i < 5; i++) await sleep(20);
}`);
  const { code, polls } = await runCommand(built, { isVirtual: true });
  assert.deepEqual([code, polls], [0, 5]);
  const real = await runCommand(built);
  // A runtime may end a wait early: then there is one more.
  assert.ok(real.polls >= 5 && real.polls <= 10, `${real.polls} polls for five sleeps`);
});

test("thousands_of_timers_share_the_waits", async t => {
  const built = await buildCommand(t, `
import { scope, sleep } from "tacet/assembly";
let woken = 0;
// @ts-ignore: decorator
@pool(2000)
async function nap(ms: f64): Promise<void> {
  await sleep(ms);
  woken++;
}
export async function main(): Promise<i32> {
  await using naps = scope();
  for (let i = 0; i < 2000; i++) await naps.spawn(nap(<f64>(1 + i % 50)));
  await naps.join();
  console.log(woken.toString());
  return 0;
}`);
  const { code, stdout, polls } = await runCommand(built, { isVirtual: true });
  assert.deepEqual([code, stdout, polls], [0, "2000\n", 50]);
});

test("a_program_imports_what_it_uses", async t => {
  const core = ["clock_time_get", "fd_write", "poll_oneoff", "proc_exit"];
  const built = await buildCommand(t, 'import { sleep } from "tacet/assembly"; export async function main(): Promise<void> { await sleep(1); console.log("x"); }');
  assert.deepEqual(await interfaceOf(built), { imports: core.map(name => WASI + name), exports: ["_start", "memory"] });

  for (const level of ["-O0", "-Oz"]) {
    const files = await buildCommand(t, 'import { File } from "tacet/assembly"; export async function main(): Promise<void> { await File.open("x"); }', [level]);
    const { imports } = await interfaceOf(files);
    assert.ok(imports.includes(`${WASI}path_open`));
    assert.deepEqual(imports.filter(name => name.includes("sock_")), [], level);
  }
});

test("only_main_is_started_and_nothing_else_exported", async t => {
  const built = await buildCommand(t, `
import { sleep } from "tacet/assembly";
export async function other(n: i32): Promise<i32> { await sleep(<f64>n); return n; }
export async function main(): Promise<i32> { return await other(7); }`);
  assert.deepEqual((await interfaceOf(built)).exports, ["_start", "memory"]);
  assert.equal((await runCommand(built)).code, 7);
});

test("a_top_level_that_awaits_is_the_program", async t => {
  const built = await buildCommand(t, `
import { sleep } from "tacet/assembly";
console.log("one");
await sleep(5);
console.log("two");`);
  const { code, stdout } = await runCommand(built);
  assert.deepEqual([code, stdout], [0, "one\ntwo\n"]);
});

test("an_uncaught_error_is_one_line_and_code_1_and_the_command_line_says_where_it_was_thrown", async t => {
  const source = `import { sleep } from "tacet/assembly";
async function failing(): Promise<void> {
  await sleep(1);
  throw new RangeError("went wröng");
}
export async function main(): Promise<void> {
  await failing();
}`;
  const built = await buildCommand(t, source);
  const { code, stdout, stderr } = await runCommand(built);
  assert.deepEqual({ code, stdout, stderr }, { code: 1, stdout: "", stderr: "tacet: RangeError: went wröng\n" });
  const run = await tacet(["run", "app.ts", "--target", "wasi"], built.folder);
  assert.deepEqual([run.code, run.stdout], [1, ""]);
  assert.match(run.stderr, /^tacet: RangeError: went wröng\n {4}at app\.ts:4:\d+\n {2}resumed from\n(?: {4}await .*\n)* {4}await main \(app\.ts:7\)\n$/);
});

test("a_trap_says_what_and_where", async t => {
  const built = await buildCommand(t, `
import { sleep } from "tacet/assembly";
async function checked(n: i32): Promise<void> {
  await sleep(1);
  assert(n < 3, "n is small");
}
export async function main(): Promise<void> {
  console.log("printed before");
  await checked(3);
  console.log("never");
}`);
  const command = await runCommand(built);
  assert.notEqual(command.code, 0);
  assert.equal(command.stdout, "printed before\n");
  assert.match(command.stderr, /^tacet: trap: n is small at app\.ts:5:3\n/);
  const run = await tacet(["run", built.wasm], built.folder);
  assert.equal(run.code, 134);
  assert.match(run.stderr, /^tacet: trap: n is small at app\.ts:5:3\n {2}resumed from\n(.*\n)* {4}await main \(app\.ts:9\)\n$/);
});

test("a_bare_trap_is_told_by_the_command_line", async t => {
  const built = await buildCommand(t, 'export async function main(): Promise<void> { console.log("x"); unreachable(); }');
  const { code, stdout, stderr } = await tacet(["run", built.wasm], built.folder);
  assert.deepEqual([code, stdout], [134, "x\n"]);
  assert.match(stderr, /^tacet: trap: unreachable\n/);
});

test("a_program_that_nothing_can_wake_ends", async t => {
  const built = await buildCommand(t, 'import { signal, Signal } from "tacet/assembly"; export async function main(): Promise<void> { await signal(Signal.SIGINT); }');
  const { code, stderr } = await runCommand(built);
  assert.equal(code, 1);
  assert.match(stderr, /^tacet: deadlock: /);
});

test("arguments_and_environment_arrive_whole", async t => {
  const built = await buildCommand(t, `
import { args, env, environment, frameBuffer } from "tacet/assembly";
export async function main(): Promise<i32> {
  const words = await args();
  console.log(words.join("|"));
  const value = await env("NAME");
  console.log(value == null ? "none" : value);
  console.log((await env("EMPTY")) == null ? "none" : "empty");
  console.log((await env("NAM")) == null ? "none" : "?");
  const place = frameBuffer(2);
  return await environment("NAME", place, 2);
}`);
  const long = "é".repeat(300);
  const { code, stdout, stderr } = await runCommand(built, { args: ["a b", "", long] });
  assert.deepEqual([code, stdout, stderr], [5, `a b||${long}\nvalue\nempty\nnone\n`, ""]);
});

test("text_that_passes_the_console_is_cut_and_reported", async t => {
  const built = await buildCommand(t, 'export async function main(): Promise<void> { console.log("x".repeat(100)); console.log("y"); }', ["--use", "TACET_CONSOLE_BYTES=64"]);
  const { stdout, stderr } = await runCommand(built);
  assert.match(stdout, /^x{1,60}\ny\n$/);
  assert.match(stderr, /^tacet: CONSOLE_LOST: /);
});

test("sockets_of_a_runtime_without_any_are_ENOTSUP", async t => {
  const built = await buildCommand(t, `
import { ioCheck, TcpListener, TcpStream } from "tacet/assembly";
export async function main(): Promise<void> {
  try { ioCheck(await TcpListener.listen(8080)); } catch (e) { console.log(e.message); }
  try { ioCheck(await TcpStream.connect("127.0.0.1", 1)); } catch (e) { console.log(e.message); }
}`);
  const { code, stdout } = await runCommand(built);
  assert.deepEqual([code, stdout], [0, "ENOTSUP\nENOTSUP\n"]);
});

test("examples_do_the_same_as_on_the_Node_host", async t => {
  const hello = await tacet(["run", "examples/hello/main.ts", "--target", "wasi"], ".");
  assert.deepEqual(hello, { code: 0, stdout: "hello there\nhello world\n", stderr: "" });
  const folder = await folderWith(t, { from: "x".repeat(10001) });
  const program = join(folder, "files.wasm");
  assert.equal((await tacet(["build", "examples/files/main.ts", "--target", "wasi", "-o", program], ".")).code, 0);
  const copied = await tacet(["run", program, "--", "from", join(folder, "to")], folder);
  assert.deepEqual(copied, { code: 0, stdout: "10001 bytes\n", stderr: "" });
  const missing = await tacet(["run", program, "--", join(folder, "absent"), "to"], folder);
  assert.equal(missing.code, 1);
  assert.match(missing.stderr, /cannot read .*absent: error -44/);
});

test("programs_without_tasks_get_the_shim_alone", async t => {
  const built = await buildCommand(t, 'console.log("plain");');
  const { code, stdout } = await runCommand(built);
  assert.deepEqual([code, stdout], [0, "plain\n"]);
});

test("the_shims_clock_and_randomness_are_there", async t => {
  const built = await buildCommand(t, `
export async function main(): Promise<i32> {
  const random = Math.random();
  return Date.now() > 1600000000000 && performance.now() > 0 && random >= 0 && random < 1 ? 0 : 1;
}`);
  assert.equal((await runCommand(built)).code, 0);
});

test("what_a_command_cannot_be_is_refused", async t => {
  const refuse = async (source: string, pattern: RegExp): Promise<void> => {
    const folder = await folderWith(t, {});
    await writeFile(join(folder, "app.ts"), source);
    const { code, stderr } = await tacet(["build", "app.ts", "--target", "wasi"], folder);
    assert.equal(code, 1);
    assert.match(stderr, pattern);
  };
  await refuse('import { sleep } from "tacet/assembly"; export async function start(): Promise<void> { await sleep(1); }', /TACET091: .*exports no async function 'main'/);
  await refuse("export async function main(n: i32): Promise<i32> { return n; }", /TACET091: .*'main' has parameters/);
  await refuse("// @ts-ignore: decorator\n@host declare function ask(n: i32): Promise<i32>;\nexport async function main(): Promise<i32> { return await ask(1); }", /TACET092: the @host function 'ask'/);
});
