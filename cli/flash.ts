// tacet flash: entries and asc options -> a board that has the program.

import { parseArguments } from "./arguments.js";
import { flashBoard } from "./boards/commands.js";
import { BOARD_OPTIONS } from "./boards/options.js";
import { UsageError } from "./errors.js";

/** @returns exit code */
export async function flash(words: readonly string[]): Promise<number> {
  const parsed = parseArguments(words, ["semihosting"], [...BOARD_OPTIONS, "drive"]);
  if (parsed.forProgram.length) throw new UsageError("a program on a board has no arguments");
  const board = parsed.values.get("board");
  if (board === undefined) throw new UsageError("flash needs a board: tacet flash app.ts --board NAME");
  return flashBoard(parsed, board);
}
