// tacet build: entries and asc options -> files on disk.

import { basename, dirname, join, relative } from "node:path";
import { parseArguments } from "./arguments.js";
import { compile } from "./compile.js";
import { UsageError } from "./errors.js";

/** @returns exit code */
export async function build(words: readonly string[]): Promise<number> {
  const parsed = parseArguments(words, []);
  if (parsed.forProgram.length) throw new UsageError("build takes no program arguments; `tacet run` does");
  const result = await compile(parsed, { emit: true, outFile: besideEntry(parsed.entries[0]) });
  if (result.kind === "failed") return 1;
  if (result.kind === "module") process.stdout.write(`${relative("", result.outFile)}  ${result.wasm.length} bytes\n`);
  return 0;
}

/** `src/app.ts` -> `src/app.wasm`; without an entry asconfig.json names both. */
function besideEntry(entry: string | undefined): string {
  if (entry === undefined) return "main.wasm";
  return join(dirname(entry), `${basename(entry, ".ts")}.wasm`);
}
