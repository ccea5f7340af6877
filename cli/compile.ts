// Compile: entries and asc options -> a module in memory, its files, and the program behind it.
// asc runs in this process, through its own API; configuration.ts is how it sees asconfig.json. On top:
// - `tacet/…` always comes from the package this file belongs to: library and compiler have one version,
//   and a file anywhere compiles without an installation next to it.
// - A failure is asc's or our diagnostics; an exception is an InternalError, never a stack on the terminal.

import { main as asc, type APIOptions, type OutputStream } from "assemblyscript/asc";
import { readFile as read, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Arguments } from "./arguments.js";
import { Configuration, TRANSFORM_FILE, type ConfigurationOptions } from "./configuration.js";
import { ConfigurationError, InternalError, UsageError } from "./errors.js";
import { PACKAGE_ROOT } from "./package.js";

const FAILURE = "FAILURE";
/** What asc says when Binaryen refuses the module it was about to write: never the user's mistake. */
const INVALID_MODULE = "validate error";

export interface Compiled {
  readonly kind: "module";
  readonly wasm: Uint8Array;
  /** Where the binary was or would be written, absolute. */
  readonly outFile: string;
  /** asc's Program; phase 4 leaves its report on it. */
  readonly program: object;
}

/** `failed`: the diagnostics are printed. `none`: all is well and there is no module (`--noEmit`, `--showConfig`). */
export type CompileResult = Compiled | { readonly kind: "failed" } | { readonly kind: "none" };

export interface CompileOptions extends ConfigurationOptions {
  /** Write the files asc emits; otherwise they are only returned or dropped. */
  readonly emit: boolean;
}

/**
 * Compiles once. Diagnostics go to stderr as asc prints them.
 * @throws UsageError when there is nothing to compile, InternalError when asc or the transform crashed
 */
export async function compile(parsed: Arguments, options: CompileOptions): Promise<CompileResult> {
  const configuration = await Configuration.of(parsed, options);
  const binaries = new Map<string, Uint8Array>();
  const programs: object[] = [];

  const api: APIOptions = {
    stdout: process.stdout,
    stderr: diagnosticsOnly(process.stderr),
    readFile: (name, directory) => {
      const file = resolve(directory, name);
      const own = ownCopy(file) ?? file;
      return own.endsWith(".json") ? configuration.read(own) : readOrNull(own); // asc reads nothing but sources and configurations this way
    },
    listFiles: (name, directory) => readdir(resolve(directory, name)).then(names => names.filter(file => file.endsWith(".ts")), () => []),
    writeFile: async (name, contents, directory) => {
      const file = resolve(directory, name);
      if (typeof contents !== "string") binaries.set(file, contents);
      if (!options.emit) return;
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, contents);
    },
    // asc takes constructors here, as its own --transform does; its declaration says instances.
    transforms: [keepProgram(programs)] as unknown as NonNullable<APIOptions["transforms"]>,
  };
  const result = await withoutExit(() => asc([...parsed.forAsc, ...impliedOptions(parsed)], api));
  if (result.error) {
    explainFailure(result.error);
    return { kind: "failed" };
  }
  const binary = [...binaries][0];
  const program = programs[0];
  if (!binary || !program) return { kind: "none" };
  return { kind: "module", outFile: binary[0], wasm: binary[1], program };
}

/** What a command line implies though it does not say so. */
function impliedOptions(parsed: Arguments): string[] {
  const implied: string[] = [];
  // A debug build is for stepping through: our default level 3 would be in the way.
  if (parsed.ascOptions.has("debug") && !parsed.ascOptions.has("optimizeLevel") && !parsed.ascOptions.has("optimize")) {
    implied.push("-O0");
  }
  return implied;
}

async function readOrNull(file: string): Promise<string | null> {
  try {
    return await read(file, "utf8");
  } catch {
    return null;
  }
}

/**
 * The file of this package that `…/node_modules/tacet/…` stands for. The last such part counts: for an import inside
 * the library asc looks into the library's own node_modules first.
 */
function ownCopy(file: string): string | undefined {
  const inside = /^.*[\\/]node_modules[\\/]tacet[\\/](.*)$/.exec(file);
  return inside ? join(PACKAGE_ROOT, inside[1]!) : undefined;
}

/** A transform that changes nothing and remembers the program it was given. */
function keepProgram(programs: object[]): new () => object {
  return class {
    /** asc puts it on the prototype before it calls the constructor. */
    declare readonly program: object;

    constructor() {
      programs.push(this.program);
    }
  };
}

/** asc's error stream without its last words `FAILURE <stack>`: we say them, without the stack. */
function diagnosticsOnly(stderr: NodeJS.WriteStream): OutputStream {
  return Object.assign(Object.create(stderr) as NodeJS.WriteStream, {
    write: (chunk: Uint8Array | string) => (String(chunk).includes(FAILURE) ? true : stderr.write(chunk)),
  });
}

function explainFailure(error: Error): void {
  const stack = error.stack ?? error.message;
  if (error.message === INVALID_MODULE || stack.includes(dirname(TRANSFORM_FILE))) {
    throw new InternalError(`the compiler failed: ${error.message}`, { cause: error });
  }
  // Node appends the chain of modules that wanted a missing transform: ours, of no use to the reader.
  process.stderr.write(`${FAILURE} ${error.message.split("\nRequire stack:")[0]}\n`);
}

/**
 * Runs asc, which on a crash of its own prints a stack and ends the process: here that becomes an
 * InternalError. Both functions are put back, whatever happens.
 */
async function withoutExit<T>(work: () => Promise<T>): Promise<T> {
  const { exit } = process;
  const { error: consoleError } = console;
  let crash = "";
  console.error = (...parts: unknown[]) => {
    const text = parts.map(String).join(" ");
    if (text.includes("compiler has crashed during")) crash = text;
    else consoleError(...parts);
  };
  process.exit = (() => {
    throw new InternalError(crashSummary(crash), { cause: crash });
  }) as typeof process.exit;
  try {
    return await work();
  } catch (error) {
    if (error instanceof InternalError || error instanceof UsageError || error instanceof ConfigurationError) throw error;
    // asc rejects where a configuration is broken or names what is not there.
    throw error instanceof Error ? new ConfigurationError(error) : error;
  } finally {
    process.exit = exit;
    console.error = consoleError;
  }
}

function crashSummary(text: string): string {
  const stage = /crashed during (\w+)/.exec(text)?.[1] ?? "compilation";
  const message = /(\w*(?:Error|Exception)\b.*)/.exec(text)?.[1] ?? "no message";
  return `asc crashed during ${stage}: ${message}`;
}
