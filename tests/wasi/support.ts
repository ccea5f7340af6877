// WASI commands for tests: a source -> a module, built as the command builds it but in this process -> a child process that runs it
// under node:wasi.

import assert from "node:assert/strict";
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { TestContext } from "node:test";
import { parseArguments } from "../../cli/arguments.js";
import { compile } from "../../cli/compile.js";
import { execute, folderWith, type Outcome } from "../cli/tacet.js";

const START = resolve("tests/wasi/start.mjs");

/** See start.mjs. */
interface Settings {
  /** What is preopened, by its name in the program. */
  readonly preopens: Readonly<Record<string, string>>;
  readonly isVirtual?: boolean;
}

export interface Built {
  readonly folder: string;
  readonly wasm: string;
}

/** Builds `source` with `--target wasi` in a folder of its own. */
export async function buildCommand(context: TestContext, source: string, flags: readonly string[] = []): Promise<Built> {
  const folder = await folderWith(context, { "app.ts": source });
  const wasm = join(folder, "app.wasm");
  const words = ["app.ts", "--baseDir", folder, "--target", "wasi", ...flags];
  const { kind } = await compile(parseArguments(words, []), { emit: true, outFile: wasm });
  assert.equal(kind, "module");
  return { folder, wasm };
}

/** Builds a file of this repository; its module lies in a folder of its own. */
export async function buildFile(context: TestContext, entry: string): Promise<Built> {
  const folder = await folderWith(context, {});
  const wasm = join(folder, "app.wasm");
  const { kind } = await compile(parseArguments([entry, "--target", "wasi"], []), { emit: true, outFile: wasm });
  assert.equal(kind, "module");
  return { folder, wasm };
}

function wordsOf({ wasm }: Built, args: readonly string[], settings: Settings): string[] {
  return ["--no-warnings", START, JSON.stringify(settings), wasm, ...args];
}

/** Runs the command to its end. @returns what it did, and how often it called poll_oneoff */
export async function runCommand(
  built: Built, options: Partial<Settings> & { args?: readonly string[]; stdin?: string } = {},
): Promise<Outcome & { readonly polls: number }> {
  const words = wordsOf(built, options.args ?? [], { preopens: options.preopens ?? {}, isVirtual: options.isVirtual ?? false });
  const { code, stdout, stderr } = await execute(process.execPath, words, built.folder, options.stdin);
  const polls = /^polls (\d+)\n$/m.exec(stderr);
  return { code, stdout, stderr: stderr.replace(/^polls \d+\n$/m, ""), polls: Number(polls?.[1] ?? NaN) };
}

/** Starts the command without waiting for it; its streams are pipes. */
export function startCommand(context: TestContext, built: Built): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, wordsOf(built, [], { preopens: {} }), { cwd: built.folder });
  context.after(() => child.kill("SIGKILL"));
  return child;
}

/** Names of what the module imports and exports. */
export async function interfaceOf({ wasm }: Built): Promise<{ readonly imports: readonly string[]; readonly exports: readonly string[] }> {
  const module = await WebAssembly.compile(await readFile(wasm));
  return {
    imports: WebAssembly.Module.imports(module).map(({ module: from, name }) => `${from}.${name}`).sort(),
    exports: WebAssembly.Module.exports(module).map(({ name }) => name).sort(),
  };
}
