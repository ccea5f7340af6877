// tacet build: entries and asc options -> files on disk.
// Beside a module compiled for size lies the map of its await stacks, which others hold themselves.

import { basename, dirname, join, relative } from "node:path";
import { awaitMapOf } from "../transform/4-report/awaits.js";
import { parseArguments } from "./arguments.js";
import { writeAwaitsBeside } from "./awaits.js";
import { BOARD_OPTIONS } from "./boards/options.js";
import { compile } from "./compile.js";
import { UsageError } from "./errors.js";

/** @returns exit code */
export async function build(words: readonly string[]): Promise<number> {
  const parsed = parseArguments(words, ["semihosting"], BOARD_OPTIONS);
  if (parsed.forProgram.length) throw new UsageError("build takes no program arguments; `tacet run` does");
  const board = parsed.values.get("board");
  if (board !== undefined) return (await import("./boards/commands.js")).buildForBoard(parsed, board);
  if (parsed.switches.has("semihosting")) throw new UsageError("--semihosting is for boards: add --board NAME");
  const result = await compile(parsed, { emit: true, outFile: besideEntry(parsed.entries[0]) });
  if (result.kind === "failed") return 1;
  if (result.kind === "none") return 0;
  process.stdout.write(`${relative("", result.outFile)}  ${result.wasm.length} bytes\n`);
  const map = parsed.ascOptions.get("target") === "wamr" ? undefined : awaitMapOf(result.program); // iwasm tells no await stacks
  const awaitsFile = await writeAwaitsBeside(result.outFile, result.wasm, map);
  if (awaitsFile !== undefined) process.stdout.write(`${relative("", awaitsFile)}  await stacks of traps, for tacet run\n`);
  return 0;
}

/** `src/app.ts` -> `src/app.wasm`; without an entry asconfig.json names both. */
function besideEntry(entry: string | undefined): string {
  if (entry === undefined) return "main.wasm";
  return join(dirname(entry), `${basename(entry, ".ts")}.wasm`);
}
