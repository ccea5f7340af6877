// tacet run: a program -> a process. Compiles in memory (or takes a finished .wasm), calls `main` on
// the Node host, exits with what it returns. The first Ctrl-C or SIGTERM cancels `main`, so that its cleanup runs,
// unless the program waits for the signal itself; the second ends the process at once.

import { awaitStacksBy, instantiate, TacetClosed, TacetFault, TacetTrap, type AnyExports, type App, type AwaitStacks } from "../host/node.js";
import { readSection } from "../host/section.js";
import { awaitMapOf } from "../transform/4-report/awaits.js";
import { reportOf } from "../transform/4-report/report.js";
import { mustNotWrite, parseArguments, type Arguments } from "./arguments.js";
import { readAwaitsBeside } from "./awaits.js";
import { BOARD_OPTIONS, mustBeForBoard } from "./boards/options.js";
import { compile } from "./compile.js";
import { runOptimized } from "./engine.js";
import { UsageError } from "./errors.js";
import { EXIT_FAILED, EXIT_INTERRUPTED, EXIT_TRAPPED } from "./exit-codes.js";
import { onInterrupts } from "./interrupts.js";
import { checkMainParameters, checkMainResult } from "./main-parameters.js";
import { commandOf, runCommand } from "./wasi.js";
import { readModule } from "./wasm.js";

const STACK_FRAMES_MAX = 50;

/** @returns exit code */
export async function run(words: readonly string[]): Promise<number> {
  const parsed = parseArguments(words, [], BOARD_OPTIONS);
  mustNotWrite(parsed, "run");
  if (!parsed.entries.length) throw new UsageError("run needs a file: tacet run app.ts [-- arguments]");
  if (parsed.entries.length > 1) {
    throw new UsageError(`run takes one file; put the program's arguments behind '--': tacet run ${parsed.entries[0]} -- ${parsed.entries.slice(1).join(" ")}`);
  }
  const board = parsed.values.get("board");
  if (board !== undefined) return (await import("./boards/commands.js")).runOnBoard(parsed, board);
  mustBeForBoard(parsed);
  const program = await programOf(parsed);
  if (!program) return EXIT_FAILED;
  runOptimized();
  const command = commandOf(program.wasm);
  return command ? runCommand(program, command, entryName(parsed.entries[0]!), parsed.forProgram) : execute(program, parsed.forProgram);
}

/** What a command takes for its own name. */
function entryName(entry: string): string {
  return entry.replace(/\.ts$/, ".wasm");
}

export interface Program {
  readonly wasm: Uint8Array;
  /** How to read await stacks where the module does not say itself. */
  readonly awaitStacks?: AwaitStacks | undefined;
}

async function programOf(parsed: Arguments): Promise<Program | undefined> {
  const entry = parsed.entries[0]!;
  if (entry.endsWith(".wasm")) {
    const vain = [...parsed.ascOptions.keys()].find(name => name !== "debug");
    if (vain !== undefined) throw new UsageError(`'${entry}' is compiled already, so that --${vain} does nothing: leave it out, or name the source`);
    const wasm = await readModule(entry);
    return { wasm, awaitStacks: await readAwaitsBeside(entry, wasm) };
  }
  const result = await compile(parsed, { emit: false });
  if (result.kind === "none") throw new UsageError("run needs a module: leave out --noEmit");
  if (result.kind === "failed") return undefined;
  if (reportOf(result.program) === undefined) throw new UsageError(`'${entry}' has no async function: a program is \`export async function main(): Promise<i32>\``);
  const map = awaitMapOf(result.program);
  return { wasm: result.wasm, awaitStacks: map && awaitStacksBy(map) };
}

async function execute(program: Program, args: readonly string[]): Promise<number> {
  Error.stackTraceLimit = STACK_FRAMES_MAX; // a trap shows what the engine remembers
  const interrupt = new AbortController();
  let app: App<AnyExports> | undefined;
  let exitInterrupted = EXIT_FAILED;
  let interrupts = 0;
  const stopListening = onInterrupts(signal => {
    exitInterrupted = EXIT_INTERRUPTED[signal];
    if (interrupts++ > 0 || app && !canCancel(app)) process.exit(exitInterrupted);
    if (!app?.isWaitingFor(signal)) interrupt.abort();
  }); // before the module's top level runs
  try {
    app = await start(program, args);
    const main = app.exports["main"];
    if (!main) throw new UsageError("the program has no main: write `export async function main(): Promise<i32>`");
    const signature = readSection(app.module).exports.find(({ name }) => name === "main")!;
    checkMainParameters(signature, "'tacet run'", true);
    checkMainResult(signature);
    return await exitCodeOf(canCancel(app) ? main({ signal: interrupt.signal }) : main(), interrupt.signal);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    // no module, one of another compiler, a missing host function; a trap; an error of main
    return interrupt.signal.aborted && error === interrupt.signal.reason ? exitInterrupted : explain(error);
  } finally {
    stopListening();
    await app?.close();
  }
}

/** Whether calls can be asked to stop; not in a module compiled with TACET_ONLY_MAIN=1. */
function canCancel(app: App<AnyExports>): boolean {
  return "tacet_cancel" in app.instance.exports;
}

function start({ wasm, awaitStacks }: Program, args: readonly string[]): Promise<App<AnyExports>> {
  return instantiate(wasm, { args, env: process.env, ...(awaitStacks && { awaitStacks }) });
}

/** What `main` gives; an error of the program itself is printed with where it was thrown, and from which awaits. */
async function exitCodeOf(main: Promise<unknown>, signal: AbortSignal): Promise<number> {
  try {
    const code = await main;
    return typeof code === "number" ? code & 0xff : 0;
  } catch (error) {
    const isOwn = error instanceof Error && !(error instanceof TacetTrap || error instanceof TacetFault || error instanceof TacetClosed);
    if (!isOwn || error === signal.reason) throw error;
    process.stderr.write(`tacet: ${error.stack}\n`);
    return EXIT_FAILED;
  }
}

/** Says how the program failed. @returns exit code */
function explain(error: unknown): number {
  process.stderr.write(`tacet: ${error instanceof Error ? error.message : String(error)}\n`);
  return error instanceof TacetTrap ? EXIT_TRAPPED : EXIT_FAILED;
}
