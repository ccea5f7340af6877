// tacet run: a program -> a process. Compiles in memory (or takes a finished .wasm), calls `main` on
// the Node host, exits with what it returns. The first Ctrl-C cancels `main`, so that its cleanup runs,
// unless the program waits for the signal itself; the second ends the process at once.

import { readFile } from "node:fs/promises";
import { instantiate } from "../host/node.js";
import { parseArguments, type Arguments } from "./arguments.js";
import { compile } from "./compile.js";
import { UsageError } from "./errors.js";

const EXIT_FAILED = 1;
/** 128 + SIGINT, as shells count. */
const EXIT_INTERRUPTED = 130;
/** 128 + SIGABRT: the program trapped. */
const EXIT_TRAPPED = 134;

/** @returns exit code */
export async function run(words: readonly string[]): Promise<number> {
  const parsed = parseArguments(words, []);
  if (!parsed.entries.length) throw new UsageError("run needs a file: tacet run app.ts [-- arguments]");
  if (parsed.entries.length > 1) {
    throw new UsageError(`run takes one file; put the program's arguments behind '--': tacet run ${parsed.entries[0]} -- ${parsed.entries.slice(1).join(" ")}`);
  }
  const wasm = await moduleOf(parsed);
  return wasm ? execute(wasm, parsed.forProgram) : EXIT_FAILED;
}

async function moduleOf(parsed: Arguments): Promise<Uint8Array | undefined> {
  const entry = parsed.entries[0]!;
  if (entry.endsWith(".wasm")) {
    try {
      return await readFile(entry);
    } catch (error) {
      throw new UsageError(`cannot read '${entry}': ${(error as Error).message}`);
    }
  }
  const result = await compile(parsed, { emit: false, outFile: "run.wasm" });
  if (result.kind === "none") throw new UsageError("run needs a module: leave out --noEmit");
  return result.kind === "module" ? result.wasm : undefined;
}

async function execute(wasm: Uint8Array, args: readonly string[]): Promise<number> {
  const app = await instantiate(wasm, { args });
  const main = app.exports["main"];
  if (!main) throw new UsageError("the program has no main: write `export async function main(): Promise<i32>`");
  const interrupt = new AbortController();
  let interrupts = 0;
  const onInterrupt = () => {
    if (interrupts++ > 0) process.exit(EXIT_INTERRUPTED);
    // The host listens, too, while the program waits for SIGINT.
    if (process.listenerCount("SIGINT") === 1) interrupt.abort();
  };
  process.on("SIGINT", onInterrupt);
  try {
    const code = await main({ signal: interrupt.signal });
    return typeof code === "number" ? code & 0xff : 0;
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT_INTERRUPTED;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return EXIT_TRAPPED;
  } finally {
    process.off("SIGINT", onInterrupt);
    await app.close();
  }
}
