// Builds every peer: sources and tools -> wasm files, or the reason why a peer (or one module of it) is missing.
// Flags are chosen for speed in the same way for all (README.md); the size module is built for size. A file whose sources,
// command and tool have not changed is not built again.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findClang, findRustc, type Found } from "./tools.js";
import { MODULES, type ModuleName } from "./workloads.js";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUILD = join(ROOT, "dist/bench/build");
const PEERS = join(ROOT, "bench/peers");
const CASES = join(ROOT, "bench/cases");
export const ASC = join(dirname(createRequire(import.meta.url).resolve("assemblyscript/package.json")), "bin/asc.js");

export const PEER_NAMES = ["tacet", "c", "rust", "switch", "asyncify", "js"] as const;
export type PeerName = (typeof PEER_NAMES)[number];

/** A module that was built, or the first lines of why not. */
export type Built = { readonly wasm: string } | { readonly missing: string };

export interface Peer {
  readonly name: PeerName;
  readonly title: string;
  /** The compiler and its version. */
  readonly tool: string;
  /** null: the peer is JavaScript and has no modules. */
  readonly modules: ReadonlyMap<ModuleName, Built> | null;
  /** The executor and the yield workload alone, built for size; null in a quick build. */
  readonly size: Built | null;
  /** Tacet only: the size module with pools of the two sizes SIZE_TASKS, from whose memory bytes per task are computed. */
  readonly pools: readonly [Built, Built] | null;
}

/** Pool sizes of `Peer.pools`. */
export const SIZE_TASKS = [1000, 2000] as const;

/** What one wasm file is built from. */
interface Recipe {
  readonly key: string;
  /** Files and folders whose content decides whether it is built again. */
  readonly inputs: readonly string[];
  readonly command: string;
  readonly args: (output: string) => readonly string[];
}

/** @param quick do nothing that takes more than some seconds: a peer that needs it is missing */
export async function buildPeers(names: readonly PeerName[], quick: boolean): Promise<Peer[]> {
  mkdirSync(BUILD, { recursive: true });
  const builders: Record<PeerName, () => Promise<Peer>> = {
    tacet: () => buildTacet(quick),
    c: () => buildC(quick),
    rust: () => buildRust(quick),
    switch: () => buildSwitch(quick),
    asyncify: () => buildAsyncify(quick),
    js: async () => ({ name: "js", title: "JS async", tool: `V8 ${process.versions.v8}`, modules: null, size: null, pools: null }),
  };
  return Promise.all(names.map((name) => builders[name]()));
}

async function buildTacet(quick: boolean): Promise<Peer> {
  const inputs = [CASES, join(ROOT, "assembly"), join(ROOT, "dist/transform")];
  const recipe = (module: string, extra: readonly string[], source = join(CASES, `${module}.ts`)): Recipe => ({
    key: `tacet-${module}`,
    inputs,
    command: process.execPath,
    args: (output) => [ASC, source, "--config", join(CASES, "asconfig.json"), "--converge", ...extra, "-o", output],
  });
  const pools = SIZE_TASKS.map((tasks) => {
    const source = join(CASES, "size.ts");
    const generated = join(BUILD, `pool-${tasks}.ts`);
    const text = readFileSync(source, "utf8").replace("@pool(1000)", `@pool(${tasks})`);
    writeIfChanged(generated, `${text}\nexport function heap_base(): usize {\n  return __heap_base;\n}\n`);
    return recipe(`pool-${tasks}`, FOR_SIZE, generated);
  });
  return {
    name: "tacet",
    title: "Tacet",
    tool: `AssemblyScript ${versionOfPackage("assemblyscript")}`,
    modules: await buildModules((module) => recipe(module, module === "timers" ? MANY_TIMERS : [])),
    size: quick ? null : await build(recipe("size", FOR_SIZE)),
    pools: quick ? null : [await build(pools[0]), await build(pools[1])],
  };
}

/** Tacet's setting for programs with thousands of timers: as many slots as the wheels of the peers have. */
const MANY_TIMERS = ["--use", "TACET_TIMER_SLOTS=1024"] as const;
const FOR_SIZE = ["--optimizeLevel", "3", "--shrinkLevel", "2"] as const; // asc's -Oz

async function buildC(quick: boolean): Promise<Peer> {
  const found = findClang(BUILD);
  const title = "C";
  if ("missing" in found) return missingPeer("c", title, found);
  const sources = join(PEERS, "c");
  const recipe = (key: string, file: string, optimize: string, defines: readonly string[]): Recipe => ({
    key: `c-${key}`,
    inputs: [sources],
    command: found.tool.command,
    args: (output) => ["--target=wasm32", optimize, "-std=c11", "-ffreestanding", "-nostdlib", "-Wall", "-Wextra", "-Werror",
      "-Wl,--no-entry", "-Wl,--strip-all", "-Wl,--compress-relocations", ...defines.map((define) => `-D${define}`), "-o", output, join(sources, `${file}.c`)],
  });
  return {
    name: "c",
    title,
    tool: found.tool.version,
    modules: await buildModules((module) => module === "yield1" || module === "yield8"
      ? recipe(module, "yield", "-O3", [`TYPES=${module.slice(-1)}`])
      : recipe(module, module, "-O3", [])),
    size: quick ? null : await build(recipe("size", "yield", "-Oz", ["TYPES=1", "TASK_COUNT_MAX=1000", "BENCH_SIZE"])),
    pools: null,
  };
}

async function buildRust(quick: boolean): Promise<Peer> {
  const found = findRustc(BUILD, BUILD, !quick);
  const title = "Rust";
  if ("missing" in found) return missingPeer("rust", title, found);
  const sources = join(PEERS, "rust");
  const recipe = (key: string, file: string, level: string, cfgs: readonly string[]): Recipe => ({
    key: `rust-${key}`,
    inputs: [sources],
    command: found.tool.command,
    args: (output) => [...found.tool.args, "--edition", "2021", "--crate-type", "cdylib", "-Cpanic=abort", "-Clto=fat", "-Ccodegen-units=1",
      "-Cstrip=symbols", "-Clink-arg=--compress-relocations", `-Copt-level=${level}`, "--cap-lints", "allow", ...cfgs.flatMap((cfg) => ["--cfg", cfg]), "-o", output, join(sources, `${file}.rs`)],
  });
  return {
    name: "rust",
    title,
    tool: found.tool.version,
    modules: await buildModules((module) => module === "yield1" || module === "yield8"
      ? recipe(module, "yield", "3", module === "yield8" ? ["types8"] : [])
      : recipe(module, module, "3", [])),
    size: quick ? null : await build(recipe("size", "yield", "z", ["bench_size"])),
    pools: null,
  };
}

async function buildSwitch(quick: boolean): Promise<Peer> {
  const recipe = (module: string, extra: readonly string[]): Recipe => ({
    key: `switch-${module}`,
    inputs: [join(PEERS, "switch"), join(PEERS, "asconfig.json")],
    command: process.execPath,
    args: (output) => [ASC, join(PEERS, "switch", `${module}.ts`), "--config", join(PEERS, "asconfig.json"), "--converge", ...extra, "-o", output],
  });
  return {
    name: "switch",
    title: "AS switch",
    tool: `AssemblyScript ${versionOfPackage("assemblyscript")}`,
    modules: await buildModules((module) => recipe(module, [])),
    size: quick ? null : await build(recipe("size", FOR_SIZE)),
    pools: null,
  };
}

async function buildAsyncify(quick: boolean): Promise<Peer> {
  const script = fileURLToPath(new URL("./asyncify.js", import.meta.url));
  const recipe = (module: string, shrink: string): Recipe => ({
    key: `asyncify-${module}`,
    inputs: [join(PEERS, "asyncify"), join(PEERS, "asconfig.json"), script],
    command: process.execPath,
    args: (output) => [script, join(PEERS, "asyncify", `${module}.ts`), shrink, output],
  });
  return {
    name: "asyncify",
    title: "Asyncify",
    tool: `AssemblyScript ${versionOfPackage("assemblyscript")}, binaryen ${versionOfPackage("binaryen")}`,
    modules: await buildModules((module) => recipe(module, "0")),
    size: quick ? null : await build(recipe("size", "2")),
    pools: null,
  };
}

function missingPeer(name: PeerName, title: string, found: Found<never> & { missing: string }): Peer {
  const modules = new Map(MODULES.map((module) => [module, { missing: found.missing }] as const));
  return { name, title, tool: `missing: ${found.missing}`, modules, size: { missing: found.missing }, pools: null };
}

async function buildModules(recipeOf: (module: ModuleName) => Recipe): Promise<ReadonlyMap<ModuleName, Built>> {
  const built = await Promise.all(MODULES.map(async (module) => [module, await build(recipeOf(module))] as const));
  return new Map(built);
}

const BUILD_TIMEOUT_MS = 120_000;

/** As many compilers at once as there are processors. */
class Seats {
  private readonly waiting: (() => void)[] = [];
  constructor(private free: number) {}

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve)); // the seat is handed over
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }
}

const compilers = new Seats(availableParallelism());

async function build(recipe: Recipe): Promise<Built> {
  const output = join(BUILD, `${recipe.key}.wasm`);
  const stamp = `${output}.stamp`;
  const args = recipe.args(output);
  const state = hashOf(recipe, args);
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, "utf8") === state) return { wasm: output };
  try {
    await compilers.take(() => promisify(execFile)(recipe.command, args, { cwd: ROOT, timeout: BUILD_TIMEOUT_MS }));
  } catch (error) {
    const { stderr, stdout, message } = error as { stderr?: string; stdout?: string; message: string };
    const text = (stderr || stdout || message).trim();
    return { missing: `does not compile: ${text.split("\n").slice(0, 6).join("\n")}` };
  }
  if (!WebAssembly.validate(readFileSync(output))) return { missing: "compiles to an invalid module" };
  writeFileSync(stamp, state);
  return { wasm: output };
}

function hashOf(recipe: Recipe, args: readonly string[]): string {
  const hash = createHash("sha256").update(recipe.command).update(args.join("\0"));
  for (const input of recipe.inputs) hashInto(hash, input);
  return hash.digest("hex");
}

function hashInto(hash: ReturnType<typeof createHash>, path: string): void {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort()) hashInto(hash, join(path, name));
  } else if (!path.endsWith(".map") && !path.endsWith(".d.ts")) {
    hash.update(path).update(readFileSync(path));
  }
}

function writeIfChanged(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

function versionOfPackage(name: "assemblyscript" | "binaryen"): string {
  const asc = createRequire(import.meta.url).resolve("assemblyscript/package.json");
  const at = name === "assemblyscript" ? asc : join(dirname(createRequire(asc).resolve("binaryen")), "package.json");
  return (JSON.parse(readFileSync(at, "utf8")) as { version: string }).version;
}
