// Runs a campaign and prints what was covered and what failed. Failing programs are shrunk, printed and kept in seeds.json.

import { parseArgs } from "node:util";
import { check, prepare, type Failure } from "./check.js";
import { cellName, runCampaign, shrinkWatched, type CampaignResult } from "./campaign.js";
import { LEVELS, type Level } from "./compile.js";
import { printProgram, type Program } from "./program.js";
import { keep } from "./seeds.js";
import { headline } from "./shrink.js";

const USAGE = `npm run fuzz -- [options]
  --count N        programs (300)
  --seed N         the first one's seed (1); the others' follow
  --levels NAMES   some of ${LEVELS.join(",")}
  --threads N      as many batches at a time (one a processor)
  --cancels N      scripts that cancel calls, besides a program's own (8)
  --no-shrink      failing programs are neither made small nor kept
`;
const SHRINK_MAX = 5;

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "300" },
    seed: { type: "string", default: "1" },
    levels: { type: "string", default: LEVELS.join(",") },
    threads: { type: "string" },
    cancels: { type: "string", default: "8" },
    "no-shrink": { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  process.stdout.write(USAGE);
} else {
  process.exitCode = await fuzz();
}

async function fuzz(): Promise<number> {
  const levels = values.levels.split(",").filter((level): level is Level => (LEVELS as readonly string[]).includes(level));
  const started = Date.now();
  let shown = 0;
  const threads = values.threads === undefined ? undefined : Number(values.threads);
  const result = await runCampaign(
    { seed: Number(values.seed), count: Number(values.count), cancels: Number(values.cancels), levels, threads },
    (total) => {
      if (Date.now() - shown < 10_000) return;
      shown = Date.now();
      console.error(`${total.programs} programs, ${total.failures.length} failures, ${Math.round((Date.now() - started) / 1000)} s`);
    },
  );
  report(result, (Date.now() - started) / 1000);
  await explain(result.failures, values["no-shrink"] ? 0 : SHRINK_MAX);
  return result.failures.length ? 1 : 0;
}

function report(total: CampaignResult, seconds: number): void {
  const rows: [string, string | number][] = [
    ["programs", total.programs],
    ["  of them also against asc alone", total.synchronous],
    ["compiled programs", [...total.cells.values()].reduce((sum, count) => sum + count, 0)],
    ["traced values", total.events],
    ["differences of asc itself", total.ownOfAsc],
    ["failures", total.failures.length],
    ["seconds", seconds.toFixed(1)],
  ];
  console.log(`Fuzzing against V8: seeds ${values.seed} to ${Number(values.seed) + total.programs - 1}`);
  table(rows);
  console.log("\nPrograms per compilation");
  table([...total.cells].sort());
  console.log("\nPrograms per feature");
  table([...total.features].sort((a, b) => b[1] - a[1]));
}

function table(rows: readonly (readonly [string, string | number])[]): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, value] of rows) console.log(`  ${name.padEnd(width)}  ${value}`);
}

/** Failures by kind and compilation; the first of the first `shrinkMax` kinds shrunk. */
async function explain(failures: readonly Failure[], shrinkMax: number): Promise<void> {
  const kinds = new Map<string, Failure[]>();
  for (const failure of failures) {
    const name = headline(failure);
    kinds.set(name, [...kinds.get(name) ?? [], failure]);
  }
  for (const [i, [name, group]] of [...kinds].entries()) {
    console.log(`\n== ${name}: ${group.map((failure) => `${failure.program.seed} (${cellName(failure.options)})`).join(", ")}`);
    const [first] = group;
    if (i >= shrinkMax) continue;
    if (first.kind === "endless") { // a replay would not end either, so it is not kept
      show(first, first.program);
      continue;
    }
    const smallest = await shrinkWatched(first);
    const [last] = await check(await prepare([smallest]), first.options);
    if (last) show(last, smallest);
    keep({ note: `${cellName(first.options)}: ${last ? last.detail.split("\n")[0] : first.detail.split("\n")[0]}`, program: smallest });
  }
}

function show(failure: Failure, program: Program): void {
  console.log(`${cellName(failure.options)}: ${failure.detail}`);
  console.log(printProgram(program, "tacet"));
  console.log(`host: ${JSON.stringify(program.script)}`);
}
