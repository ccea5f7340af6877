// Compile: entries and asc options -> a module in memory, its files, and the program behind it.
// asc runs in this process, through its own API; asconfig.json means what it means to asc. On top:
// - The last asconfig.json of the `extends` chain (or none) extends ours, so our defaults
//   (stub runtime, the transform) are the weakest and every setting of the user's wins.
// - `tacet/…` always comes from the package this file belongs to: library and compiler have one version,
//   and a file anywhere compiles without an installation next to it.
// - A failure is asc's or our diagnostics; an exception is an InternalError, never a stack on the terminal.

import { main as asc, type APIOptions, type OutputStream } from "assemblyscript/asc";
import { readFile as read, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import type { Arguments } from "./arguments.js";
import { ConfigurationError, InternalError, UsageError } from "./errors.js";
import { PACKAGE_ROOT } from "./package.js";

const TRANSFORM_NAME = "tacet/transform";
const TRANSFORM_FILE = join(PACKAGE_ROOT, "dist/transform/index.js");
const DEFAULTS_FILE = join(PACKAGE_ROOT, "asconfig.json");
const FAILURE = "FAILURE";
/** asc's. */
const DEFAULT_TARGET = "release";
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

export interface CompileOptions {
  /** Write the files asc emits; otherwise they are only returned or dropped. */
  readonly emit: boolean;
  /** Binary to write when neither command line nor asconfig.json names one; relative to the base directory. */
  readonly outFile: string;
  /** asc options that hold where nobody says otherwise, in front of our usual ones; `use` is added to. */
  readonly defaults?: Defaults;
}

interface Defaults extends Readonly<Record<string, unknown>> {
  /** `NAME=value` each. */
  readonly use?: readonly string[];
}

/** Targets of our asconfig.json whose programs run their own turns. */
export function isCommandTarget(target: string | undefined): boolean {
  return target === "wasi" || target === "wamr";
}

/** The await map that we keep, in the module or beside it, tells nothing without the running task, which programs compiled for size leave out. */
const STACKS = ["TACET_RUNNING_TASK=1"];

/**
 * Compiles once. Diagnostics go to stderr as asc prints them.
 * @throws UsageError when there is nothing to compile, InternalError when asc or the transform crashed
 */
export async function compile(parsed: Arguments, options: CompileOptions): Promise<CompileResult> {
  const baseDir = resolve(parsed.ascOptions.get("baseDir") ?? ".");
  if (!parsed.entries.length && !(await configNamesEntries(parsed, baseDir))) {
    throw new UsageError("no file to compile: name one, or list `entries` in asconfig.json");
  }
  for (const entry of parsed.entries) await mustNotBeFolder(entry, baseDir);
  const binaries = new Map<string, Uint8Array>();
  const programs: object[] = [];

  const settings: Settings = { options, target: parsed.ascOptions.get("target"), usedNames: new Set(namesUsed(usesOf(parsed.forAsc))) };

  const api: APIOptions = {
    stdout: process.stdout,
    stderr: diagnosticsOnly(process.stderr),
    readFile: (name, directory) => readSource(resolve(directory, name), settings),
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

/** One compilation's settings while its configurations are read. */
interface Settings {
  readonly options: CompileOptions;
  readonly target: string | undefined;
  /** What `use` sets on the command line and in the files read so far. */
  readonly usedNames: Set<string>;
}

/** Values of `--use`, in each form asc takes. */
function usesOf(words: readonly string[]): string[] {
  return words.flatMap((word, i) => {
    if (word === "--use" || word === "-u") return words[i + 1]?.split(",") ?? [];
    return word.startsWith("--use=") ? word.slice("--use=".length).split(",") : [];
  });
}

/** What stands in front of `=`. */
function namesUsed(entries: readonly unknown[]): string[] {
  return entries.filter(entry => typeof entry === "string").map(entry => entry.split("=")[0]!.trim());
}

/** asc would look for `folder.ts` and name that. */
async function mustNotBeFolder(entry: string, baseDir: string): Promise<void> {
  const isFolder = await stat(resolve(baseDir, entry)).then(found => found.isDirectory(), () => false);
  if (isFolder && (await readOrNull(`${resolve(baseDir, entry)}.ts`)) === null) throw new UsageError(`'${entry}' is a folder: name a file, as in ${entry.replace(/\/?$/, "/main.ts")}`);
}

/** Without entries asc would print its own help. */
async function configNamesEntries(parsed: Arguments, baseDir: string): Promise<boolean> {
  const text = await readOrNull(resolve(baseDir, parsed.ascOptions.get("config") ?? "asconfig.json"));
  if (text === null) return false;
  try {
    const config: unknown = JSON.parse(text);
    return isRecord(config) && Array.isArray(config["entries"]) && config["entries"].length > 0;
  } catch {
    return true; // asc has a message for it
  }
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

/** Reads a source or a configuration for asc; null = there is none, asc looks further. */
async function readSource(file: string, settings: Settings): Promise<string | null> {
  const text = await readOrNull(ownCopy(file) ?? file);
  // asc reads nothing but sources and configurations this way.
  return file.endsWith(".json") ? configuration(file, text, settings) : text;
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

/**
 * An asconfig.json as asc is to see it: ours at the end of the chain, our transform by its file.
 * Invalid JSON is passed on: asc has a message for it.
 */
function configuration(file: string, text: string | null, { options: { outFile, defaults }, target, usedNames }: Settings): string | null {
  let config: unknown;
  try {
    config = text === null ? {} : JSON.parse(text);
  } catch {
    return text;
  }
  if (!isRecord(config)) return text;
  const targets = isRecord(config["targets"]) ? config["targets"] : {};
  for (const set of [config["options"], ...Object.values(targets)]) {
    if (!isRecord(set)) continue;
    const isUsed = set === config["options"] || set === targets[target ?? DEFAULT_TARGET];
    if (isUsed) for (const name of namesUsed(Array.isArray(set["use"]) ? set["use"] : [set["use"]])) usedNames.add(name);
    if (set["transform"] === undefined) continue;
    const named = Array.isArray(set["transform"]) ? set["transform"] : [set["transform"]];
    // By file, so that asc sees one transform however often and from wherever it is named.
    set["transform"] = named.map((name: unknown) => (name === TRANSFORM_NAME ? TRANSFORM_FILE : name));
  }
  if (file === DEFAULTS_FILE) {
    // asc lets the last `use` of a name win, which is the weakest file's: ours only stands where the name is free.
    const ours = defaults ? defaults.use : isCommandTarget(target) ? [] : STACKS;
    const use = ours?.filter(entry => namesUsed([entry]).every(name => !usedNames.has(name)));
    config["options"] = { ...(isRecord(config["options"]) ? config["options"] : {}), ...defaults, ...use && { use }, outFile: resolve(outFile) };
    const { wasi } = config["targets"] as Record<string, Record<string, unknown>>; // our own file
    if (target === "wasi") wasi!["lib"] = wasiShim();
  } else if (config["extends"] === undefined) {
    config["extends"] = DEFAULTS_FILE;
  } else if (config["extends"] === "tacet/asconfig.json") {
    config["extends"] = DEFAULTS_FILE;
  }
  return JSON.stringify(config);
}

/** AssemblyScript's library for WASI; npm may have put it next to us or inside us. */
function wasiShim(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("@assemblyscript/wasi-shim/package.json")), "assembly");
  } catch {
    throw new UsageError("--target wasi needs @assemblyscript/wasi-shim, which is not installed: npm install");
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
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
    if (error instanceof InternalError) throw error;
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
