// WASI commands on Node: a module of `--target wasi` -> its exit code, under node:wasi.
// It may use what a program on the Node host may: all files, the environment, the standard streams. The module says itself why it
// ended; where that was is for us to add, since it does not know the engine's stack and the await map.

import { ControlLayout, Status, TaskEnd, TaskLayout } from "../host/abi.js";
import { awaitStacksOf } from "../host/awaits.js";
import { awaitLines } from "../host/errors.js";
import type { AwaitStacks } from "../host/node.js";
import { programFunctionsOn } from "../host/wasm-stack.js";
import { ConfigurationError } from "./errors.js";
import { EXIT_TRAPPED } from "./exit-codes.js";
import { sectionsOf } from "../host/wasm-format.js";

/** What the section `tacet` says of a command. */
export interface Command {
  /** Address of the control block. */
  readonly control: number;
}

/** What kind of command the module is; undefined for a module that needs a host of ours, or is no module. */
export function commandOf(wasm: Uint8Array): Command | undefined {
  if (!WebAssembly.validate(new Uint8Array(wasm))) return undefined;
  const section = sectionsOf(wasm).find(({ name }) => name === "tacet");
  if (section === undefined) return undefined;
  const { target, control } = written(section.content);
  return target === "wasi" && typeof control === "number" ? { control } : undefined;
}

/** What the section holds; nothing where it is damaged, which the host tells. */
function written(content: Uint8Array): { readonly target?: unknown; readonly control?: unknown } {
  try {
    return JSON.parse(new TextDecoder().decode(content)) as object | null ?? {};
  } catch {
    return {};
  }
}

export interface CommandProgram {
  readonly wasm: Uint8Array;
  readonly awaitStacks?: AwaitStacks | undefined;
}

/** Runs the command; it blocks this process until it ends. @returns its exit code */
export async function runCommand(program: CommandProgram, command: Command, name: string, args: readonly string[]): Promise<number> {
  const { WASI } = await importQuietly();
  const wasi = new WASI({
    version: "preview1",
    args: [name, ...args],
    env: process.env,
    preopens: { ".": ".", "/": "/" },
    returnOnExit: true,
  });
  const module = await WebAssembly.compile(new Uint8Array(program.wasm));
  const instance = await WebAssembly.instantiate(module, wasi.getImportObject() as WebAssembly.Imports).catch((error: Error) => {
    throw new ConfigurationError(new Error(`the command can't be started: ${error.message}; node:wasi has WASI preview 1 and nothing else`));
  });
  if (typeof instance.exports["_start"] !== "function") throw new ConfigurationError(new Error("the command is damaged: it exports no _start; build it again"));
  const memory = instance.exports["memory"] as WebAssembly.Memory;
  const awaitStacks = program.awaitStacks ?? awaitStacksOf(module);
  try {
    const code = wasi.start(instance) & 0xff;
    if (awaitStacks) explainError(memory, command, awaitStacks);
    return code;
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    explainTrap(error, memory, command, awaitStacks);
    return EXIT_TRAPPED;
  }
}

/** Node says of each import of node:wasi that it is experimental, on the stream that is our program's. */
async function importQuietly(): Promise<typeof import("node:wasi")> {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return await import("node:wasi");
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Adds to what the command has said of the error that ended it: where it was thrown, and the awaits. `main` is the one call it ended. */
function explainError(memory: WebAssembly.Memory, { control }: Command, awaitStacks: AwaitStacks): void {
  const view = new DataView(memory.buffer);
  const main = view.getUint32(control + ControlLayout.DONE, true);
  if (main === 0 || (view.getUint8(main + TaskLayout.FLAGS) & TaskEnd.THREW) === 0) return;
  const thrown = awaitStacks.uncaught(memory);
  print(thrown === undefined ? [] : [`    at ${thrown}`], awaitStacks.task(memory, main));
}

/** Adds to what the command has said of its trap: all of it where it could say nothing, and the stacks. */
function explainTrap(error: Error, memory: WebAssembly.Memory, { control }: Command, awaitStacks: AwaitStacks | undefined): void {
  const lines: string[] = [];
  const word = (offset: number): number => new DataView(memory.buffer).getUint32(control + offset, true);
  const isUncaught = word(ControlLayout.FILE) !== 0 && word(ControlLayout.CODE) === 0; // an error has no line (assembly/error.ts)
  const thrown = isUncaught ? awaitStacks?.uncaught(memory) : undefined;
  if (word(ControlLayout.STATUS) !== Status.TRAPPED) lines.push(`tacet: trap: ${error.message}`);
  else if (thrown !== undefined) lines.push(`    at ${thrown}`);
  for (const name of programFunctionsOn(error.stack ?? "")) lines.push(`    at ${name}`);
  print(lines, awaitStacks?.running(memory) ?? []);
}

function print(lines: readonly string[], awaits: readonly string[]): void {
  const text = `${lines.join("\n")}${awaitLines(awaits)}`.replace(/^\n/, "");
  if (text !== "") process.stderr.write(`${text}\n`);
}
