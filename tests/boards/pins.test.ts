// Pins on an RP2040: what programs do to outputs, seen from outside with its time, and what they see of inputs that are wired to them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { GPIOPinState } from "rp2040js";
import { compileForBoard, firmwareFor, runOnBoard, whyNot } from "./board.js";
import { later, levelsOf, runOnChip, wire } from "./chip.js";

const BOARD = "rp2040";

describe("pins of an RP2040", { skip: await whyNot(BOARD) }, () => {
  test("an output has its level from the first moment, and changes when the program says", async t => {
    const changes: string[] = [];
    const { code, stderr } = await runOnChip(t, `
      import { BoardPin, now, OutputPin, sleepUntil } from "tacet/assembly";
      export async function main(): Promise<i32> {
        const led = await OutputPin.open(BoardPin.LED, true);
        if (led.error) return 100;
        let next = now();
        for (let i = 0; i < 3; i++) {
          await sleepUntil(next += 500000);
          await led.toggle();
        }
        await led.setHigh();
        await led.setHigh();
        await led.setLow();
        return led.handle;
      }`, chip => levelsOf(chip, 25, changes));
    assert.deepEqual({ code, stderr }, { code: 255, stderr: "" });
    assert.deepEqual(changes, ["High 0", "Low 500", "High 1000", "Low 1500", "High 1500", "Low 1500"]);
  });

  test("the example blinks until its button is pressed", async t => {
    const changes: string[] = [];
    const { code, stderr } = await runOnChip(t, readFileSync("examples/blink/main.ts", "utf8"), chip => {
      const [, , button] = chip.gpio;
      button!.setInputValue(true);
      later(chip, 900_000, () => button!.setInputValue(false));
      levelsOf(chip, 25, changes);
    });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    assert.deepEqual(changes, ["Low 0", "High 0", "Low 250", "High 500", "Low 750"]);
  });

  test("waits end with their event, and not before; levels that are there end them at once", async t => {
    const { code, stdout, stderr } = await runOnChip(t, `
      import { InputPin, now, OutputPin, PinEvent, sleep } from "tacet/assembly";
      async function drive(out: OutputPin): Promise<void> {
        for (let i = 0; i < 6; i++) {
          await sleep(10);
          await out.toggle();
        }
      }
      let started: u64 = 0;
      function mark(what: string): void {
        console.log(what + " " + (<u32>(now() - started) / 1000).toString());
      }
      export async function main(): Promise<i32> {
        const out = await OutputPin.open(2);
        const pin = await InputPin.open(3);
        if (!out.ok || !pin.ok) return 1;
        started = now();
        const driver = drive(out);
        if (await pin.waitForLow() < 0) return 2;
        mark("low at once");
        if (await pin.waitForFallingEdge() < 0) return 3;
        mark("falling");
        if (await pin.waitForRisingEdge() < 0) return 4;
        mark("rising");
        if (await pin.waitForHigh() < 0) return 5;
        mark("high at once");
        if (await pin.waitForAnyEdge() < 0) return 6;
        mark("edge");
        if (await pin.waitForHigh() < 0) return 7;
        mark("high");
        if (await pin.waitForLow() < 0) return 8;
        mark("low");
        await driver;
        return await pin.read();
      }`, chip => wire(chip, 2, 3));
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    assert.equal(stdout, "low at once 0\nfalling 20\nrising 30\nhigh at once 30\nedge 40\nhigh 50\nlow 60\n");
  });

  test("a driver that is generic over its pin takes one, or a fake whose methods are not async", async t => {
    const { code, stdout, stderr } = await runOnChip(t, `
      import { InputPin, sleep } from "tacet/assembly";
      /** Counts presses that last: a button's contacts bounce. */
      async function presses<P>(button: P, wanted: i32): Promise<i32> {
        let edges = 0;
        for (let count = 0; count < wanted;) {
          if (await button.waitForFallingEdge() < 0) return -1;
          edges++;
          await sleep(5);
          if (await button.read() == 0) count++;
        }
        return edges;
      }
      @unmanaged class Fake {
        edges: i32;
        waitForFallingEdge(): i32 { this.edges++; return 0; }
        read(): i32 { return this.edges % 3 ? 1 : 0; }
      }
      const memory0 = memory.data(4);
      export async function main(): Promise<i32> {
        const button = await InputPin.open(3);
        console.log("pin " + (await presses(button, 2)).toString());
        console.log("fake " + (await presses(changetype<Fake>(memory0), 2)).toString());
        return 0;
      }`, chip => {
      const [, , , button] = chip.gpio;
      // A press that bounces back within a millisecond, and two that last.
      const changes = [[0, true], [10, false], [11, true], [20, false], [40, true], [50, false]] as const;
      for (const [ms, level] of changes) later(chip, 1000 * ms + 500, () => button!.setInputValue(level));
    });
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: "pin 3\nfake 6\n", stderr: "" });
  });

  test("a wait that is cancelled leaves its pin to the next, and what came meanwhile is not counted", async t => {
    const { code, stdout, stderr } = await runOnChip(t, `
      import { InputPin, OutputPin, sleep, timeout } from "tacet/assembly";
      async function pulseLater(out: OutputPin): Promise<void> {
        await sleep(5);
        await out.setHigh();
        await out.setLow();
      }
      export async function main(): Promise<i32> {
        const out = await OutputPin.open(2);
        const pin = await InputPin.open(3);
        for (let i = 0; i < 20; i++) {
          try {
            await timeout(pin.waitForRisingEdge(), 1);
            return 1;
          } catch (e) {
            if (e.name != "TimeoutError") return 2;
          }
        }
        await out.setHigh();
        await out.setLow();
        try {
          await timeout(pin.waitForRisingEdge(), 1);
          return 3;
        } catch (e) {
          console.log("nothing since");
        }
        const pulse = pulseLater(out);
        if (await pin.waitForRisingEdge() != 0) return 4;
        await pulse;
        return 0;
      }`, chip => wire(chip, 2, 3));
    assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: "nothing since\n", stderr: "" });
  });

  test("what can't be is refused by name", async t => {
    const { code, stderr } = await runOnChip(t, `
      import { Errno, InputPin, OutputPin, PinMode, sleep } from "tacet/assembly";
      async function wait(pin: u32): Promise<i32> {
        const input = await InputPin.open(pin);
        return await input.waitForRisingEdge();
      }
      export async function main(): Promise<i32> {
        if ((await OutputPin.open(0)).error != Errno.ENODEV) return 1; // the console's
        if ((await OutputPin.open(30)).error != Errno.ENODEV) return 2;
        if ((await InputPin.open(5, 4)).error != Errno.EINVAL) return 3;
        if (await (await OutputPin.open(4)).write(3) != Errno.EINVAL) return 4;
        const a = wait(5);
        const b = wait(6);
        const c = wait(7);
        const d = wait(8);
        const e = wait(9);
        const f = wait(10);
        const g = wait(11);
        const h = wait(12);
        await sleep(1);
        if (await wait(5) != Errno.EBUSY) return 5;
        if (await wait(13) != Errno.EAGAIN) return 6;
        return 0;
      }`, () => undefined);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  });

  test("pulls and directions are the pad's", async t => {
    const states: string[] = [];
    await runOnChip(t, `
      import { InputPin, OutputPin, PinMode } from "tacet/assembly";
      export async function main(): Promise<void> {
        await InputPin.open(4, PinMode.INPUT_PULL_UP);
        await InputPin.open(4, PinMode.INPUT_PULL_DOWN);
        await InputPin.open(4);
        await OutputPin.open(4, true);
        await InputPin.open(4);
      }`, chip => chip.gpio[4]!.addListener(state => states.push(GPIOPinState[state])));
    assert.deepEqual(states, ["InputPullUp", "InputPullDown", "Input", "High", "Input"]);
  });
});

interface Machine {
  readonly board: string;
  readonly pin: number;
  /** A pin that programs can't have. */
  readonly refused: number;
  readonly pulls: readonly ("up" | "down")[];
  /** Whether a wait ends when the program itself drives the pin. */
  readonly hears: boolean;
}

/** What QEMU's machines show of pins without anything wired to them: which levels pulls and outputs give, and whether a pin hears itself. */
const IN_QEMU: readonly Machine[] = [
  { board: "lm3s6965evb", pin: 40, refused: 0, pulls: [], hears: true }, // an input keeps the level of the output it was
  { board: "microbit", pin: 3, refused: 24, pulls: ["up", "down"], hears: false }, // QEMU has no GPIOTE
  { board: "sifive_e", pin: 5, refused: 16, pulls: ["up"], hears: true },
];

for (const { board, pin, refused, pulls, hears } of IN_QEMU) {
  test(`pins of ${board}, as far as QEMU has them`, { skip: await whyNot(board) }, async t => {
    const program = await compileForBoard(t, `
      import { Errno, InputPin, OutputPin, PinMode, sleep } from "tacet/assembly";
      async function drive(): Promise<void> {
        await sleep(5);
        await OutputPin.open(${pin}, true);
        await InputPin.open(${pin});
      }
      export async function main(): Promise<i32> {
        if ((await InputPin.open(${refused})).error != Errno.ENODEV) return 1;
        const out = await OutputPin.open(${pin});
        const pin = await InputPin.open(${pin});
        if (!out.ok || !pin.ok) return 2;
        ${pulls.includes("up") ? `await InputPin.open(${pin}, PinMode.INPUT_PULL_UP); if (await pin.read() != 1) return 3;` : ""}
        ${pulls.includes("down") ? `await InputPin.open(${pin}, PinMode.INPUT_PULL_DOWN); if (await pin.read() != 0) return 4;` : ""}
        await OutputPin.open(${pin});
        if (await pin.read() != 0) return 5;
        await out.toggle();
        if (await pin.read() != 1) return 6;
        if (await pin.waitForHigh() != 0) return 7;
        await out.setLow();
        if (await pin.read() != 0) return 8;
        if (${hears}) {
          await InputPin.open(${pin});
          const driver = drive();
          if (await pin.waitForRisingEdge() != 0) return 9;
          await driver;
        }
        return 42;
      }`);
    assert.deepEqual(await runOnBoard(program, board), { code: 42, stdout: "", stderr: "" });
  });
}

test("a board without a driver says so before anything is linked", async t => {
  const program = await compileForBoard(t, 'import { OutputPin } from "tacet/assembly"; export async function main(): Promise<void> { await OutputPin.open(1); }');
  await assert.rejects(firmwareFor(program, "virt"), /the program uses pins, for which virt has no driver/);
});
