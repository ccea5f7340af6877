// Rings on boards: standard input by receive interrupts, standard output in order with the console, and what is refused.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { boardNames } from "../../cli/boards/definition.js";
import type { Program } from "../../cli/boards/program.js";
import { compileForBoard, runOnBoard, whyNot } from "./board.js";

const BOARDS = await boardNames();
const SKIPS = new Map(await Promise.all(BOARDS.map(async name => [name, await whyNot(name)] as const)));

const ECHO = `
  import { frameBuffer, stdin, stdout } from "tacet/assembly";
  export async function main(): Promise<i32> {
    console.log("ready");
    const buffer = frameBuffer(16);
    let total = 0;
    while (true) {
      const n = await stdin.read(buffer, 16);
      if (n < 0) return 100;
      total += n;
      await stdout.writeAll(buffer, n);
      if (load<u8>(buffer + n - 1) == 0x2e) return total;
    }
    return 0;
  }`;

/** The form of the rings' entries: settings of the compiler, and what is added to a test's name. */
const FORMS: readonly (readonly [flags: readonly string[], suffix: string])[] = [[[], ""], [["--use", "TACET_COMPACT=1"], ", compact"]];

for (const [flags, suffix] of FORMS) describe(`a program that echoes what it receives${suffix}`, () => {
  let program: Program | undefined;
  for (const name of BOARDS) {
    test(name, { skip: SKIPS.get(name)! }, async t => {
      program ??= await compileForBoard(t, ECHO, flags);
      const text = "hello\nand 2 lines, one µ."; // no more than the FIFO holds: an emulator has no baud rate
      const { code, stdout, stderr } = await runOnBoard(program, name, text);
      assert.deepEqual({ code, stdout, stderr }, { code: Buffer.byteLength(text), stdout: `ready\n${text}`, stderr: "" });
    });
  }
});

const CANCELS = "a read is cancelled, refused beside another, and after a close; console and output keep their order";
for (const [flags, suffix] of FORMS) test(`${CANCELS}${suffix}`, { skip: SKIPS.get("lm3s6965evb")! }, async t => {
  const program = await compileForBoard(t, `
    import { Errno, frameBuffer, stdin, stdout, timeout } from "tacet/assembly";
    async function read(length: i32): Promise<i32> {
      const buffer = frameBuffer(8);
      return await stdin.read(buffer, length);
    }
    async function first(): Promise<i32> {
      const a = read(8);
      const second = await read(8);
      return second == Errno.EBUSY ? 1 : second;
    }
    export async function main(): Promise<i32> {
      console.log("before");
      const text = "raw ";
      await stdout.write(changetype<usize>(text), 7);
      console.log("after");
      try {
        await timeout(read(8), 5);
      } catch (e) {
        console.log(e.name);
      }
      console.log(await first() == 1 ? "busy" : "not busy");
      console.log(await read(0) == Errno.EINVAL ? "empty" : "not refused");
      console.log(await stdin.read(60000, 8) == Errno.EFAULT ? "outside" : "not refused");
      return 5;
    }`, flags);
  const { code, stdout } = await runOnBoard(program, "lm3s6965evb");
  assert.deepEqual({ code, stdout }, { code: 5, stdout: "before\nr\0a\0w\0 after\nTimeoutError\nbusy\nempty\noutside\n" });
});

test("what boards do not perform is refused by name", { skip: SKIPS.get("lm3s6965evb")! }, async t => {
  const program = await compileForBoard(t, `
    import { Errno, signal, Signal } from "tacet/assembly";
    export async function main(): Promise<i32> {
      return await signal(Signal.SIGINT) == Errno.ENOSYS ? 3 : 4;
    }`);
  assert.equal((await runOnBoard(program, "lm3s6965evb")).code, 3);
});
