// Features: one program for each thing a language feature does -> bytes of its code and memory, and ns of one round of it.
//
//   bytes   a `main` that does it in a loop of ten rounds, built for size: its whole code with what of the runtime it brings, the frame
//           of `main`, its task's slot
//   ns      the same loop with many rounds, built for speed
//
// ARCHITECTURE.md has the table. A test holds its bytes to what the compiler makes; feature-times.ts measures the ns.

import { mkdirSync } from "node:fs";
import { join, relative } from "node:path";
import { parseArguments } from "../cli/arguments.js";
import { compile } from "../cli/compile.js";
import { codeBytes } from "../cli/wasm.js";
import { reportOf } from "../transform/4-report/report.js";
import { writeIfChanged } from "./build.js";
import { BUILD, ROOT } from "./builder.js";

/** A row of the table. */
export interface Feature {
  /** In Markdown. */
  readonly title: string;
  /** Declarations of HELPERS that it uses. */
  readonly uses: readonly (keyof typeof HELPERS)[];
  /** One round; `i` counts them, `out` takes the result. */
  readonly round: string;
  /** Whether rounds wait for the clock. */
  readonly sleeps?: boolean;
}

export interface FeatureBytes {
  readonly code: number;
  readonly frame: number;
  readonly slot: number;
}

const HELPERS = {
  f: "async function f(x: i32): Promise<i32> { await yieldNow(); return x * 3; }",
  t: 'async function t(x: i32): Promise<i32> { await yieldNow(); if (x < 0) throw new Error("t"); return x * 3; }',
  g: "async function g(x: i32): Promise<i32> { await sleep(1); return x * 3; }",
  three: "function* three(x: i32): Generator<i32> { for (let k = 0; k < 3; k++) yield x + k; }",
  sum: "function sum(items: Generator<i32>): i32 { let s = 0; for (const item of items) s += item; return s; }",
  later: "async function* later(x: i32): AsyncGenerator<i32> { for (let k = 0; k < 3; k++) { await yieldNow(); yield x + k; } }",
  sumLater: "async function sumLater(items: AsyncGenerator<i32>): Promise<i32> { let s = 0; for await (const item of items) s += item; return s; }",
  twice: "function twice(next: (x: i32) => i32): i32 { return next(1) + next(2); }",
  twiceLater: "async function twiceLater(next: (x: i32) => Promise<i32>): Promise<i32> { const one = await next(1); return one + (await next(2)); }",
  r: "class R { x: i32; [Symbol.dispose](): void { this.x++; } }\nconst r = new R();",
  a: "class A { x: i32; async [Symbol.asyncDispose](): Promise<void> { await yieldNow(); this.x++; } }\nconst a = new A();",
} as const;

export const FEATURES: readonly Feature[] = [
  { title: "`await yieldNow()`", uses: [], round: "out += i; await yieldNow();" },
  { title: "`out += await f(i)`", uses: ["f"], round: "out += await f(i);" },
  { title: "the same, may throw: `out += await t(i)`", uses: ["t"], round: "out += await t(i);" },
  { title: "that in `try`/`catch`", uses: ["t"], round: "try { out += await t(i); } catch (e) { out--; }" },
  { title: "that in `try`/`finally`", uses: ["t"], round: "try { out += await t(i); } finally { out--; }" },
  { title: "`out += await f(i)` in `try`/`finally`: nothing throws, a cancel may come", uses: ["f"], round: "try { out += await f(i); } finally { out--; }" },
  { title: "`const p = f(i); await yieldNow(); out += await p`", uses: ["f"], round: "const p = f(i); await yieldNow(); out += await p;" },
  { title: "the same of `t`, which may throw", uses: ["t"], round: "const p = t(i); await yieldNow(); out += await p;" },
  { title: "`Promise.all` of two, their results in a pattern", uses: ["f"], round: "const [a, b] = await Promise.all([f(i), f(i + 1)]); out += a + b;" },
  { title: "`Promise.race` of two", uses: ["f"], round: "out += await Promise.race([f(i), f(i + 1)]);" },
  {
    title: "`Promise.all` of two that is kept over a yield, its results in a pattern", uses: ["f"],
    round: "const p = Promise.all([f(i), f(i + 1)]); await yieldNow(); const [a, b] = await p; out += a + b;",
  },
  { title: "`Promise.race` of two that is kept over a yield", uses: ["f"], round: "const p = Promise.race([f(i), f(i + 1)]); await yieldNow(); out += await p;" },
  {
    title: "`Promise.all` of one and a `Promise.race` of two, its results in a pattern", uses: ["f"],
    round: "const [a, b] = await Promise.all([f(i), Promise.race([f(i), f(i + 1)])]); out += a + b;",
  },
  { title: "`Promise.any` of two of `t`", uses: ["t"], round: "out += await Promise.any([t(i), t(i + 1)]);" },
  { title: "`await shield(f(i))`", uses: ["f"], round: "out += await shield(f(i));" },
  { title: "`await g(i)`, which sleeps", uses: ["g"], round: "out += await g(i);", sleeps: true },
  { title: "`await timeout(g(i), 5)`, which may throw", uses: ["g"], round: "out += await timeout(g(i), 5);", sleeps: true },
  {
    title: "`timeout` of a `Promise.all` of two, its results in a pattern", uses: ["g"],
    round: "const [a, b] = await timeout(Promise.all([g(i), g(i + 1)]), 5); out += a + b;", sleeps: true,
  },
  { title: "`using x = r; await yieldNow()`", uses: ["r"], round: "using x = r; out += i; await yieldNow();" },
  { title: "`await using x = a`, whose disposal yields", uses: ["a"], round: "await using x = a; out += i;" },
  { title: "`for…of` over a generator of three items, in place, and a yield", uses: ["three"], round: "for (const item of three(i)) out += item; await yieldNow();" },
  { title: "the sum of a generator of three items, by frame, and a yield", uses: ["three", "sum"], round: "out += sum(three(i)); await yieldNow();" },
  { title: "`for await` over an async generator of three items that yields before each, in place", uses: ["later"], round: "for await (const item of later(i)) out += item;" },
  { title: "the sum of such a generator, by frame", uses: ["later", "sumLater"], round: "out += await sumLater(later(i));" },
  { title: "two calls through a closure with a capture, the callee known, and a yield", uses: ["twice"], round: "const k = i; out += twice(x => x + k); await yieldNow();" },
  { title: "two awaits through an async closure with a capture", uses: ["f", "twiceLater"], round: "const k = i; out += await twiceLater(async x => (await f(x)) + k);" },
];

/** Lines of the table in ARCHITECTURE.md. */
const TABLE = /(\| One round of `main` .*\n\|[-|]+\n)((?:\|.*\n)+)/;

/** Bytes of each of FEATURES. */
export async function featureBytes(): Promise<FeatureBytes[]> {
  const found: FeatureBytes[] = [];
  for (const [i, feature] of FEATURES.entries()) {
    const source = sourceOf(`feature-${i}-bytes`, feature, `
export async function main(): Promise<i32> {
  let out = 0;
  for (let i = 0; i < 10; i++) { ${feature.round} }
  return out;
}
`);
    const compiled = await compile(parseArguments([relative(ROOT, source), "-Oz"], []), { emit: false, outFile: "report.wasm" });
    const report = compiled.kind === "module" ? reportOf(compiled.program) : undefined;
    if (compiled.kind !== "module" || !report) throw new Error(`${feature.title} does not compile`);
    const { functions, tasks } = report;
    const frame = functions.find(({ name }) => name.endsWith("/main"))!.frameBytes;
    const slot = tasks.find(({ kind }) => kind === "main")!.taskBytes;
    found.push({ code: codeBytes(compiled.wasm), frame, slot });
  }
  return found;
}

/** Writes the program of a feature: what it uses, and `rest`. @returns its path */
export function sourceOf(name: string, { uses }: Feature, rest: string): string {
  mkdirSync(BUILD, { recursive: true });
  const path = join(BUILD, `${name}.ts`);
  const helpers = uses.map((use) => HELPERS[use]).join("\n");
  writeIfChanged(path, `import { shield, sleep, timeout, trySpawn, yieldNow } from "tacet/assembly";\n${helpers}\n${rest}`);
  return path;
}

/** The table's rows in `text`, ARCHITECTURE.md: title -> cells. */
export function rowsIn(text: string): Map<string, string[]> {
  const lines = (TABLE.exec(text)?.[2] ?? "").trimEnd().split("\n");
  return new Map(lines.map((line) => {
    const [title, ...cells] = line.slice(2, -2).split(" | ");
    return [title, cells];
  }));
}

export function withRows(text: string, rows: ReadonlyMap<string, readonly string[]>): string {
  const lines = [...rows].map(([title, cells]) => `| ${[title, ...cells].join(" | ")} |\n`).join("");
  return text.replace(TABLE, (_table, head: string) => head + lines);
}

/** The cells of a row. */
export function cellsOf({ code, frame, slot }: FeatureBytes): string[] {
  return [code, frame, slot].map((bytes) => bytes.toLocaleString("en"));
}
