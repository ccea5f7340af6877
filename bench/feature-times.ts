// npm run bench:features: ns of one round of each feature (features.ts) -> the last column of the table in ARCHITECTURE.md.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tacetRecipe, type Peer } from "./build.js";
import { buildAll, ROOT } from "./builder.js";
import { FEATURES, rowsIn, sourceOf, withRows, type Feature } from "./features.js";
import { measure } from "./measure.js";
import type { Workload } from "./workloads.js";

const ROUNDS = 50_000;
const RUNS = 15;

const key = (i: number): string => `feature-${i}`;
const path = join(ROOT, "ARCHITECTURE.md");
const log = (line: string): void => void process.stderr.write(`${line}\n`);
const text = readFileSync(path, "utf8");
const rows = rowsIn(text);
const times = await featureTimes();
FEATURES.forEach(({ title }, i) => rows.set(title, [...(rows.get(title) ?? []).slice(0, -1), times[i].toFixed(1)]));
writeFileSync(path, withRows(text, rows));

/** ns of a round of each feature: the minimum of RUNS runs. */
async function featureTimes(): Promise<number[]> {
  const recipes = FEATURES.map((feature, i) => tacetRecipe(key(i), [], sourceOf(key(i), feature, manyRounds(feature))));
  const built = await buildAll(recipes);
  const modules = new Map(recipes.map((recipe, i) => [key(i), built.get(recipe.key)!]));
  for (const [name, module] of modules) if ("missing" in module) throw new Error(`${name} ${module.missing}`);
  const peer: Peer = { name: "tacet", title: "Tacet", tool: "", modules, size: null, pools: null, frames: null };
  const workloads = FEATURES.map(({ title, sleeps }, i): Workload => ({
    name: key(i), title, module: key(i), start: { name: "start", args: [ROUNDS] },
    drive: sleeps ? { kind: "clock", ticks: ROUNDS } : { kind: "turns" }, timesStart: true, operations: ROUNDS,
  }));
  const { measured, failures } = await measure([peer], workloads, { rounds: RUNS, warmMs: 150, sharedProcess: false }, log);
  if (failures.length) throw new Error(failures.map(({ workload, message }) => `${workload}: ${message}`).join("\n"));
  return measured.map(({ min }) => min);
}

function manyRounds({ round }: Feature): string {
  return `
let result = 0;
@pool(1) async function rounds(times: i32): Promise<void> {
  let out = 0;
  for (let i = 0; i < times; i++) { ${round} }
  result = out;
}
export function start(times: i32): void { trySpawn(rounds(times)); }
export function checksum(): i32 { return result; }
`;
}
