// Compiles several modules with asc in one process, which is twice as fast as a process each. A child of build.ts.
// Usage: node asc-jobs.js <jobs as JSON>; prints a line of JSON for each job, in order, and ends after the first that fails
// (a crash may leave Binaryen unusable): its parent starts it again with the rest.
//
// Jobs of the asyncify peer: AssemblyScript -> unoptimised wasm -> optimise -> asyncify -> optimise. What must stay a function
// of its own (see peers/asyncify/executor.ts) is marked no-inline before the first optimisation.

import { main } from "assemblyscript/asc";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

export interface AscJob {
  readonly args: readonly string[];
  readonly output: string;
  /** Run the asyncify pass and optimise with this shrink level. */
  readonly asyncify?: 0 | 2;
}

export interface AscResult {
  readonly output: string;
  /** null: it compiled. */
  readonly error: string | null;
}

/** Function names are paths in asc's output. */
const NO_INLINE = ["*/suspend", "*/entry", "*/far", "*/plain"];

/** The part of binaryen.js used here; asc depends on it, so its version is asc's. */
interface Binaryen {
  readBinary(bytes: Uint8Array): BinaryenModule;
  setOptimizeLevel(level: number): void;
  setShrinkLevel(level: number): void;
  setDebugInfo(on: boolean): void;
  setPassArgument(name: string, value: string | null): void;
  Features: { readonly BulkMemory: number; readonly SignExt: number; readonly NontrappingFPToInt: number; readonly MutableGlobals: number };
}

interface BinaryenModule {
  setFeatures(features: number): void;
  runPasses(passes: readonly string[]): void;
  optimize(): void;
  emitBinary(): Uint8Array;
  dispose(): void;
}

for (const job of JSON.parse(process.argv[2]) as AscJob[]) {
  const error = await compile(job);
  process.stdout.write(`${JSON.stringify({ output: job.output, error } satisfies AscResult)}\n`);
  if (error !== null) break;
}

async function compile({ args, output, asyncify }: AscJob): Promise<string | null> {
  const { error, stderr } = await main([...args, "-o", output]);
  if (error) return `${stderr.toString()}\n${error.message}`.trim();
  if (asyncify !== undefined) await applyAsyncify(output, asyncify);
  return null;
}

async function applyAsyncify(file: string, shrinkLevel: 0 | 2): Promise<void> {
  const fromAsc = createRequire(createRequire(import.meta.url).resolve("assemblyscript/package.json"));
  const { default: binaryen } = await (import(fromAsc.resolve("binaryen")) as Promise<{ default: Binaryen }>);
  const module = binaryen.readBinary(readFileSync(file));
  const { BulkMemory, SignExt, NontrappingFPToInt, MutableGlobals } = binaryen.Features;
  module.setFeatures(BulkMemory | SignExt | NontrappingFPToInt | MutableGlobals);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(shrinkLevel);
  for (const pattern of NO_INLINE) {
    binaryen.setPassArgument("no-inline", pattern);
    module.runPasses(["no-inline"]);
  }
  module.optimize();
  module.runPasses(["asyncify"]);
  module.optimize();
  module.runPasses(["strip-debug"]);
  binaryen.setDebugInfo(false); // asc's --debug left it on
  writeFileSync(file, module.emitBinary());
  module.dispose();
}
