// Peripherals: groups of operations that a program uses -> the board's drivers for them, which alone go into its firmware.

import { HostFeature } from "../../host/abi.js";
import { ToolError } from "../errors.js";
import type { Board } from "./definition.js";
import type { Program } from "./program.js";

/** What a board may have drivers for. */
export const PERIPHERALS = ["pins", "pwm", "i2c", "spi"] as const;
export type Peripheral = (typeof PERIPHERALS)[number];

export function isPeripheral(name: string): name is Peripheral {
  return (PERIPHERALS as readonly string[]).includes(name);
}

const FEATURE_OF: Readonly<Record<Peripheral, number>> = {
  pins: HostFeature.PINS, pwm: HostFeature.PWM, i2c: HostFeature.I2C, spi: HostFeature.SPI,
};

/** Those the program can ask for. */
export function peripheralsOf({ layout }: Program): readonly Peripheral[] {
  return PERIPHERALS.filter(name => layout.hostFeatures & FEATURE_OF[name]);
}

/** Their drivers, C files. @throws ToolError where the board lacks one */
export function driversFor(program: Program, board: Board): readonly string[] {
  return peripheralsOf(program).map(name => {
    const driver = board.peripherals?.[name];
    if (driver === undefined) throw new ToolError(`the program uses ${name}, for which ${board.name} has no driver`, "docs/8-boards.md says which boards have which");
    return driver;
  });
}
