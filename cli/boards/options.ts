// Options of --board: words of the command -> what firmware is built with. build, run, report and flash have the same. --debug is asc's.

import type { Arguments } from "../arguments.js";
import { UsageError } from "../errors.js";
import type { FirmwareOptions } from "./firmware.js";

/** Those that take a value, for parseArguments. */
export const BOARD_OPTIONS = ["board", "heap", "watchdog"] as const;

/** @throws UsageError where one of them is given that does nothing, since there is no `--board` */
export function mustBeForBoard({ values, switches }: Arguments): void {
  const stray = [...BOARD_OPTIONS, "semihosting"].find(name => values.has(name) || switches.has(name));
  if (stray !== undefined) throw new UsageError(`--${stray} is for boards: add --board NAME`);
}

/** @throws UsageError where a value is no number */
export function boardOptions(parsed: Arguments): Pick<FirmwareOptions, "heapBytes" | "watchdogMs" | "canaries"> {
  const heapBytes = numberOf(parsed, "heap", "bytes");
  const watchdogMs = numberOf(parsed, "watchdog", "milliseconds");
  return { canaries: parsed.ascOptions.has("debug"), ...heapBytes !== undefined && { heapBytes }, ...watchdogMs !== undefined && { watchdogMs } };
}

function numberOf(parsed: Arguments, option: (typeof BOARD_OPTIONS)[number], unit: string): number | undefined {
  const text = parsed.values.get(option);
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new UsageError(`--${option} takes a number of ${unit}, not '${text}'`);
  return Number(text);
}
