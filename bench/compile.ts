// Compile times: a generated program of N async functions, and the same without async -> milliseconds of processor time.
// Each is compiled by asc several times in one process of its own, so that the first time (cold) and the best (warm) are
// both seen; the two programs take turns. The difference, divided by N, is all that async costs: reading, desugaring, lowering
// and Binaryen's work on the code that was added.

import { execFile } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { ROOT } from "./builder.js";

export interface CompileTimes {
  readonly functions: number;
  /** Milliseconds; the best of all processes. */
  readonly plain: { readonly cold: number; readonly warm: number };
  readonly async: { readonly cold: number; readonly warm: number };
  /** async / plain, of the cold times: what a user waits for. */
  readonly ratio: number;
  readonly loweringMsPerFunction: number;
}

/** What compile-child prints. */
interface Times {
  readonly cold: number;
  readonly warm: number;
}

const CHILD = fileURLToPath(new URL("./compile-child.js", import.meta.url));
const PROCESSES = 2;

/** @returns null and the reason where the async program does not compile */
export async function compileTimes(functions: number): Promise<CompileTimes | { readonly missing: string }> {
  const folder = join(ROOT, "dist/bench/compile");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const plainSource = join(folder, "plain.ts");
  const asyncSource = join(folder, "async.ts");
  writeFileSync(plainSource, program(functions, false));
  writeFileSync(asyncSource, program(functions, true));
  const plain: Times[] = [];
  const withAsync: Times[] = [];
  try {
    for (let i = 0; i < PROCESSES; i++) {
      plain.push(await compile(plainSource, "bench/peers/asconfig.json"));
      withAsync.push(await compile(asyncSource, "bench/cases/asconfig.json"));
    }
  } catch (error) {
    return { missing: error instanceof Error ? error.message.split("\n").slice(0, 3).join("\n") : String(error) };
  }
  const best = (times: readonly Times[]): Times => ({
    cold: Math.min(...times.map(({ cold }) => cold)),
    warm: Math.min(...times.map(({ warm }) => warm)),
  });
  const [a, b] = [best(withAsync), best(plain)];
  return { functions, plain: b, async: a, ratio: a.cold / b.cold, loweringMsPerFunction: Math.max(0, a.warm - b.warm) / functions };
}

async function compile(source: string, config: string): Promise<Times> {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, source, config], { cwd: ROOT });
  return JSON.parse(stdout) as Times;
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
