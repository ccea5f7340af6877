// build, run and report with --board: entries and asc options -> firmware beside the entry, or a run in the board's emulator.

import { writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import type { Arguments } from "../arguments.js";
import { UsageError } from "../errors.js";
import { awaitsFileText } from "../awaits.js";
import { boardNamed } from "./definition.js";
import { emulate } from "./emulator.js";
import { buildFirmware } from "./firmware.js";
import { footprintOf, renderFootprint } from "./footprint.js";
import { programOf } from "./program.js";

const EXIT_FAILED = 1;

/** `tacet build app.ts --board NAME`. @returns exit code */
export async function buildForBoard(parsed: Arguments, name: string): Promise<number> {
  const board = await boardNamed(name);
  const program = await programOf(parsed, "build");
  if (!program) return EXIT_FAILED;
  const firmware = await buildFirmware(program, board, { semihosting: parsed.switches.has("semihosting"), ...heapOption(parsed) });
  const base = outputBase(parsed);
  const files: readonly (readonly [string, Uint8Array | string])[] = [
    [`${base}.elf`, firmware.elf], [`${base}.bin`, firmware.bin], [`${base}.hex`, firmware.hex],
    ...firmware.uf2 ? [[`${base}.uf2`, firmware.uf2] as const] : [],
    ...program.awaits ? [[`${base}.awaits.json`, awaitsFileText(firmware.bin, program.awaits)] as const] : [],
  ];
  for (const [file, bytes] of files) await writeFile(file, bytes);
  process.stdout.write(`${relative("", `${base}.elf`)}  flash ${firmware.flashBytes} of ${board.flash.bytes} bytes, RAM ${firmware.ramBytes} and stack ${board.stackBytes} of ${board.ram.bytes}\n`);
  process.stdout.write(`${files.slice(1).map(([file]) => relative("", file)).join("  ")}\n`);
  return 0;
}

/** `tacet report app.ts --board NAME`. @returns exit code */
export async function reportForBoard(parsed: Arguments, name: string): Promise<number> {
  const board = await boardNamed(name);
  const program = await programOf(parsed, "report");
  if (!program) return EXIT_FAILED;
  const firmware = await buildFirmware(program, board, { semihosting: false, ...heapOption(parsed) });
  const footprint = footprintOf(firmware, program, board);
  process.stdout.write(parsed.switches.has("json") ? `${JSON.stringify(footprint, null, 2)}\n` : renderFootprint(footprint));
  return 0;
}

/** `tacet run app.ts --board NAME`. @returns exit code */
export async function runOnBoard(parsed: Arguments, name: string): Promise<number> {
  if (parsed.forProgram.length) throw new UsageError("a program on a board has no arguments");
  const board = await boardNamed(name);
  const program = await programOf(parsed, "run");
  if (!program) return EXIT_FAILED;
  const firmware = await buildFirmware(program, board, { semihosting: true, reports: true, ...heapOption(parsed) });
  return emulate(firmware, board, program.awaits, {
    out: bytes => void process.stdout.write(bytes),
    err: text => void process.stderr.write(text),
  });
}

function heapOption(parsed: Arguments): { heapBytes?: number } {
  const text = parsed.values.get("heap");
  if (text === undefined) return {};
  if (!/^\d+$/.test(text)) throw new UsageError(`--heap takes a number of bytes, not '${text}'`);
  return { heapBytes: Number(text) };
}

/** Where the files go, without their ending: beside the entry, or as -o says. */
function outputBase(parsed: Arguments): string {
  const out = parsed.ascOptions.get("outFile");
  if (out) return out.replace(/\.(elf|bin|hex|uf2|wasm)$/, "");
  const entry = parsed.entries[0] ?? "main.ts";
  return join(dirname(entry), basename(entry).replace(/\.(ts|wasm)$/, ""));
}
