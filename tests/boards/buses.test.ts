// I2C, SPI and pulse width modulation on an RP2040: what devices on its buses see, what programs get of them, and that the processor sleeps
// meanwhile. I2C on a micro:bit, as far as its emulator has that, and a card on the SPI of an LM3S6965.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { GPIOPinState, I2CMode, type RP2040 } from "rp2040js";
import { boardNamed } from "../../cli/boards/definition.js";
import { folderWith } from "../cli/tacet.js";
import { compileForBoard, firmwareFor, runFirmware, runOnBoard, whyNot } from "./board.js";
import { later, runOnChip } from "./chip.js";

const EEPROM = 0x50;
/** A byte that the memory below refuses. */
const REFUSED = 0xee;

/** A memory of 256 bytes on an I2C bus: the first byte written is an address. At 100 kHz, so nothing takes less than nine bits of time. */
function connectMemory(chip: RP2040, bus: number, log: string[]): Uint8Array {
  const memory = new Uint8Array(256);
  const i2c = chip.i2c[bus]!;
  const byteUs = 90;
  let at = 0;
  let isFirst = false;
  i2c.onStart = isRepeated => later(chip, 5, () => {
    log.push(isRepeated ? "restart" : "start");
    i2c.completeStart();
  });
  i2c.onConnect = (device, mode) => later(chip, byteUs, () => {
    isFirst = mode === I2CMode.Write;
    i2c.completeConnect(device === EEPROM);
  });
  i2c.onWriteByte = value => later(chip, byteUs, () => {
    if (isFirst) at = value;
    else memory[at++ & 255] = value;
    isFirst = false;
    i2c.completeWrite(value !== REFUSED);
  });
  i2c.onReadByte = () => later(chip, byteUs, () => i2c.completeRead(memory[at++ & 255]!));
  i2c.onStop = () => later(chip, 5, () => {
    log.push("stop");
    i2c.completeStop();
  });
  return memory;
}

/** A device on SPI 0 that answers each byte with its complement; at 1 MHz. */
function connectInverter(chip: RP2040, seen: number[]): void {
  const spi = chip.spi[0]!;
  spi.onTransmit = value => later(chip, 8, () => {
    seen.push(value);
    spi.completeTransmit(value ^ 0xff);
  });
}

test("I2C of a micro:bit reads what its accelerometer is, as far as QEMU has one", { skip: await whyNot("microbit") }, async t => {
  const program = await compileForBoard(t, `
    import { Errno, frameBuffer, I2c } from "tacet/assembly";
    export async function main(): Promise<i32> {
      if ((await I2c.open(1)).error != Errno.ENODEV) return 1;
      if ((await I2c.open(0, 50000)).error != Errno.ERANGE) return 2;
      const bus = await I2c.open(0, 400000);
      const bytes = frameBuffer(3);
      store<u8>(bytes, 0x0d); // "who am I" of an MMA8653
      if (await bus.writeRead(0x1d, bytes, 1, bytes + 1, 2) != 0) return 3;
      if (await bus.write(0x1d, bytes, 2) != 0) return 4;
      return load<u8>(bytes + 1);
    }`);
  assert.deepEqual(await runOnBoard(program, "microbit"), { code: 0x5a, stdout: "", stderr: "" });
});

test("SPI of an LM3S6965 reads a sector of an SD card", { skip: await whyNot("lm3s6965evb") }, async t => {
  const program = await compileForBoard(t, `
    import { frameBuffer, OutputPin, SpiBus } from "tacet/assembly";
    const SELECT: u32 = 24; // PD0
    const SECTOR: i32 = 3;
    /** Sends a command with its checksum, which only the first two commands need. @returns the card's answer: 0xff = none */
    async function command(bus: SpiBus, code: u32, argument: u32, checksum: u32): Promise<i32> {
      const bytes = frameBuffer(8);
      store<u8>(bytes, 0xff);
      store<u8>(bytes + 1, code | 0x40);
      store<u32>(bytes + 2, bswap<u32>(argument));
      store<u8>(bytes + 6, checksum);
      store<u8>(bytes + 7, 0xff);
      if (await bus.write(bytes, 8) < 0) return -1;
      return await answer(bus);
    }
    /** What comes behind bytes of 0xff. */
    async function answer(bus: SpiBus): Promise<i32> {
      const byte = frameBuffer(1);
      for (let tries = 0; tries < 100; tries++) {
        store<u8>(byte, 0xff);
        if (await bus.transferInPlace(byte, 1) < 0) return -1;
        if (load<u8>(byte) != 0xff) return load<u8>(byte);
      }
      return 0xff;
    }
    export async function main(): Promise<i32> {
      const select = await OutputPin.open(SELECT, true);
      const bus = await SpiBus.open(0, 400000);
      if (!select.ok || !bus.ok) return 1;
      await select.setLow();
      if (await command(bus, 0, 0, 0x95) != 1) return 2; // reset: idle
      if (await command(bus, 8, 0x1aa, 0x87) != 1) return 3;
      const echo = frameBuffer(5);
      await bus.read(echo, 4);
      let tries = 0;
      do {
        if (tries++ == 10) return 4;
        await command(bus, 55, 0, 1);
      } while (await command(bus, 41, 0x40000000, 1) != 0); // until it is ready
      if (await command(bus, 17, SECTOR * 512, 1) != 0) return 5; // read a sector
      if (await answer(bus) != 0xfe) return 6; // its first byte is next
      const sector = frameBuffer(512);
      memory.fill(sector, 0xff, 512);
      if (await bus.transferInPlace(sector, 512) != 0) return 7;
      for (let i = 0; i < 512; i++) if (load<u8>(sector + i) != <u8>(i * 7)) return 8;
      await select.setHigh();
      return 42;
    }`);
  const card = Buffer.alloc(1 << 20);
  for (let i = 0; i < 512; i++) card[3 * 512 + i] = i * 7;
  const file = join(await folderWith(t, {}), "card.img");
  await writeFile(file, card);
  const board = await boardNamed("lm3s6965evb");
  const withCard = { ...board, qemu: [...board.qemu!, "-drive", `if=sd,format=raw,file=${file}`] };
  assert.deepEqual(await runFirmware(await firmwareFor(program, board.name), withCard, program), { code: 42, stdout: "", stderr: "" });
});

describe("buses of an RP2040", { skip: await whyNot("rp2040") }, () => {
  test("I2C: what was written is read again, however long, in one transfer each", async t => {
    const log: string[] = [];
    let memory: Uint8Array | undefined;
    let chip: RP2040 | undefined;
    const { code, stderr } = await runOnChip(t, `
      import { frameBuffer, I2c } from "tacet/assembly";
      export async function main(): Promise<i32> {
        const bus = await I2c.open(0);
        if (!bus.ok) return 1;
        const out = frameBuffer(101);
        const back = frameBuffer(100);
        store<u8>(out, 7);
        for (let i = 1; i <= 100; i++) store<u8>(out + i, i);
        if (await bus.write(${EEPROM}, out, 101) != 0) return 2;
        if (await bus.writeRead(${EEPROM}, out, 1, back, 100) != 0) return 3;
        for (let i = 0; i < 100; i++) if (load<u8>(back + i) != i + 1) return 4;
        if (await bus.writeRead(${EEPROM}, out, 1, back, 1) != 0) return 5;
        if (await bus.read(${EEPROM}, back, 2) != 0) return 6;
        return load<u8>(back) * 10 + load<u8>(back + 1);
      }`, c => {
      chip = c;
      memory = connectMemory(c, 0, log);
    });
    assert.deepEqual({ code, stderr }, { code: 23, stderr: "" });
    assert.deepEqual([...memory!.subarray(7, 107)], Array.from({ length: 100 }, (_, i) => i + 1));
    assert.deepEqual(log, ["start", "stop", "start", "restart", "stop", "start", "restart", "stop", "start", "stop"]);
    const { core, clock, clkSys } = chip!;
    assert.ok(core.cycles / clkSys < clock.nanos / 1e9 / 4, "it sleeps most of the time");
  });

  test("I2C: what fails is told by name, and the bus goes on", async t => {
    const log: string[] = [];
    const { code, stdout, stderr } = await runOnChip(t, `
      import { Errno, frameBuffer, I2c, sleep, timeout } from "tacet/assembly";
      async function read(bus: I2c, bytes: u32): Promise<i32> {
        const buffer = frameBuffer(200);
        return await bus.read(${EEPROM}, buffer, bytes);
      }
      async function two(bus: I2c): Promise<i32> {
        const first = read(bus, 10);
        const second = await read(bus, 1);
        return second == Errno.EBUSY && await first == 0 ? 0 : 1;
      }
      export async function main(): Promise<i32> {
        if ((await I2c.open(2)).error != Errno.ENODEV) return 1;
        if ((await I2c.open(1, 1)).error != Errno.ERANGE) return 2;
        const buffer = frameBuffer(4);
        const bus = await I2c.open(1, 400000);
        if (await (await I2c.open(0)).read(0x80, buffer, 1) != Errno.EINVAL) return 3;
        if (await bus.read(${EEPROM}, buffer, 0) != Errno.EINVAL) return 4;
        if (await bus.read(${EEPROM}, 70000, 8) != Errno.EFAULT) return 5;
        if (await bus.write(${EEPROM}, 70000, 8) != Errno.EFAULT) return 6;
        if (await bus.write(0x51, buffer, 4) != Errno.ENXIO) return 7;
        if (await bus.read(0x51, buffer, 4) != Errno.ENXIO) return 8;
        store<u8>(buffer + 2, ${REFUSED});
        if (await bus.write(${EEPROM}, buffer, 4) != Errno.EIO) return 9;
        if (await two(bus) != 0) return 10;
        try {
          await timeout(read(bus, 200), 1);
          return 11;
        } catch (e) {
          console.log(e.name);
        }
        return await bus.write(${EEPROM}, buffer, 1);
      }`, chip => void connectMemory(chip, 1, log));
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: "TimeoutError\n", stderr: "" });
    assert.equal(log.filter(entry => entry === "start").length, log.filter(entry => entry === "stop").length, "no transfer was left half done");
  });

  test("SPI: as many bytes as the longer buffer has, in both directions at once", async t => {
    const seen: number[] = [];
    const { code, stderr } = await runOnChip(t, `
      import { Errno, frameBuffer, SpiBus } from "tacet/assembly";
      export async function main(): Promise<i32> {
        if ((await SpiBus.open(2, 1000000)).error != Errno.ENODEV) return 1;
        if ((await SpiBus.open(0, 1000000, 4)).error != Errno.EINVAL) return 2;
        if ((await SpiBus.open(0, 1000)).error != Errno.ERANGE) return 3;
        const bus = await SpiBus.open(0, 1000000, 3);
        if (!bus.ok) return 4;
        const buffer = frameBuffer(30);
        for (let i = 0; i < 30; i++) store<u8>(buffer + i, i);
        if (await bus.transferInPlace(buffer, 30) != 0) return 5;
        for (let i = 0; i < 30; i++) if (load<u8>(buffer + i) != (i ^ 0xff)) return 6;
        if (await bus.write(buffer, 3) != 0) return 7;
        if (await bus.read(buffer, 2) != 0) return 8;
        if (load<u16>(buffer) != 0xffff) return 9;
        if (await bus.transfer(buffer, 1, buffer + 10, 2) != 0) return 10;
        return load<u8>(buffer);
      }`, chip => connectInverter(chip, seen));
    assert.deepEqual({ code, stderr }, { code: 10, stderr: "" });
    assert.deepEqual(seen, [...Array.from({ length: 30 }, (_, i) => i), 255, 254, 253, 0, 0, 245, 244]);
  });

  test("SPI as fast as it goes, with nothing on the bus", async t => {
    const { code, stderr } = await runOnChip(t, `
      import { frameBuffer, SpiBus } from "tacet/assembly";
      export async function main(): Promise<i32> {
        const bus = await SpiBus.open(1, 62500000);
        const buffer = frameBuffer(40);
        for (let length = 1; length <= 40; length++) {
          memory.fill(buffer, 0xff, 40);
          if (await bus.read(buffer, length) != 0) return 1;
          for (let i = 0; i < 40; i++) if (load<u8>(buffer + i) != (i < length ? 0 : 0xff)) return 2;
        }
        return 0;
      }`, () => undefined);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  });

  test("pulses have the frequency and the duty that were asked for", async t => {
    const changes: (readonly [state: GPIOPinState, us: number])[] = [];
    const { code, stderr } = await runOnChip(t, `
      import { Errno, Pwm, sleep } from "tacet/assembly";
      export async function main(): Promise<i32> {
        if ((await Pwm.open(0, 1000)).error != Errno.ENODEV) return 1;
        if ((await Pwm.open(15, 7)).error != Errno.ERANGE) return 2;
        const pin = await Pwm.open(15, 1000);
        if (!pin.ok) return 3;
        if (await pin.setDuty(65536) != Errno.EINVAL) return 4;
        if (await pin.setDuty(Pwm.DUTY_MAX / 4) != 0) return 5;
        await sleep(10);
        await pin.setDuty(Pwm.DUTY_MAX);
        await sleep(5);
        await pin.setDuty(0);
        await sleep(5);
        return 0;
      }`, chip => chip.gpio[15]!.addListener(state => changes.push([state, Math.round(chip.clock.nanos / 1000)])));
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    const pulses = changes.filter(([state]) => state === GPIOPinState.High || state === GPIOPinState.Low);
    const highs = pulses.flatMap(([state, us], i) => (state === GPIOPinState.High && pulses[i + 1] ? [pulses[i + 1]![1] - us] : []));
    assert.ok(highs.filter(us => Math.abs(us - 250) <= 1).length >= 8, highs.join());
    assert.ok(highs.some(us => us >= 4000), `always on for a while: ${highs.join()}`);
    assert.equal(pulses.at(-1)![0], GPIOPinState.Low);
  });
});
