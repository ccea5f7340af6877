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
}

/** The repository: the next directory upwards that has this package's package.json. */
export const ROOT = packageRoot(dirname(fileURLToPath(import.meta.url)));

const PRELUDE = readFileSync(join(ROOT, "tests/fuzz/prelude.as.ts"), "utf8");

/** What the prelude takes from Tacet; the synchronous dialect does without suspending. */
const PRIMITIVES: Readonly<Record<CompileOptions["dialect"], string>> = {
  tacet: 'import { frameBuffer, sleep, yieldNow } from "tacet/assembly";\n',
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
    "fuzz.ts", "--outFile", "fuzz.wasm", "--runtime", options.runtime, "--enable", "simd", "--use", "abort=", `-${options.level}`,
    "--baseDir", ROOT,
  ];
  if (options.dialect === "tacet") args.push("--transform", "./dist/transform/index.js");
  const { error } = await asc.main(args, {
    stdout: { write: () => undefined },
    stderr: { write: (chunk: string | Uint8Array) => void (stderr += chunk.toString()) },
    readFile: (name) => (name === "fuzz.ts" ? text : readLibraryFile(name)),
    writeFile: (_name, contents) => void (binary = contents as unknown as Uint8Array),
    listFiles: () => [],
  });
  if (error || !binary) return { error: stderr || String(error?.stack ?? "no output") };
  return { binary };
}

function readLibraryFile(name: string): string | null {
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
