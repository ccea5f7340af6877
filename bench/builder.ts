// Builder: recipes -> wasm files, or the reason why one is missing.
// A file whose sources, arguments and tool have not changed since is not built again. Modules that asc compiles are built in
// one process; as many processes run at once as there are processors.

import { execFile } from "node:child_process";
import { createHash, type Hash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { AscJob, AscResult } from "./asc-jobs.js";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const BUILD = join(ROOT, "dist/bench/build");

/** A module that was built, or the first lines of why not. */
export type Built = { readonly wasm: string } | { readonly missing: string };

/** What one wasm file is built from. */
export interface Recipe {
  /** Names the file. */
  readonly key: string;
  /** Files and folders whose content decides whether it is built again. */
  readonly inputs: readonly string[];
  /** Without the output file, which is appended as `-o file`. */
  readonly args: readonly string[];
  readonly tool: { readonly command: string } | { readonly asc: true; readonly asyncify?: 0 | 2 };
}

const ASC_JOBS = fileURLToPath(new URL("./asc-jobs.js", import.meta.url));
const BUILD_TIMEOUT_MS = 180_000;
const REASON_LINES_MAX = 6;

/** Builds what is out of date. @returns by key */
export async function buildAll(recipes: readonly Recipe[]): Promise<ReadonlyMap<string, Built>> {
  mkdirSync(BUILD, { recursive: true });
  const built = new Map<string, Built>();
  const stale = recipes.filter((recipe) => {
    const isFresh = existsSync(outputOf(recipe)) && existsSync(stampOf(recipe)) && readFileSync(stampOf(recipe), "utf8") === stateOf(recipe);
    if (isFresh) built.set(recipe.key, { wasm: outputOf(recipe) });
    return !isFresh;
  });
  const finish = (recipe: Recipe, error: string | null): void => void built.set(recipe.key, finished(recipe, error));
  await Promise.all([
    buildWithAsc(stale.filter(({ tool }) => "asc" in tool), finish),
    ...stale.map(async (recipe) => {
      if ("command" in recipe.tool) finish(recipe, await run(recipe.tool.command, [...recipe.args, "-o", outputOf(recipe)]).then(() => null, reasonOf));
    }),
  ]);
  return built;
}

/** A process ends after the first module that fails; the rest get a new one. */
async function buildWithAsc(recipes: readonly Recipe[], finish: (recipe: Recipe, error: string | null) => void): Promise<void> {
  let rest = recipes;
  while (rest.length > 0) {
    const jobs = rest.map((recipe): AscJob => ({
      args: recipe.args,
      output: outputOf(recipe),
      asyncify: "asc" in recipe.tool ? recipe.tool.asyncify : undefined,
    }));
    let crash = "asc ended without a word";
    const stdout = await run(process.execPath, [ASC_JOBS, JSON.stringify(jobs)]).catch((error: unknown) => {
      crash = reasonOf(error);
      return (error as { stdout?: string }).stdout ?? "";
    });
    const results = stdout.split("\n").filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as AscResult);
    results.forEach(({ error }, index) => finish(rest[index], error));
    const isCrash = results.length < rest.length && results.every(({ error }) => error === null);
    if (isCrash) finish(rest[results.length], crash);
    rest = rest.slice(results.length + (isCrash ? 1 : 0));
  }
}

function finished(recipe: Recipe, error: string | null): Built {
  if (error !== null) return { missing: `does not compile: ${error.replaceAll(ROOT, "").trim().split("\n").slice(0, REASON_LINES_MAX).join("\n")}` };
  if (!WebAssembly.validate(readFileSync(outputOf(recipe)))) return { missing: "compiles to an invalid module" };
  writeFileSync(stampOf(recipe), stateOf(recipe));
  return { wasm: outputOf(recipe) };
}

function outputOf({ key }: Recipe): string {
  return join(BUILD, `${key}.wasm`);
}

function stampOf(recipe: Recipe): string {
  return `${outputOf(recipe)}.stamp`;
}

function stateOf({ tool, args, inputs }: Recipe): string {
  const hash = createHash("sha256").update(JSON.stringify([tool, args]));
  for (const input of "asc" in tool ? [...inputs, ASC_JOBS] : inputs) hashInto(hash, input);
  return hash.digest("hex");
}

function hashInto(hash: Hash, path: string): void {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    for (const name of readdirSync(path).sort()) hashInto(hash, join(path, name));
  } else if (!path.endsWith(".map") && !path.endsWith(".d.ts")) {
    hash.update(path).update(readFileSync(path));
  }
}

function reasonOf(error: unknown): string {
  const { stderr, stdout, message } = error as { stderr?: string; stdout?: string; message: string };
  return stderr || stdout || message;
}

/** Processes that compile right now, and who waits to start one. */
let free = availableParallelism();
const waiting: (() => void)[] = [];

async function run(command: string, args: readonly string[]): Promise<string> {
  if (free > 0) free--;
  else await new Promise<void>((resolve) => waiting.push(resolve)); // its place is handed over
  try {
    return (await promisify(execFile)(command, [...args], { cwd: ROOT, timeout: BUILD_TIMEOUT_MS })).stdout;
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }
}
