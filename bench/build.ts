// Builds every peer: which modules, from which sources, with which tools and flags -> their wasm files, or why they are missing.
// Flags are chosen for speed in the same way for all (README.md); the size module is built for size.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { BUILD, buildAll, ROOT, type Built, type Recipe } from "./builder.js";
import { findClang, findRustc } from "./tools.js";
import { ITERATING, MODULES, type ModuleName } from "./workloads.js";

const PEERS = join(ROOT, "bench/peers");
const CASES = join(ROOT, "bench/cases");

export const PEER_NAMES = ["tacet", "c", "rust", "switch", "asyncify", "js"] as const;
export type PeerName = (typeof PEER_NAMES)[number];

export interface Peer {
  readonly name: PeerName;
  readonly title: string;
  /** The compiler and its version. */
  readonly tool: string;
  /** null: the peer is JavaScript and has no modules. */
  readonly modules: ReadonlyMap<string, Built> | null;
  /** The executor and the yield workload alone, built for size; null: there is none, or the build was a quick one. */
  readonly size: Built | null;
  /** Tacet only: the size module with pools of the two sizes SIZE_TASKS, from whose memory bytes per task are computed. */
  readonly pools: readonly [Built, Built] | null;
  /** Rust only: a module that tells the bytes of its futures (frames.ts). */
  readonly frames: Built | null;
}

/** Pool sizes of `Peer.pools`. */
export const SIZE_TASKS = [1000, 2000] as const;

/** What a peer is built from. */
interface Plan {
  readonly title: string;
  readonly tool: string;
  readonly module: (name: ModuleName) => Recipe;
  readonly size: Recipe;
  readonly pools?: readonly [Recipe, Recipe];
  readonly frames?: Recipe;
}

/** asc's -Oz. */
const FOR_SIZE = ["--optimizeLevel", "3", "--shrinkLevel", "2"] as const;
/** Tacet's setting for programs with thousands of timers: as many slots as the wheels of the peers have. */
const MANY_TIMERS = ["--use", "TACET_TIMER_SLOTS=1024"] as const;

/** @param quick leave out what only the full run needs, and what takes long: a peer that needs it is missing */
export async function buildPeers(names: readonly PeerName[], quick: boolean): Promise<Peer[]> {
  mkdirSync(BUILD, { recursive: true });
  const plans: Record<PeerName, () => Plan | { readonly title: string; readonly missing: string } | { readonly title: string; readonly tool: string }> = {
    tacet: planTacet,
    c: planC,
    rust: () => planRust(!quick),
    switch: planSwitch,
    asyncify: planAsyncify,
    js: () => ({ title: "JS async", tool: `V8 ${process.versions.v8}` }),
  };
  return Promise.all(names.map(async (name): Promise<Peer> => {
    const plan = plans[name]();
    if ("missing" in plan) {
      const modules = new Map(MODULES.map((module) => [module, { missing: plan.missing }] as const));
      return { name, title: plan.title, tool: `missing: ${plan.missing}`, modules, size: { missing: plan.missing }, pools: null, frames: null };
    }
    if (!("module" in plan)) return { name, title: plan.title, tool: plan.tool, modules: null, size: null, pools: null, frames: null };
    return { name, title: plan.title, tool: plan.tool, ...(await build(name, plan, quick)) };
  }));
}

async function build(name: PeerName, plan: Plan, quick: boolean): Promise<Pick<Peer, "modules" | "size" | "pools" | "frames">> {
  const modules = MODULES.filter((module) => module !== "iterate" || ITERATING.has(name));
  const recipes = modules.map((module) => plan.module(module === "reinsert" && name !== "tacet" ? "timers" : module));
  const forSize = quick ? [] : [plan.size, ...(plan.pools ?? []), ...(plan.frames ? [plan.frames] : [])];
  const built = await buildAll([...new Map([...recipes, ...forSize].map((recipe) => [recipe.key, recipe])).values()]);
  const of = (recipe: Recipe): Built => built.get(recipe.key) ?? { missing: "was not built" };
  return {
    modules: new Map(modules.map((module, index) => [module, of(recipes[index])] as const)),
    size: quick ? null : of(plan.size),
    pools: quick || !plan.pools ? null : [of(plan.pools[0]), of(plan.pools[1])],
    frames: quick || !plan.frames ? null : of(plan.frames),
  };
}

/** A program of Tacet's, with the flags that all are built with. */
export function tacetRecipe(key: string, extra: readonly string[], source = join(CASES, `${key}.ts`)): Recipe {
  return {
    key: `tacet-${key}`,
    inputs: [CASES, source, join(ROOT, "assembly"), join(ROOT, "dist/transform")],
    tool: { asc: true },
    args: [source, "--config", join(CASES, "asconfig.json"), "--converge", ...extra],
  };
}

function planTacet(): Plan {
  const pool = (tasks: number): Recipe => {
    const source = join(BUILD, `pool-${tasks}.ts`);
    const text = readFileSync(join(CASES, "size.ts"), "utf8").replace("@pool(1000)", `@pool(${tasks})`);
    writeIfChanged(source, `${text}\nexport function heap_base(): usize {\n  return __heap_base;\n}\n`);
    return tacetRecipe(`pool-${tasks}`, FOR_SIZE, source);
  };
  return {
    title: "Tacet",
    tool: `AssemblyScript ${versionOfPackage("assemblyscript")}`,
    module: (name) => tacetRecipe(name, name === "timers" || name === "reinsert" ? MANY_TIMERS : []),
    size: tacetRecipe("size", FOR_SIZE),
    pools: [pool(SIZE_TASKS[0]), pool(SIZE_TASKS[1])],
  };
}

function planC(): Plan | { title: string; missing: string } {
  const title = "C";
  const found = findClang(BUILD);
  if ("missing" in found) return { title, missing: found.missing };
  const { command, version } = found.tool;
  const recipe = (key: string, file: string, optimize: string, defines: readonly string[]): Recipe => ({
    key: `c-${key}`,
    inputs: [join(PEERS, "c")],
    tool: { command },
    args: ["--target=wasm32", optimize, "-std=c11", "-ffreestanding", "-nostdlib", "-Wall", "-Wextra", "-Werror",
      "-Wl,--no-entry", "-Wl,--strip-all", "-Wl,--compress-relocations", ...defines.map((define) => `-D${define}`), join(PEERS, "c", `${file}.c`)],
  });
  return {
    title,
    tool: version,
    module: (name) => isYield(name) ? recipe(name, "yield", "-O3", [`TYPES=${name.slice(-1)}`]) : recipe(name, name, "-O3", []),
    size: recipe("size", "yield", "-Oz", ["TYPES=1", "TASK_COUNT_MAX=1000", "BENCH_SIZE"]),
  };
}

function planRust(mayBuildCore: boolean): Plan | { title: string; missing: string } {
  const title = "Rust";
  const found = findRustc(BUILD, BUILD, mayBuildCore);
  if ("missing" in found) return { title, missing: found.missing };
  const { command, version, args } = found.tool;
  const recipe = (key: string, file: string, level: string, cfgs: readonly string[]): Recipe => ({
    key: `rust-${key}`,
    inputs: [join(PEERS, "rust")],
    tool: { command },
    args: [...args, "--edition", "2021", "--crate-type", "cdylib", "-Cpanic=abort", "-Clto=fat", "-Ccodegen-units=1", "-Cstrip=symbols",
      "-Clink-arg=--compress-relocations", `-Copt-level=${level}`, "--cap-lints", "allow", ...cfgs.flatMap((cfg) => ["--cfg", cfg]), join(PEERS, "rust", `${file}.rs`)],
  });
  return {
    title,
    tool: version,
    module: (name) => isYield(name) ? recipe(name, "yield", "3", name === "yield8" ? ["types8"] : []) : recipe(name, name, "3", []),
    size: recipe("size", "yield", "z", ["bench_size"]),
    frames: recipe("frames", "frames", "3", []),
  };
}

function planSwitch(): Plan {
  const recipe = (name: string, extra: readonly string[]): Recipe => ({
    key: `switch-${name}`,
    inputs: [join(PEERS, "switch"), join(PEERS, "asconfig.json")],
    tool: { asc: true },
    args: [join(PEERS, "switch", `${name}.ts`), "--config", join(PEERS, "asconfig.json"), "--converge", ...extra],
  });
  return {
    title: "AS switch",
    tool: `AssemblyScript ${versionOfPackage("assemblyscript")}`,
    module: (name) => recipe(name, []),
    size: recipe("size", FOR_SIZE),
  };
}

function planAsyncify(): Plan {
  const recipe = (name: string, asyncify: 0 | 2): Recipe => ({
    key: `asyncify-${name}`,
    inputs: [join(PEERS, "asyncify"), join(PEERS, "asconfig.json")],
    tool: { asc: true, asyncify },
    args: [join(PEERS, "asyncify", `${name}.ts`), "--config", join(PEERS, "asconfig.json"), "--optimizeLevel", "0", "--debug"],
  });
  return {
    title: "Asyncify",
    tool: `AssemblyScript ${versionOfPackage("assemblyscript")}, binaryen ${versionOfPackage("binaryen")}`,
    module: (name) => recipe(name, 0),
    size: recipe("size", 2),
  };
}

function isYield(name: ModuleName): name is "yield1" | "yield8" {
  return name === "yield1" || name === "yield8";
}

export function writeIfChanged(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

function versionOfPackage(name: "assemblyscript" | "binaryen"): string {
  const asc = createRequire(import.meta.url).resolve("assemblyscript/package.json");
  const at = name === "assemblyscript" ? asc : join(dirname(createRequire(asc).resolve("binaryen")), "package.json");
  return (JSON.parse(readFileSync(at, "utf8")) as { version: string }).version;
}
