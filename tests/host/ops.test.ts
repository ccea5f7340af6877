// Goal: files, standard streams, signals, host calls, arguments, console and time end with the right result and in order.
// Method: a puppet guest; real files in a temporary directory; captured streams.

import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { after, before, describe, test } from "node:test";
import { ControlLayout, Errno, FileKind, FileStatLayout, Op, OpenFlag, OpFlag, Signal } from "../../host/abi.js";
import { Puppet } from "./puppet.js";

const CURRENT = { argLow: 0xffffffff, argHigh: 0xffffffff };
const tick = (ms = 20): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function bufferOf(puppet: Puppet, text: string): { buffer: number; length: number } {
  const [buffer, length] = puppet.put(text, 30000);
  return { buffer, length };
}

describe("files", { timeout: 60_000 }, () => {
  let directory: string;
  before(async () => (directory = await mkdtemp(join(tmpdir(), "tacet-"))));
  after(() => rm(directory, { recursive: true }));

  const open = (puppet: Puppet, name: string, flags: number): Promise<number> =>
    puppet.run({ op: Op.FILE_OPEN, ...bufferOf(puppet, join(directory, name)), argLow: flags });

  test("read_moves_the_position_and_an_offset_does_not", async () => {
    await writeFile(join(directory, "in"), "0123456789");
    const puppet = await Puppet.create();
    const file = await open(puppet, "in", OpenFlag.READ);
    const read = async (length: number, arg: { argLow: number; argHigh: number }): Promise<string> =>
      puppet.textAt(puppet.scratch, await puppet.run({ op: Op.READ, handle: file, buffer: puppet.scratch, length, ...arg }));
    assert.equal(await read(4, CURRENT), "0123");
    assert.equal(await read(3, { argLow: 7, argHigh: 0 }), "789");
    assert.equal(await read(4, CURRENT), "4567");
    assert.equal(await puppet.run({ op: Op.GIVE_BACK, handle: file, buffer: puppet.scratch, length: 2 }), 0);
    assert.equal(await read(9, CURRENT), "6789");
    assert.equal(await read(9, CURRENT), "", "end of file");
    assert.deepEqual(puppet.app.stats.bytesCopied.fileRead, 0);
    assert.equal(puppet.app.stats.bytes.fileRead, 15);
    await puppet.app.close();
  });

  test("write_create_truncate_append", async () => {
    const puppet = await Puppet.create();
    const file = await open(puppet, "out", OpenFlag.WRITE | OpenFlag.CREATE | OpenFlag.TRUNCATE);
    assert.equal(await puppet.run({ op: Op.WRITE, handle: file, ...bufferOf(puppet, "hello "), ...CURRENT }), 6);
    assert.equal(await puppet.run({ op: Op.WRITE, handle: file, ...bufferOf(puppet, "world"), ...CURRENT }), 5);
    assert.equal(await puppet.run({ op: Op.WRITE, handle: file, ...bufferOf(puppet, "J"), argLow: 0 }), 1);
    assert.equal(await puppet.run({ op: Op.CLOSE, handle: file }), 0);
    const more = await open(puppet, "out", OpenFlag.WRITE | OpenFlag.APPEND);
    assert.equal(await puppet.run({ op: Op.WRITE, handle: more, ...bufferOf(puppet, "!"), ...CURRENT }), 1);
    assert.equal(await puppet.run({ op: Op.CLOSE, handle: more }), 0);
    assert.equal(await readFile(join(directory, "out"), "utf8"), "Jello world!");
    await puppet.app.close();
  });

  test("errors_have_names", async () => {
    const puppet = await Puppet.create();
    assert.equal(await open(puppet, "missing", OpenFlag.READ), -Errno.ENOENT);
    assert.equal(await open(puppet, "in/deeper", OpenFlag.READ), -Errno.ENOTDIR);
    assert.equal(await open(puppet, ".", OpenFlag.WRITE), -Errno.EISDIR);
    assert.equal(await open(puppet, "in", OpenFlag.WRITE | OpenFlag.CREATE | OpenFlag.EXCLUSIVE), -Errno.EEXIST);
    assert.equal(await open(puppet, "in", 0), -Errno.EINVAL);
    assert.equal(await open(puppet, "in", OpenFlag.READ | OpenFlag.TRUNCATE), -Errno.EINVAL);
    assert.equal(await open(puppet, "n\0ul", OpenFlag.READ), -Errno.EINVAL);
    const readOnly = await open(puppet, "in", OpenFlag.READ);
    assert.equal(await puppet.run({ op: Op.WRITE, handle: readOnly, ...bufferOf(puppet, "x"), ...CURRENT }), -Errno.EBADF);
    assert.equal(await puppet.run({ op: Op.SHUTDOWN, handle: readOnly }), -Errno.ENOTSUP);
    await puppet.app.close();
  });

  test("stat_fills_the_struct", async () => {
    const puppet = await Puppet.create();
    await writeFile(join(directory, "in"), "0123456789", { mode: 0o640 });
    const file = await open(puppet, "in", OpenFlag.READ);
    const at = puppet.scratch + 8;
    assert.equal(await puppet.run({ op: Op.FILE_STAT, handle: file, buffer: at, length: 24 }), 0);
    const view = new DataView(puppet.app.memory.buffer, at);
    assert.equal(view.getBigUint64(FileStatLayout.SIZE, true), 10n);
    assert.ok(Math.abs(Number(view.getBigUint64(FileStatLayout.MODIFIED, true)) / 1000 - Date.now()) < 600_000);
    assert.equal(view.getUint32(FileStatLayout.KIND, true), FileKind.FILE);
    assert.equal(await puppet.run({ op: Op.FILE_STAT, handle: file, buffer: at, length: 23 }), -Errno.EINVAL);
    const directoryHandle = await open(puppet, ".", OpenFlag.READ);
    assert.equal(await puppet.run({ op: Op.FILE_STAT, handle: directoryHandle, buffer: at, length: 24 }), 0);
    assert.equal(view.getUint32(FileStatLayout.KIND, true), FileKind.DIRECTORY);
    await puppet.app.close();
  });

  test("close_waits_for_a_read_under_way", async () => {
    await writeFile(join(directory, "big"), Buffer.alloc(60_000, 7));
    const puppet = await Puppet.create();
    const file = await open(puppet, "big", OpenFlag.READ);
    const read = puppet.push({ op: Op.READ, handle: file, buffer: puppet.scratch, length: 60_000, ...CURRENT });
    const second = puppet.push({ op: Op.READ, handle: file, buffer: puppet.scratch, length: 60_000, ...CURRENT });
    const cancel = puppet.push({ op: Op.CANCEL, handle: file, argLow: read, argHigh: read * 7 });
    const close = puppet.push({ op: Op.CLOSE, handle: file });
    await puppet.poke();
    assert.equal(await puppet.result(second), -Errno.EBUSY);
    assert.equal(await puppet.result(cancel), 0, "the cancel is taken; the thread pool's operation ends by itself");
    assert.equal(await puppet.result(close), 0);
    assert.equal(await puppet.result(read), 60_000);
    const order = puppet.completions().map(({ user }) => user);
    assert.ok(order.indexOf(read) < order.indexOf(close));
    await puppet.app.close();
  });
});

describe("standard streams", { timeout: 60_000 }, () => {
  test("stdin_is_read_in_pieces_to_its_end_and_counted_as_copied", async () => {
    const puppet = await Puppet.create();
    const read = puppet.push({ op: Op.READ, handle: 0, buffer: puppet.scratch, length: 3, ...CURRENT });
    await puppet.poke();
    puppet.stdin.write("abcde");
    assert.equal(await puppet.result(read), 3);
    assert.equal(await puppet.run({ op: Op.READ, handle: 0, buffer: puppet.scratch, length: 10, ...CURRENT }), 2);
    assert.equal(puppet.textAt(puppet.scratch, 2), "de");
    const cancelled = puppet.push({ op: Op.READ, handle: 0, buffer: puppet.scratch, length: 10, ...CURRENT });
    assert.equal(await puppet.run({ op: Op.CANCEL, handle: 0, argLow: cancelled, argHigh: cancelled * 7 }), 0);
    assert.equal(await puppet.result(cancelled), -Errno.ECANCELED);
    puppet.stdin.end("z");
    await tick();
    assert.equal(await puppet.run({ op: Op.READ, handle: 0, buffer: puppet.scratch, length: 10, ...CURRENT }), 1);
    assert.equal(await puppet.run({ op: Op.READ, handle: 0, buffer: puppet.scratch, length: 10, ...CURRENT }), 0);
    assert.equal(await puppet.run({ op: Op.READ, handle: 0, buffer: puppet.scratch, length: 10, ...CURRENT }), 0);
    assert.equal(puppet.app.stats.bytesCopied.stdin, 6);
    await puppet.app.close();
  });

  test("console_text_and_writes_keep_their_order", async () => {
    const puppet = await Puppet.create();
    puppet.raw.logLine();
    const write = puppet.push({ op: Op.WRITE, handle: 1, ...bufferOf(puppet, "written\n"), argLow: puppet.raw.consoleUsed() });
    puppet.raw.logLine();
    await puppet.poke();
    assert.equal(await puppet.result(write), 8);
    assert.equal(puppet.stdout.text, "before the write\nwritten\nbefore the write\n");
    assert.equal(puppet.raw.consoleUsed(), 0);
    await puppet.app.close();
  });

  test("standard_streams_stay_open_and_stderr_is_its_own", async () => {
    const puppet = await Puppet.create();
    assert.equal(await puppet.run({ op: Op.CLOSE, handle: 2 }), 0);
    assert.equal(await puppet.run({ op: Op.WRITE, handle: 2, ...bufferOf(puppet, "oops") }), 4);
    assert.equal(puppet.stderr.text, "oops");
    await puppet.app.close();
  });

  test("a_closed_pipe_is_epipe_and_no_crash", async () => {
    const broken = new Writable({
      write: (_chunk, _encoding, callback) => callback(Object.assign(new Error("gone"), { code: "EPIPE" })),
    });
    const puppet = await Puppet.create({ stdout: broken });
    assert.equal(await puppet.run({ op: Op.WRITE, handle: 1, ...bufferOf(puppet, "x") }), -Errno.EPIPE);
    await puppet.app.close();
  });

  test("a_full_console_buffer_says_what_was_lost", async () => {
    const puppet = await Puppet.create();
    await puppet.app.exports.say(10);
    assert.equal(puppet.stdout.text, "line of text, häßlich genug: 😀\n".repeat(10));
    assert.equal(puppet.stderr.text, "done\n");
    assert.equal(puppet.reports.length, 0);
    await puppet.app.exports.say(1000);
    const whole = puppet.stdout.text.split("\n").filter((line) => line === "line of text, häßlich genug: 😀").length - 10;
    assert.ok(whole > 100);
    const lost = Number(/^(\d+) console/.exec(puppet.reports[0].detail)?.[1]);
    assert.equal(puppet.reports[0].code, "CONSOLE_LOST");
    assert.equal(whole + lost, 1001, "each message was printed whole or counted");
    await puppet.app.close();
  });

  test("text_logged_before_a_trap_is_printed", async () => {
    const puppet = await Puppet.create();
    puppet.raw.logLine();
    puppet.raw.setExplode(1);
    await assert.rejects(puppet.poke());
    assert.equal(puppet.stdout.text, "before the write\n");
    await puppet.app.close();
  });
});

describe("signals and arguments", { timeout: 60_000 }, () => {
  test("a_wait_takes_the_signal_once_and_leaves_it_alone_afterwards", async () => {
    const puppet = await Puppet.create();
    const before = process.listenerCount("SIGHUP");
    const wait = puppet.push({ op: Op.SIGNAL_WAIT, handle: Signal.SIGHUP });
    await puppet.poke();
    assert.ok(puppet.app.isWaitingFor("SIGHUP"));
    process.kill(process.pid, "SIGHUP");
    assert.equal(await puppet.result(wait), Signal.SIGHUP);
    assert.equal(process.listenerCount("SIGHUP"), before);
    assert.ok(!puppet.app.isWaitingFor("SIGHUP"));
    const cancelled = puppet.push({ op: Op.SIGNAL_WAIT, handle: Signal.SIGHUP });
    assert.equal(await puppet.run({ op: Op.CANCEL, argLow: cancelled, argHigh: cancelled * 7 }), 0);
    assert.equal(await puppet.result(cancelled), -Errno.ECANCELED);
    assert.equal(await puppet.run({ op: Op.SIGNAL_WAIT, handle: 9 }), -Errno.EINVAL);
    const left = puppet.push({ op: Op.SIGNAL_WAIT, handle: Signal.SIGINT });
    await puppet.poke();
    await puppet.app.close();
    assert.ok(!puppet.completions().some(({ user }) => user === left));
    assert.equal(process.listenerCount("SIGHUP"), before);
  });

  test("arguments_are_copied_and_cut", async () => {
    const puppet = await Puppet.create({ args: ["alpha", "ä"] });
    assert.equal(await puppet.run({ op: Op.ARGUMENT, handle: 0, buffer: puppet.scratch, length: 3 }), 5);
    assert.equal(puppet.textAt(puppet.scratch, 5), "alp\0\0");
    assert.equal(await puppet.run({ op: Op.ARGUMENT, handle: 1, buffer: puppet.scratch, length: 9 }), 2);
    assert.equal(await puppet.run({ op: Op.ARGUMENT, handle: 2, buffer: puppet.scratch, length: 9 }), -Errno.ENOENT);
    await puppet.app.close();
  });
});

describe("host calls", { timeout: 60_000 }, () => {
  const SIGNATURES = [
    { name: "add", params: ["f64", "i64", "u8"], result: "f64" },
    { name: "later", params: ["i32"], result: "i32" },
    { name: "fail", params: [], result: "void" },
    { name: "wrong", params: [], result: "bool" },
    { name: "never", params: [], result: "i32" },
  ];

  /** What the host function `wrong` gives instead of a text, if anything. */
  let pretender: unknown;
  const create = (seen: { aborted: boolean }): Promise<Puppet> => Puppet.create({
    host: {
      add: (a: number, b: bigint, c: number) => a + Number(b) + c,
      later: async (n: number) => {
        await tick(5);
        return n * 2;
      },
      fail: async (context: { code: string }) => {
        throw Object.assign(new Error("no"), { code: "code" in context ? "EIO" : "ENOENT" });
      },
      wrong: () => pretender ?? "yes",
      never: (context: { signal: AbortSignal }) => new Promise((resolve) => context.signal.addEventListener("abort", () => {
        seen.aborted = true;
        resolve(5);
      })),
    },
  }, SIGNATURES);

  test("arguments_and_results_cross_by_type", async () => {
    const puppet = await create({ aborted: false });
    const view = new DataView(puppet.app.memory.buffer);
    view.setFloat64(puppet.scratch, 1.5, true);
    view.setBigInt64(puppet.scratch + 8, -3n, true);
    view.setUint32(puppet.scratch + 16, 7, true);
    assert.equal(await puppet.run({ op: Op.HOST_CALL, handle: 0, buffer: puppet.scratch, length: 24 }), 0);
    assert.equal(view.getFloat64(puppet.scratch, true), 5.5);
    view.setInt32(puppet.scratch, 21, true);
    assert.equal(await puppet.run({ op: Op.HOST_CALL, handle: 1, buffer: puppet.scratch, length: 8 }), 0);
    assert.equal(view.getInt32(puppet.scratch, true), 42);
    await puppet.app.close();
  });

  test("failures_have_names_and_mistakes_are_reported", async () => {
    const puppet = await create({ aborted: false });
    assert.equal(await puppet.run({ op: Op.HOST_CALL, handle: 2, buffer: puppet.scratch, length: 8 }), -Errno.ENOENT);
    assert.equal(puppet.reports.length, 0);
    assert.equal(await puppet.run({ op: Op.HOST_CALL, handle: 3, buffer: puppet.scratch, length: 8 }), -Errno.EIO);
    assert.match(puppet.reports[0].detail, /wrong: its result must be a boolean \(bool\), not the string "yes"/);
    assert.equal(await puppet.run({ op: Op.HOST_CALL, handle: 5, buffer: puppet.scratch, length: 8 }), -Errno.EBADF);
    assert.equal(await puppet.run({ op: Op.HOST_CALL, handle: 0, buffer: puppet.scratch, length: 8 }), -Errno.EINVAL);
    await puppet.app.close();
  });

  test("what_only_looks_like_a_promise_fails_its_call_and_nothing_else", async () => {
    const puppet = await create({ aborted: false });
    const failing = (): never => {
      throw new Error("no promise");
    };
    for (pretender of [{ then: failing }, { get then() { return failing(); } }, { then: 5 }, { then: (resolve: (value: string) => void) => resolve("yes") }]) {
      assert.equal(await puppet.run({ op: Op.HOST_CALL, handle: 3, buffer: puppet.scratch, length: 8 }), -Errno.EIO);
    }
    const said = puppet.reports.map(({ detail }) => detail);
    assert.deepEqual(said.slice(0, 2), ["wrong: no promise", "wrong: no promise"]);
    assert.match(said[2], /not an object$/);
    assert.match(said[3], /not the string "yes"$/);
    pretender = { then: (resolve: (value: boolean) => void) => resolve(true) };
    assert.equal(await puppet.run({ op: Op.HOST_CALL, handle: 3, buffer: puppet.scratch, length: 8 }), 0);
    await puppet.app.close();
  });

  test("a_cancelled_call_ends_at_once_and_its_late_result_is_dropped", async () => {
    const seen = { aborted: false };
    const puppet = await create(seen);
    const call = puppet.push({ op: Op.HOST_CALL, handle: 4, buffer: puppet.scratch, length: 8 });
    await puppet.poke();
    const cancel = puppet.push({ op: Op.CANCEL, argLow: call, argHigh: call * 7 });
    await puppet.poke();
    assert.equal(await puppet.result(cancel), 0);
    assert.equal(await puppet.result(call), -Errno.ECANCELED);
    await tick();
    assert.ok(seen.aborted);
    assert.equal(new DataView(puppet.app.memory.buffer).getInt32(puppet.scratch, true), 0);
    assert.equal(puppet.completions().filter(({ user }) => user === call).length, 1);
    await puppet.app.close();
  });
});

describe("loop", { timeout: 60_000 }, () => {
  test("time_is_monotone_and_a_deadline_wakes_the_guest", async () => {
    const puppet = await Puppet.create();
    await puppet.poke();
    const word = puppet.raw.controlAddress() >>> 2;
    const now = (): number => puppet.u32[word + ControlLayout.NOW / 4] + puppet.u32[word + ControlLayout.NOW / 4 + 1] * 2 ** 32;
    const start = now();
    puppet.u32[word + ControlLayout.DEADLINE / 4] = (start + 30_000) >>> 0;
    puppet.u32[word + ControlLayout.DEADLINE / 4 + 1] = Math.floor((start + 30_000) / 2 ** 32);
    await puppet.poke(); // the guest keeps its deadline; the host arms its timer
    const turns = puppet.raw.turns.value as number;
    await tick(15);
    assert.equal(puppet.raw.turns.value, turns, "not before its time");
    await tick(40);
    assert.ok((puppet.raw.turns.value as number) > turns);
    assert.ok(now() >= start + 30_000);
    puppet.u32.fill(0xffffffff, word + ControlLayout.DEADLINE / 4, word + ControlLayout.DEADLINE / 4 + 2);
    await puppet.app.close();
  });

  test("a_far_deadline_does_not_fire_at_once", async () => {
    const puppet = await Puppet.create();
    const word = puppet.raw.controlAddress() >>> 2;
    puppet.u32[word + ControlLayout.DEADLINE / 4 + 1] = 0x10000; // years away
    await puppet.poke();
    const turns = puppet.raw.turns.value as number;
    await tick(20);
    assert.equal(puppet.raw.turns.value, turns);
    await puppet.app.close();
  });

  test("a_full_completion_ring_queues_in_order_and_drops_nothing", async () => {
    const puppet = await Puppet.create();
    await puppet.poke();
    puppet.raw.setFrozen(1);
    const users: number[] = [];
    for (let batch = 0; batch < 5; batch++) {
      for (let n = 0; n < 8; n++) users.push(puppet.push({ op: Op.NOP }));
      await puppet.poke();
    }
    assert.equal(puppet.completions().length, 0);
    puppet.raw.setFrozen(0);
    await puppet.poke();
    await puppet.result(users.at(-1)!);
    assert.deepEqual(puppet.completions().map(({ user }) => user), users);
    await puppet.app.close();
  });

  test("no_completion_on_success_posts_errors_only", async () => {
    const puppet = await Puppet.create();
    const nop = puppet.push({ op: Op.NOP, flags: OpFlag.NO_COMPLETION_ON_SUCCESS });
    const close = puppet.push({ op: Op.CLOSE, handle: 77, flags: OpFlag.NO_COMPLETION_ON_SUCCESS });
    const cancel = puppet.push({ op: Op.CANCEL, argLow: 1, flags: OpFlag.NO_COMPLETION_ON_SUCCESS });
    await puppet.poke();
    assert.equal(await puppet.result(cancel), -Errno.ENOENT);
    assert.ok(!puppet.completions().some(({ user }) => user === nop || user === close));
    await puppet.app.close();
  });

  test("a_turn_that_wants_more_lets_events_through", async () => {
    const puppet = await Puppet.create();
    puppet.raw.setTurnResult(1);
    const poked = puppet.poke();
    let isTicked = false;
    setTimeout(() => (isTicked = true), 5);
    await poked;
    await tick(30);
    assert.ok(isTicked);
    assert.ok((puppet.raw.turns.value as number) > 100);
    puppet.raw.setTurnResult(0);
    await puppet.app.close();
  });
});
