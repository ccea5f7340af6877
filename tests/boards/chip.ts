// A program on an RP2040 with something around the chip: wires, devices on its buses, ears on its pins.

import type { TestContext } from "node:test";
import { GPIOPinState, type RP2040 } from "rp2040js";
import { runInRp2040js } from "../../cli/boards/rp2040js.js";
import type { Outcome } from "../cli/tacet.js";
import { compileForBoard, firmwareFor } from "./board.js";

/** Runs a program on the chip with this around it. */
export async function runOnChip(t: TestContext, source: string, connect: (chip: RP2040) => void): Promise<Outcome> {
  const program = await compileForBoard(t, source);
  const { bin } = await firmwareFor(program, "rp2040");
  let stdout = "";
  let stderr = "";
  const code = await runInRp2040js(bin, program.awaits, {
    input: new Uint8Array(),
    out: bytes => void (stdout += Buffer.from(bytes).toString("latin1")),
    err: text => void (stderr += text),
  }, connect);
  return { code, stdout, stderr };
}

/** A wire from an output to an input. */
export function wire(chip: RP2040, from: number, to: number): void {
  chip.gpio[from]!.addListener(state => chip.gpio[to]!.setInputValue(state === GPIOPinState.High));
}

/** Which levels the chip drives a pin to, and in which millisecond: grows as the program runs. */
export function levelsOf(chip: RP2040, pin: number, changes: string[]): void {
  chip.gpio[pin]!.addListener(state => {
    if (state === GPIOPinState.High || state === GPIOPinState.Low) changes.push(`${GPIOPinState[state]} ${Math.round(chip.clock.nanos / 1e6)}`);
  });
}

/** Calls back once, that many microseconds of the chip's time later. */
export function later(chip: RP2040, us: number, callback: () => void): void {
  chip.clock.createAlarm(callback).schedule(us * 1000);
}
