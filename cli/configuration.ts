// Configuration: the chain of asconfig.json files -> what asc is to see of them. They mean what they mean to asc, and on top:
// - The last file of the `extends` chain (or none) extends ours, so our defaults (stub runtime, -O3, the transform) are the weakest
//   settings and every one of the user's wins.
// - Files named on the command line take the place of `entries`: asc would compile both.
// - `\` separates folders in paths of outputs on every system, as it does in asc's entries.
// - What asc passes over is told: a file or a target that is not there, a file that extends itself or holds no object, an unknown option.

import { options as ascOptions } from "assemblyscript/asc";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { COMMAND_KINDS } from "../transform/options.js";
import type { Arguments } from "./arguments.js";
import { ConfigurationError, UsageError } from "./errors.js";
import { exists, isFolder } from "./files.js";
import { didYouMean } from "../transform/nearest.js";
import { PACKAGE_ROOT } from "./package.js";

const TRANSFORM_NAME = "tacet/transform";
export const TRANSFORM_FILE = join(PACKAGE_ROOT, "dist/transform.js");
const DEFAULTS_NAME = "tacet/asconfig.json";
const DEFAULTS_FILE = join(PACKAGE_ROOT, "asconfig.json");
const CONFIG_FILE = "asconfig.json";
/** asc's. */
const DEFAULT_TARGET = "release";
/** Where nobody says otherwise, unless it is for debugging. */
const DEFAULT_LEVEL = 3;
/** Keys that asc reads at the top of a file; other tools keep theirs there, too. */
const KEYS: readonly string[] = ["entries", "targets", "options", "extends", "include"];
/** Options of asc that name files it writes. */
const OUTPUTS = ["outFile", "textFile"] as const;

/** Settings that hold where nobody says otherwise. */
export interface Defaults extends Readonly<Record<string, unknown>> {
  /** `NAME=value` each. */
  readonly use?: readonly string[];
}

export interface ConfigurationOptions {
  /** Binary to write where neither command line nor asconfig.json names one; beside the first entry where this is left out, too. */
  readonly outFile?: string;
  /** asc options that hold where nobody says otherwise, in front of our usual ones; `use` is added to. */
  readonly defaults?: Defaults;
}

/** Targets of our asconfig.json whose programs run their own turns. */
export function isCommandTarget(target: string | undefined): boolean {
  return COMMAND_KINDS.some(kind => kind === target);
}

/** The await map that we keep, in the module or beside it, tells nothing without the running task, which programs compiled for size leave out. */
const STACKS = ["TACET_RUNNING_TASK=1"];

/** One compilation's configuration, read as asc asks for it: file by file, the strongest first, ours last. */
export class Configuration {
  readonly #target: string | undefined;
  /** What `use` sets on the command line and in the files read so far. */
  readonly #usedNames: Set<string>;
  readonly #targets = new Set<string>();
  readonly #files = new Set<string>();
  #isForDebugging: boolean;

  private constructor(
    private readonly parsed: Arguments,
    private readonly outFile: string,
    private readonly defaults: Defaults | undefined,
  ) {
    this.#target = parsed.ascOptions.get("target");
    this.#usedNames = new Set(namesUsed(usesOf(parsed.forAsc)));
    this.#isForDebugging = parsed.ascOptions.has("debug");
  }

  /** @throws UsageError where neither the command line nor the configuration names a file that can be compiled, or the one named is not there */
  static async of(parsed: Arguments, { outFile, defaults }: ConfigurationOptions): Promise<Configuration> {
    const baseDir = resolve(parsed.ascOptions.get("baseDir") ?? ".");
    const named = parsed.ascOptions.get("config");
    const file = resolve(baseDir, named ?? CONFIG_FILE);
    const text = await textOf(file);
    if (text === null && named !== undefined) throw new UsageError(`no configuration '${named}'${baseDir === resolve(".") ? "" : ` in ${baseDir}`}`);
    const [entry] = parsed.entries.length > 0 ? parsed.entries : entriesIn(text);
    if (entry === undefined) throw new UsageError("no file to compile: name one, or list `entries` in asconfig.json");
    for (const named of parsed.entries) await mustBeSource(named, baseDir);
    const beside = resolve(parsed.entries.length > 0 ? baseDir : dirname(file), slashed(entry).replace(/(\.ts)?$/, ".wasm"));
    return new Configuration(parsed, outFile === undefined ? beside : resolve(outFile), defaults);
  }

  /** The text of `file` as asc is to see it; null = asc looks no further. Invalid JSON is passed on: asc has a message for it. */
  async read(file: string): Promise<string | null> {
    const text = await textOf(file);
    if (text === null && this.#files.size > 0) throw refusal([...this.#files].at(-1)!, `extends '${relative("", file)}', which is not there`);
    if (text?.trim() === "") throw refusal(file, "is empty: write {} at least"); // asc would go on without ours
    let config: unknown;
    try {
      config = text === null ? {} : JSON.parse(text);
    } catch {
      return text;
    }
    this.#files.add(file);
    if (file === DEFAULTS_FILE) return JSON.stringify(this.#ours(config as OurConfig));
    this.#check(config, file);
    this.#note(config);
    if (this.parsed.entries.length > 0) delete config.entries;
    config.extends = this.#extended(config.extends, file);
    return JSON.stringify(config);
  }

  /** @throws ConfigurationError where asc would fail without saying why, or read something else than what is written */
  #check(config: unknown, file: string): asserts config is UserConfig {
    if (!isRecord(config)) throw refusal(file, "holds no object: write {} at least");
    const { entries = [], options = {}, targets = {}, extends: extended } = config;
    if (!Array.isArray(entries) || !entries.every(entry => typeof entry === "string")) throw refusal(file, `'entries' is no list of files: write ["src/main.ts"]`);
    if (extended !== undefined && typeof extended !== "string") throw refusal(file, "'extends' is no name of a file");
    if (!isRecord(options)) throw refusal(file, "'options' is no object");
    if (!isRecord(targets)) throw refusal(file, "'targets' is no object");
    for (const key of Object.keys(config)) {
      const hint = KEYS.includes(key) ? "" : didYouMean(key, KEYS);
      if (hint !== "") warn(file, `nothing reads '${key}'${hint}`);
    }
    for (const name of Object.keys(options)) warnOfUnknown(file, "'options'", name);
    for (const [target, set] of Object.entries(targets)) {
      if (!isRecord(set)) throw refusal(file, `target '${target}' is no object`);
      for (const name of Object.keys(set)) warnOfUnknown(file, `target '${target}'`, name);
    }
  }

  /** Remembers what decides about weaker files, and puts paths as asc takes them. */
  #note({ options, targets = {} }: UserConfig): void {
    for (const name of Object.keys(targets)) this.#targets.add(name);
    const used = targets[this.#target ?? DEFAULT_TARGET];
    for (const set of [options, ...Object.values(targets)]) {
      if (set === undefined) continue;
      if (set === options || set === used) {
        for (const name of namesUsed(Array.isArray(set["use"]) ? set["use"] : [set["use"]])) this.#usedNames.add(name);
        this.#isForDebugging ||= set["debug"] === true;
      }
      for (const name of OUTPUTS) if (typeof set[name] === "string") set[name] = slashed(set[name]);
      if (set["transform"] === undefined) continue;
      const named = Array.isArray(set["transform"]) ? set["transform"] : [set["transform"]];
      // By file, so that asc sees one transform however often and from wherever it is named.
      set["transform"] = named.map((name: unknown) => (name === TRANSFORM_NAME ? TRANSFORM_FILE : name));
    }
  }

  /** What a file extends: ours where it says nothing or names it. */
  #extended(name: string | undefined, file: string): string {
    if (name === undefined || name === DEFAULTS_NAME) return DEFAULTS_FILE;
    if (/^[./]/.test(name) && this.#files.has(resolve(dirname(file), name))) throw refusal(file, `extends '${name}', which leads back to itself`);
    return name;
  }

  #ours(config: OurConfig): OurConfig {
    const target = this.#target;
    for (const name of Object.keys(config.targets)) this.#targets.add(name);
    if (target !== undefined && !this.#targets.has(target)) throw new UsageError(`no target '${target}'; there are: ${[...this.#targets].sort().join(", ")}`);
    // asc lets the last `use` of a name win, which is the weakest file's: ours only stands where the name is free.
    const ours = this.defaults ? this.defaults.use : isCommandTarget(target) ? [] : STACKS;
    const use = ours?.filter(entry => namesUsed([entry]).every(name => !this.#usedNames.has(name)));
    const level = target === undefined || target in config.targets || this.#isForDebugging ? {} : { optimizeLevel: DEFAULT_LEVEL };
    const targets = target === "wasi" ? { ...config.targets, wasi: { ...config.targets.wasi, lib: wasiShim() } } : config.targets;
    return { ...config, targets, options: { ...config.options, ...level, ...this.defaults, ...use && { use }, outFile: this.outFile } };
  }
}

/** A file that `#check` has looked at. */
interface UserConfig {
  entries?: string[];
  readonly options?: Record<string, unknown>;
  readonly targets?: Record<string, Record<string, unknown>>;
  extends?: string;
}

/** asconfig.json of this package. */
interface OurConfig {
  readonly targets: Record<string, Record<string, unknown>>;
  readonly options: Record<string, unknown>;
}

/** Without entries asc would print its own help. */
function entriesIn(text: string | null): string[] {
  if (text === null) return [];
  try {
    const config: unknown = JSON.parse(text);
    const entries: unknown = isRecord(config) ? config["entries"] : config;
    return entries === undefined ? [] : Array.isArray(entries) ? entries.map(String) : [CONFIG_FILE];
  } catch {
    return [CONFIG_FILE]; // what is wrong with the file is told when it is read
  }
}

/** asc would look for `folder.ts` or `file.wasm.ts` and name that, and says of a file it can't read that it is not there. */
async function mustBeSource(entry: string, baseDir: string): Promise<void> {
  const file = resolve(baseDir, slashed(entry));
  if (await isFolder(file)) {
    if (await exists(`${file}.ts`) || await exists(join(file, "index.ts"))) return;
    throw new UsageError(`'${entry}' is a folder: name a file, as in ${entry.replace(/[\\/]?$/, "/main.ts")}`);
  }
  const source = file.endsWith(".ts") ? file : `${file}.ts`;
  if (await exists(source)) await textOf(source);
  else if (await exists(file)) {
    throw new UsageError(entry.endsWith(".wasm") ? `'${entry}' is compiled already: name its source, or try: tacet run ${entry}` : `'${entry}' is no source: name a .ts file`);
  }
}

/** Without the mark that editors of Windows put in front; null = no such file. */
async function textOf(file: string): Promise<string | null> {
  try {
    return (await readFile(file, "utf8")).replace(/^\ufeff/, "");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw code === "EISDIR" ? refusal(file, "is a folder, not a file") : error;
  }
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

/** AssemblyScript's library for WASI; npm may have put it next to us or inside us. */
function wasiShim(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("@assemblyscript/wasi-shim/package.json")), "assembly");
  } catch {
    throw new UsageError("--target wasi needs @assemblyscript/wasi-shim, which is not installed: npm install");
  }
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}

function refusal(file: string, detail: string): ConfigurationError {
  return new ConfigurationError(new Error(`${relative("", file)}: ${detail}`));
}

/** asc passes over what it does not know. */
function warnOfUnknown(file: string, place: string, option: string): void {
  if (!ascOptions[option]) warn(file, `${place} holds '${option}', which is no option of asc${didYouMean(option, Object.keys(ascOptions))}`);
}

function warn(file: string, detail: string): void {
  process.stderr.write(`tacet: warning: ${relative("", file)}: ${detail}\n`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
