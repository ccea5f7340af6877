// tacet build: entries and asc options -> files on disk.
// Beside a module compiled for size lies the map of its await stacks, which others hold themselves.

import { relative } from "node:path";
import { awaitMapOf } from "../transform/4-report/awaits.js";
import { parseArguments } from "./arguments.js";
import { writeAwaitsBeside } from "./awaits.js";
import { BOARD_OPTIONS, mustBeForBoard } from "./boards/options.js";
import { compile } from "./compile.js";
import { UsageError } from "./errors.js";

/** @returns exit code */
export async function build(words: readonly string[]): Promise<number> {
  const parsed = parseArguments(words, ["semihosting"], BOARD_OPTIONS);
  if (parsed.forProgram.length) throw new UsageError("build takes no program arguments; `tacet run` does");
  const board = parsed.values.get("board");
  if (board !== undefined) return (await import("./boards/commands.js")).buildForBoard(parsed, board);
  mustBeForBoard(parsed);
  const result = await compile(parsed, { emit: true });
  if (result.kind === "failed") return 1;
  if (result.kind === "none") return 0;
  // The text of `-t` without a file is what stdout is for then.
  const said = parsed.ascOptions.get("textFile") === "" ? process.stderr : process.stdout;
  said.write(`${relative("", result.outFile)}  ${result.wasm.length} bytes\n`);
  const map = parsed.ascOptions.get("target") === "wamr" ? undefined : awaitMapOf(result.program); // iwasm tells no await stacks
  const awaitsFile = await writeAwaitsBeside(result.outFile, result.wasm, map);
  if (awaitsFile !== undefined) said.write(`${relative("", awaitsFile)}  await stacks of traps, for tacet run\n`);
  return 0;
}
