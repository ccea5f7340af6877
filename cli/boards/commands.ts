// build, run, report and flash with --board: entries and asc options -> firmware beside the entry, a run in the board's emulator, a
// table, or a board that has the program.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, relative } from "node:path";
import type { Arguments } from "../arguments.js";
import { UsageError } from "../errors.js";
import { isFolder } from "../files.js";
import { awaitsFileText } from "../awaits.js";
import { boardNamed, type Board } from "./definition.js";
import { emulate } from "./emulator.js";
import { buildFirmware } from "./firmware.js";
import { boardOptions } from "./options.js";
import { flash, flashersOf, HERE, type FirmwareFiles } from "./flash.js";
import { footprintOf, renderFootprint } from "./footprint.js";
import { programOf } from "./program.js";
import { treemapOf } from "./treemap.js";

const EXIT_FAILED = 1;

/** `tacet build app.ts --board NAME`. @returns exit code */
export async function buildForBoard(parsed: Arguments, name: string): Promise<number> {
  return await writeFirmware(parsed, await boardNamed(name), "build") ? 0 : EXIT_FAILED;
}

/** `tacet flash app.ts --board NAME`. @returns exit code */
export async function flashBoard(parsed: Arguments, name: string): Promise<number> {
  const board = await boardNamed(name);
  const drive = parsed.values.get("drive");
  flashersOf(board, drive); // told before anything is built
  if (drive !== undefined && !await isFolder(drive)) throw new UsageError(`no folder '${drive}': --drive names where the board's drive is mounted`);
  const files = await writeFirmware(parsed, board, "flash");
  if (!files) return EXIT_FAILED;
  await flash(files, board, { ...HERE, ...drive !== undefined && { drive } }, line => void process.stdout.write(`> ${line}\n`));
  return 0;
}

/** Builds a firmware and writes its files beside the entry, saying what they take. @returns undefined when it does not compile */
async function writeFirmware(parsed: Arguments, board: Board, command: string): Promise<FirmwareFiles | undefined> {
  const program = await programOf(parsed, command);
  if (!program) return undefined;
  const firmware = await buildFirmware(program, board, { semihosting: parsed.switches.has("semihosting"), ...boardOptions(parsed) });
  const base = program.outFile.replace(/\.(elf|bin|hex|uf2|wasm)$/, ""); // as -o and asconfig.json say, or beside the entry
  const { elf, bin, hex, uf2 } = firmware;
  const contents = { elf, bin, hex, ...uf2 && { uf2 }, ...program.awaits && { "awaits.json": awaitsFileText(bin, program.awaits) } };
  const files = Object.fromEntries(Object.keys(contents).map(kind => [kind, relative("", `${base}.${kind}`)]));
  await mkdir(dirname(base), { recursive: true });
  for (const [kind, bytes] of Object.entries(contents)) await writeFile(files[kind]!, bytes);
  process.stdout.write(`${files["elf"]}  flash ${firmware.flashBytes} of ${board.flash.bytes} bytes, RAM ${firmware.ramBytes} and stack ${board.stackBytes} of ${board.ram.bytes}\n`);
  process.stdout.write(`${Object.values(files).slice(1).join("  ")}\n`);
  return files;
}

/** `tacet report app.ts --board NAME`. @returns exit code */
export async function reportForBoard(parsed: Arguments, name: string): Promise<number> {
  const board = await boardNamed(name);
  const program = await programOf(parsed, "report");
  if (!program) return EXIT_FAILED;
  const firmware = await buildFirmware(program, board, { semihosting: false, ...boardOptions(parsed) });
  const footprint = footprintOf(firmware, program, board);
  const file = parsed.values.get("treemap");
  if (file !== undefined) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await treemapOf(footprint));
  }
  process.stdout.write(parsed.switches.has("json") ? `${JSON.stringify(footprint, null, 2)}\n` : renderFootprint(footprint));
  return 0;
}

/** `tacet run app.ts --board NAME`. @returns exit code */
export async function runOnBoard(parsed: Arguments, name: string): Promise<number> {
  if (parsed.forProgram.length) throw new UsageError("a program on a board has no arguments");
  const board = await boardNamed(name);
  const program = await programOf(parsed, "run");
  if (!program) return EXIT_FAILED;
  const firmware = await buildFirmware(program, board, { semihosting: true, reports: true, ...boardOptions(parsed) });
  return emulate(firmware, board, program.awaits, {
    out: bytes => void process.stdout.write(bytes),
    err: text => void process.stderr.write(text),
  });
}
