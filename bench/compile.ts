// Compile times: a generated program of N async functions, and the same without async -> milliseconds of processor time.
//   command   the whole of `tacet build` of the one and of `asc` of the other, at -O3: what users of both run
// The rest is asc's, with the transform and without. Each program is compiled several times in one process of its own, so that the first
// time (cold) and the best (warm) are both seen; the programs take turns.
//   total     cold, at -O3; most is Binaryen's work on the code that was added, and V8's on Binaryen, which `tacet build` spares (cli/engine.ts)
//   added     warm, at -O0, so without that work: the slope between a tenth of the functions and all of them, less the same
//             slope without async. What does not grow with the program (the runtime library) drops out.
//   lowering  the same slope of the lowering alone, warm and cold; the rest of what is added is reading, typing and asc's work on more code

import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ROOT } from "./builder.js";

export interface CompileTimes {
  readonly functions: number;
  /** Milliseconds of processor time, the best of all processes. */
  readonly plain: Levels;
  readonly async: Levels;
  /** async / plain, cold at -O3. */
  readonly ratio: number;
  /** `tacet build` of async, `asc` of plain, at -O3. */
  readonly command: { readonly build: number; readonly asc: number };
  readonly loweringMsPerFunction: number;
  readonly coldLoweringMsPerFunction: number;
  /** The lowering included. */
  readonly addedMsPerFunction: number;
}

interface Levels {
  readonly o0: Times;
  readonly o3: Times;
}

/** What compile-child prints. */
interface Times {
  readonly cold: number;
  readonly warm: number;
  /** Of those the lowering. */
  readonly loweringCold: number;
  readonly lowering: number;
}

const CHILD = fileURLToPath(new URL("./compile-child.js", import.meta.url));
const PROCESSOR_TIME = new URL("./processor-time.js", import.meta.url).href;
const TACET = [fileURLToPath(new URL("../cli/main.js", import.meta.url)), "build"];
const ASC = [fileURLToPath(new URL("../bin/asc.js", import.meta.resolve("assemblyscript")))];
const FOLDER = join(ROOT, "dist/bench/compile");
const PROCESSES = 2;
/** The smaller program, for the slope. */
const SHARE = 0.1;

/** @returns the reason where the async program does not compile */
export async function compileTimes(functions: number): Promise<CompileTimes | { readonly missing: string }> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  try {
    const [plain, withAsync] = await inTurns([() => compile(functions, false, 3), () => compile(functions, true, 3)]);
    const some = Math.round(functions * SHARE);
    const [plainO0, asyncO0, plainSome, asyncSome] = await inTurns([
      () => compile(functions, false, 0), () => compile(functions, true, 0), () => compile(some, false, 0), () => compile(some, true, 0),
    ]);
    const [build, asc] = await inTurns([() => command(TACET, functions, true), () => command(ASC, functions, false)]);
    const growth = (of: "warm" | "lowering" | "loweringCold"): number => (asyncO0[of] - asyncSome[of] - (plainO0[of] - plainSome[of])) / (functions - some);
    return {
      functions,
      plain: { o0: plainO0, o3: plain },
      async: { o0: asyncO0, o3: withAsync },
      ratio: withAsync.cold / plain.cold,
      command: { build: build.whole, asc: asc.whole },
      loweringMsPerFunction: growth("lowering"),
      coldLoweringMsPerFunction: growth("loweringCold"),
      addedMsPerFunction: growth("warm"),
    };
  } catch (error) {
    return { missing: error instanceof Error ? error.message.replaceAll(ROOT, "").split("\n").slice(0, 3).join(" ") : String(error) };
  }
}

/** The best of PROCESSES processes of each. */
async function inTurns<Name extends string>(compilations: readonly (() => Promise<Readonly<Record<Name, number>>>)[]): Promise<Record<Name, number>[]> {
  const best: Record<Name, number>[] = [];
  for (let i = 0; i < PROCESSES; i++) {
    for (const [index, compilation] of compilations.entries()) {
      const times = await compilation();
      const least = best[index] ??= { ...times };
      for (const name of Object.keys(times) as Name[]) least[name] = Math.min(least[name], times[name]);
    }
  }
  return best;
}

async function compile(functions: number, withAsync: boolean, level: 0 | 3): Promise<Times> {
  const { source, config } = inputOf(functions, withAsync);
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, source, config, String(level)], { cwd: ROOT });
  return JSON.parse(stdout) as Times;
}

/** One run of a command that compiles the program. */
async function command([script, ...args]: readonly string[], functions: number, withAsync: boolean): Promise<{ readonly whole: number }> {
  const { source, config } = inputOf(functions, withAsync);
  const all = ["--import", PROCESSOR_TIME, script, ...args, source, "--config", config, "-O3", "-o", join(FOLDER, "out.wasm")];
  const { stderr } = await promisify(execFile)(process.execPath, all, { cwd: ROOT });
  const times = [...stderr.matchAll(/^processor time: (.*) ms$/gm)]; // of asc, which starts itself again, two
  return { whole: times.reduce((sum, [, ms]) => sum + Number(ms), 0) };
}

function inputOf(functions: number, withAsync: boolean): { readonly source: string; readonly config: string } {
  const source = join(FOLDER, `${withAsync ? "async" : "plain"}-${functions}.ts`);
  writeFileSync(source, program(functions, withAsync));
  return { source, config: withAsync ? "bench/cases/asconfig.json" : "bench/peers/asconfig.json" };
}

/**
 * `count` functions of the size of a small handler: two awaits, locals across them, a loop, a branch, a call of the one before.
 * Without async it is the same text without the words `async`, `await` and `Promise`, and `tick` in the place of a yield.
 */
export function program(count: number, withAsync: boolean): string {
  const a = withAsync ? "async " : "";
  const w = withAsync ? "await " : "";
  const type = (name: string): string => (withAsync ? `Promise<${name}>` : name);
  const yieldNow = withAsync ? "yieldNow" : "tick";
  const lines = [
    withAsync ? 'import { trySpawn, yieldNow } from "tacet/assembly";' : "let ticks = 0;\nfunction tick(): void {\n  ticks++;\n}",
    "let total = 0;",
    `${a}function f0(a: i32, b: i32): ${type("i32")} {\n  ${w}${yieldNow}();\n  return a ^ b;\n}`,
  ];
  for (let i = 1; i < count; i++) {
    const callee = i % 10 === 0 ? 0 : i - 1; // chains of ten
    lines.push([
      `${a}function f${i}(a: i32, b: i32): ${type("i32")} {`,
      `  let sum = a * ${i};`,
      "  for (let k = 0; k < b; k++) {",
      `    const part = ${w}f${callee}(a + k, b - 1);`,
      `    sum += part ^ ${i};`,
      "  }",
      "  if (sum > a) {",
      `    ${w}${yieldNow}();`,
      "    sum -= b;",
      "  }",
      "  return sum;",
      "}",
    ].join("\n"));
  }
  const tops = Array.from({ length: Math.ceil(count / 10) }, (_, i) => Math.min(count - 1, i * 10 + 9));
  lines.push(withAsync ? "@pool(1)" : "", `${a}function all(n: i32): ${type("void")} {`);
  for (const top of tops) lines.push(`  total += ${w}f${top}(n, n);`);
  lines.push("}", `export function start(n: i32): void {\n  ${withAsync ? "trySpawn(all(n))" : "all(n)"};\n}`, "export function checksum(): i32 {\n  return total;\n}", "");
  return lines.join("\n");
}
