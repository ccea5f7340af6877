// Kept programs: failures found once, shrunk, and replayed by every test run (seeds.json).
// The tree is kept, not only the seed: the generator may change, the program must not.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./compile.js";
import type { Program } from "./program.js";

export interface KeptProgram {
  /** What was wrong, in a line. */
  readonly note: string;
  readonly program: Program;
}

const FILE = join(ROOT, "tests/fuzz/seeds.json");

export function keptPrograms(): KeptProgram[] {
  return JSON.parse(readFileSync(FILE, "utf8")) as KeptProgram[];
}

export function keep(kept: KeptProgram): void {
  const all = [...keptPrograms(), kept];
  writeFileSync(FILE, `[\n${all.map((item) => JSON.stringify(item)).join(",\n")}\n]\n`);
}
