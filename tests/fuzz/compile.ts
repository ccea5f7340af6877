// Compiling in this process: AssemblyScript text -> a module, with asc and, for the tacet dialect, our transform.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import type { Dialect } from "./syntax.js";

export const LEVELS = ["O0", "O3", "Oz"] as const;
export const RUNTIMES = ["stub", "incremental", "minimal"] as const;
export type Level = (typeof LEVELS)[number];
export type Runtime = (typeof RUNTIMES)[number];

export interface CompileOptions {
  readonly level: Level;
  readonly runtime: Runtime;
  readonly dialect: Exclude<Dialect, "javascript">;
  /** Guard words behind every frame and task stack, which trap when a poll broke one. */
  readonly canaries: boolean;
}

/** The repository: the next directory upwards that has this package's package.json. */
export const ROOT = packageRoot(dirname(fileURLToPath(import.meta.url)));

const PRELUDE = readFileSync(join(ROOT, "tests/fuzz/prelude.as.ts"), "utf8");

/** What the prelude takes from Tacet; the synchronous dialect does without suspending. */
const PRIMITIVES: Readonly<Record<CompileOptions["dialect"], string>> = {
  tacet: 'import { frameBuffer, limit, scope, shield, sleep, spawn, timeout, yieldNow } from "tacet/assembly";\n',
  synchronous: [
    "function yieldNow(): void {}",
    "function sleep(ms: f64): void {}",
    "function frameBuffer(bytes: usize): usize { const at = heap.alloc(bytes); memory.fill(at, 0, bytes); return at; }",
    "",
  ].join("\n"),
};

const libraryFiles = new Map<string, string | null>();

/** @returns the module, or what the compiler said against the program */
export async function compile(programs: string, options: CompileOptions): Promise<{ binary: Uint8Array } | { error: string }> {
  const text = `${PRIMITIVES[options.dialect]}${PRELUDE}\n${programs}`;
  let binary: Uint8Array | undefined;
  let stderr = "";
  const args = [
    "fuzz.ts", "--outFile", "fuzz.wasm", "--baseDir", ROOT, "--runtime", options.runtime, `-${options.level}`, "--enable", "simd",
    ...(options.dialect === "tacet" ? ["--transform", "./dist/transform.js"] : ["--use", "abort="]),
    ...(options.canaries ? canaryArguments() : []),
  ];
  const crash = await crashOf(async () => {
    const { error } = await asc.main(args, {
      stdout: { write: () => undefined },
      stderr: { write: (chunk: string | Uint8Array) => void (stderr += chunk.toString()) },
      readFile: (name) => (name === "fuzz.ts" ? text : readLibraryFile(name)),
      writeFile: (_name, contents) => void (binary = contents as unknown as Uint8Array),
      listFiles: () => [],
    });
    if (error) binary = undefined; // warnings stand in stderr too
  });
  if (crash !== undefined) return { error: crash };
  return binary ? { binary } : { error: stderr || "no output" };
}

/** The one place that knows how canaries are switched on. */
function canaryArguments(): string[] {
  return ["--use", "TACET_CANARY=1"];
}

/** Runs `work`. When asc crashes it writes to the console and ends the process: here that becomes an answer. */
async function crashOf(work: () => Promise<void>): Promise<string | undefined> {
  const { exit } = process;
  const { error: consoleError, log } = console;
  const said: string[] = [];
  console.error = console.log = (...words: unknown[]) => void said.push(words.join(" "));
  process.exit = () => { throw new Error("asc crashed"); };
  try {
    await work();
    return undefined;
  } catch (error) {
    return `ERROR crash: ${said.join("\n") || String(error instanceof Error ? error.stack : error)}`;
  } finally {
    process.exit = exit;
    console.error = consoleError;
    console.log = log;
  }
}

function readLibraryFile(name: string): string | null {
  if (name.endsWith("asconfig.json")) return null; // the arguments say all
  const known = libraryFiles.get(name);
  if (known !== undefined) return known;
  const text = readOrNull(join(ROOT, name));
  libraryFiles.set(name, text);
  return text;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null; // asc asks for several spellings of each import
  }
}

function packageRoot(from: string): string {
  const text = readOrNull(join(from, "package.json"));
  if (text !== null && (JSON.parse(text) as { name?: string }).name === "tacet") return from;
  return packageRoot(dirname(from));
}
