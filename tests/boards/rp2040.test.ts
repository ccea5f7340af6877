// RP2040: the start of the chip (second stage, checksum, drive file), faults, sleep and the serial line in its emulator.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Simulator } from "rp2040js";
import { crc32 } from "../../cli/boards/checksum.js";
import { boardNamed } from "../../cli/boards/definition.js";
import { toUf2 } from "../../cli/boards/uf2.js";
import { compileForBoard, firmwareFor, runFirmware, runOnBoard, whyNot } from "./board.js";

const BOARD = "rp2040";
const FLASH_AT = 0x10000000;
const BOOT2_AT = 0x20041f00;
const FAMILY_RP2040 = 0xe48bff56;
const EMPTY = "export async function main(): Promise<void> {}";

/** The bytes of a .uf2 by address, each block checked against the format's description. */
function flashedBy(uf2: Uint8Array, family: number): Map<number, Uint8Array> {
  const file = Buffer.from(uf2);
  const blocks = new Map<number, Uint8Array>();
  assert.equal(file.length % 512, 0);
  for (let at = 0; at < file.length; at += 512) {
    const words = Array.from({ length: 8 }, (_, i) => file.readUInt32LE(at + 4 * i));
    const [, , , address, bytes] = words;
    assert.deepEqual(words, [0x0a324655, 0x9e5d5157, 0x2000, address, 256, at / 512, file.length / 512, family]);
    assert.equal(file.readUInt32LE(at + 508), 0x0ab16f30);
    blocks.set(address!, file.subarray(at + 32, at + 32 + bytes!));
  }
  return blocks;
}

test("the checksum is the one the boot ROM computes", () => {
  assert.equal(crc32(Buffer.from("123456789")), 0x0376e6e7); // the catalogue's check value of CRC-32/MPEG-2
  assert.equal(crc32(new Uint8Array()), 0xffffffff);
});

test("a .uf2 says of each 256 bytes where they go", () => {
  const bytes = Uint8Array.from({ length: 600 }, (_, i) => i % 251);
  const blocks = flashedBy(toUf2(bytes, { family: 0x1234, origin: 0x4000 }), 0x1234);
  assert.deepEqual([...blocks.keys()], [0x4000, 0x4100, 0x4200]);
  assert.deepEqual(Buffer.concat([...blocks.values()]), Buffer.concat([bytes, Buffer.alloc(768 - 600)]));
});

describe("on an RP2040", { skip: await whyNot(BOARD) }, () => {
  test("the flash begins with a second stage that ends with its checksum, in all files alike", async t => {
    const { bin, elf, hex, uf2, flashBytes } = await firmwareFor(await compileForBoard(t, EMPTY), BOARD);
    const boot2 = Buffer.from(bin.subarray(0, 256));
    assert.equal(boot2.readUInt32LE(252), crc32(boot2.subarray(0, 252)));
    assert.equal(bin.length, flashBytes);
    assert.ok(Buffer.from(elf).includes(boot2));
    assert.ok(Buffer.from(hex).includes(boot2.subarray(252).toString("hex").toUpperCase()));
    const blocks = flashedBy(uf2!, FAMILY_RP2040);
    assert.deepEqual(blocks.get(FLASH_AT), boot2);
    assert.deepEqual(Buffer.concat([...blocks.values()]).subarray(0, bin.length), Buffer.from(bin));
  });

  test("a second stage that was changed is not started", async t => {
    const program = await compileForBoard(t, EMPTY);
    const firmware = await firmwareFor(program, BOARD);
    firmware.bin[8]! ^= 1;
    await assert.rejects(runFirmware(firmware, await boardNamed(BOARD), program), /checksum of its first 256 bytes/);
  });

  test("the second stage reads flash by command 03h and goes on behind itself", async t => {
    const { bin } = await firmwareFor(await compileForBoard(t, EMPTY), BOARD);
    const { rp2040 } = new Simulator();
    const { core } = rp2040;
    rp2040.flash.set(bin);
    rp2040.sram.set(bin.subarray(0, 256), BOOT2_AT - 0x20000000);
    core.PC = BOOT2_AT;
    while (core.PC >= BOOT2_AT) core.executeInstruction();
    assert.equal(core.VTOR, FLASH_AT + 256);
    assert.equal(core.SP, rp2040.readUint32(core.VTOR));
    assert.equal(core.PC, rp2040.readUint32(core.VTOR + 4) & ~1);
    const [ctrlr0, enabled, spiCtrlr0] = [0x18000000, 0x18000008, 0x180000f4].map(address => rp2040.readUint32(address));
    assert.deepEqual({ ctrlr0, enabled, spiCtrlr0 }, { ctrlr0: 0x001f0300, enabled: 1, spiCtrlr0: 0x03000218 });
  });

  test("a stack that is full is told as such", async t => {
    const program = await compileForBoard(t, `
      import { sleep } from "tacet/assembly";
      function deep(n: i32): i32 { return n > 5000 ? n : deep(n + 1) ^ deep(n + 2); }
      export async function main(): Promise<i32> {
        await sleep(1);
        return deep(load<i32>(8) & 1);
      }`);
    const { code, stderr } = await runOnBoard(program, BOARD);
    assert.equal(code, 134);
    assert.match(stderr, /^tacet: trap: the stack is full\n {2}resumed from\n/);
  });

  test("a line longer than any buffer arrives whole, since the emulator's has a baud rate; after its end nothing wakes", async t => {
    const text = "0123456789".repeat(20);
    const program = await compileForBoard(t, `
      import { frameBuffer, now, stdin, stdout } from "tacet/assembly";
      export async function main(): Promise<void> {
        const buffer = frameBuffer(16);
        const before = now();
        for (let total = 0; total < ${text.length};) {
          const n = await stdin.read(buffer, 16);
          total += n;
          await stdout.writeAll(buffer, n);
        }
        const us = now() - before;
        console.log(us > 17000 && us < 17800 ? "in time" : "too fast or too slow");
        await stdin.read(buffer, 16);
      }`);
    const { code, stdout, stderr } = await runOnBoard(program, BOARD, text);
    assert.deepEqual({ code, stdout, stderr }, { code: 1, stdout: `${text}in time\n`, stderr: "tacet: the processor sleeps, and nothing can wake it\n" });
  });

  test("a deadline farther away than an alarm reaches is met", async t => {
    const program = await compileForBoard(t, `
      import { now, sleepUntil } from "tacet/assembly";
      export async function main(): Promise<i32> {
        const hours: u64 = 3 * 3600 * 1000000;
        await sleepUntil(hours);
        const late = now() - hours;
        return late < 100 ? 3 : 4;
      }`);
    assert.equal((await runOnBoard(program, BOARD)).code, 3);
  });
});
