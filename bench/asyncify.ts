// Builds one module of the asyncify peer: AssemblyScript -> unoptimised wasm -> optimise -> asyncify -> optimise.
// Usage: node asyncify.js <source.ts> <shrink level> <output.wasm>
// What must stay a function of its own (see peers/asyncify/executor.ts) is marked no-inline before the first optimisation.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ASC, ROOT } from "./build.js";

/** Function names are paths in asc's output. */
const NO_INLINE = ["*/suspend", "*/entry", "*/far", "*/plain"];

/** The part of binaryen.js used here; asc depends on it, so its version is asc's. */
interface Binaryen {
  readBinary(bytes: Uint8Array): BinaryenModule;
  setOptimizeLevel(level: number): void;
  setShrinkLevel(level: number): void;
  setPassArgument(name: string, value: string): void;
  Features: { readonly BulkMemory: number; readonly SignExt: number; readonly NontrappingFPToInt: number; readonly MutableGlobals: number };
}

interface BinaryenModule {
  setFeatures(features: number): void;
  runPasses(passes: readonly string[]): void;
  optimize(): void;
  emitBinary(): Uint8Array;
}

const [source, shrinkLevel, output] = process.argv.slice(2);
const require = createRequire(createRequire(import.meta.url).resolve("assemblyscript/package.json"));
const { default: binaryen } = await (import(require.resolve("binaryen")) as Promise<{ default: Binaryen }>);

const scratch = mkdtempSync(join(tmpdir(), "bench-"));
try {
  const unoptimised = join(scratch, "module.wasm");
  execFileSync(process.execPath, [ASC, source, "--config", join(ROOT, "bench/peers/asconfig.json"), "--optimizeLevel", "0", "--debug", "-o", unoptimised], { cwd: ROOT });
  const module = binaryen.readBinary(readFileSync(unoptimised));
  const { BulkMemory, SignExt, NontrappingFPToInt, MutableGlobals } = binaryen.Features;
  module.setFeatures(BulkMemory | SignExt | NontrappingFPToInt | MutableGlobals);
  binaryen.setOptimizeLevel(3);
  binaryen.setShrinkLevel(Number(shrinkLevel));
  for (const pattern of NO_INLINE) {
    binaryen.setPassArgument("no-inline", pattern);
    module.runPasses(["no-inline"]);
  }
  module.optimize();
  module.runPasses(["asyncify"]);
  module.optimize();
  module.runPasses(["strip-debug"]);
  writeFileSync(output, module.emitBinary());
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
