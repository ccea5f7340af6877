// Runs every tests/**/*.test.ts (built to dist/) in one node:test run, so that one summary, the last
// thing printed, speaks for all: type check happened in the build; lint, as-pect, fuzzing and the
// benchmark's smoke run are tests like the others.
//
//   node scripts/run-tests.mjs [words]      only files whose path contains one of the words
//
// With CI set, a skipped test fails the run unless tests/allowed-skips.json names it: a missing tool must
// not look like success. The list is built from sources, so a stale file in dist/ never runs.

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, relative } from "node:path";
import { PassThrough } from "node:stream";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const TEST_TIMEOUT_MS = 30 * 60_000;
/** How many of the longest files are named at the end. */
const LISTED = 12;
/** The longest files start first, so that none is left alone on one processor at the end. */
const LONGEST = ["transform/lower", "fuzz/fuzz", "conformance/", "cancel/"];

const words = process.argv.slice(2);
const isCi = Boolean(process.env.CI);
// asc colours what it prints where CI is set, and tests read what it prints.
delete process.env.CI;
const allowedSkips = new Map(Object.entries(JSON.parse(readFileSync(join(ROOT, "tests/allowed-skips.json"), "utf8"))));

const files = readdirSync(join(ROOT, "tests"), { recursive: true })
  .filter(file => file.endsWith(".test.ts"))
  .filter(file => !words.length || words.some(word => file.includes(word)))
  .sort((a, b) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1))
  .map(file => join(ROOT, "dist/tests", file.replace(/\.ts$/, ".js")));
const unbuilt = files.filter(file => !existsSync(file));
if (!files.length || unbuilt.length) {
  console.error(files.length ? `not built: ${unbuilt.join(", ")}` : `no test file matches ${words.join(" ")}`);
  process.exit(1);
}

/** Place of `file` among the longest; behind them for all others. */
function rankOf(file) {
  const rank = LONGEST.findIndex(start => file.startsWith(start));
  return rank < 0 ? LONGEST.length : rank;
}

const refusedSkips = [];
const secondsOf = new Map();
const report = new PassThrough({ objectMode: true });
report.compose(spec).pipe(process.stdout);

// Node's reporter also prints the skip; we only decide whether it may stand.
const events = run({ files, concurrency: Math.max(1, availableParallelism()), timeout: TEST_TIMEOUT_MS });
for await (const event of events) {
  const { type, data } = event;
  if (type === "test:fail" && data.todo === undefined) process.exitCode = 1;
  if (type === "test:pass" && data.skip !== undefined && !allowedSkips.has(data.name)) refusedSkips.push(data.name);
  if ((type === "test:pass" || type === "test:fail") && data.nesting === 0 && data.file) {
    const file = relative(join(ROOT, "dist/tests"), data.file);
    secondsOf.set(file, (secondsOf.get(file) ?? 0) + data.details.duration_ms / 1000);
  }
  report.write(event);
}
const longest = [...secondsOf].sort((a, b) => b[1] - a[1]).slice(0, LISTED).map(([file, seconds]) => `${file} ${Math.round(seconds)} s`);
report.write({ type: "test:diagnostic", data: { nesting: 0, message: `longest: ${longest.join(", ")}` } });
if (isCi && refusedSkips.length) {
  process.exitCode = 1;
  for (const name of refusedSkips) {
    report.write({ type: "test:diagnostic", data: { nesting: 0, message: `skipped, and not in tests/allowed-skips.json: ${name}` } });
  }
}
report.end();
