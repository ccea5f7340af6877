// The benchmark: builds the peers, measures them in one run, writes bench/results.md and bench/results.svg.
//   build -> measure -> footprint -> frames -> compile times -> targets -> report
// Targets missed do not make it fail; a wrong checksum or a crash does (exit code 1).

import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildPeers, PEER_NAMES } from "./build.js";
import { ROOT } from "./builder.js";
import { compileTimes } from "./compile.js";
import { footprintOf } from "./footprint.js";
import { frameBytes } from "./frames.js";
import { measure } from "./measure.js";
import { markdownOf, type Results } from "./report.js";
import { plotOf } from "./svg.js";
import { targetsOf } from "./targets.js";
import { workloads as allWorkloads } from "./workloads.js";

const USAGE = `npm run bench -- [options]
  --quick          small rounds, checksums only, nothing written but to standard output
  --only PATTERN   workloads whose names match the regular expression
  --peers NAMES    some of ${PEER_NAMES.join(",")}
  --rounds N       rounds a workload (11)
  --no-compile     leave the compile times out
  --json FILE      write the results as JSON, too
`;
const QUICK_SCALE = 1 / 250;
const COMPILE_FUNCTIONS = 400;

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string", default: "" },
    peers: { type: "string", default: PEER_NAMES.join(",") },
    rounds: { type: "string", default: "11" },
    "no-compile": { type: "boolean", default: false },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (options.help) {
  process.stdout.write(USAGE);
} else {
  process.exitCode = await bench();
}

async function bench(): Promise<number> {
  const quick = options.quick;
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  const names = PEER_NAMES.filter((name) => options.peers.split(",").includes(name));
  const pattern = new RegExp(options.only);
  const workloads = allWorkloads(quick ? QUICK_SCALE : 1).filter(({ name }) => pattern.test(name));
  const rounds = quick ? 1 : Number(options.rounds);

  const loadBefore = loadavg()[0];
  const peers = await buildPeers(names, quick);
  const { measured, failures } = await measure(peers, workloads, { rounds, warmMs: quick ? 0 : 150, sharedProcess: quick }, log);
  const footprints = quick ? [] : await Promise.all(peers.map(footprintOf));
  const compile = quick || options["no-compile"] || !names.includes("tacet") ? null : await compileTimes(COMPILE_FUNCTIONS);
  const results: Results = {
    node: process.versions.node,
    v8: process.versions.v8,
    cpu: cpus()[0]?.model ?? "an unknown processor",
    machine: `${availableParallelism()} processors, load average ${loadBefore.toFixed(1)} before, ${loadavg()[0].toFixed(1)} after`,
    rounds,
    peers,
    workloads,
    measured,
    failures,
    footprints,
    frames: quick ? [] : await frameBytes(peers.find(({ name }) => name === "rust")?.frames ?? null),
    compile,
    targets: targetsOf(measured, footprints, compile && "ratio" in compile ? compile : null),
  };
  const markdown = markdownOf(results);
  const whole = !quick && options.only === "" && names.length === PEER_NAMES.length;
  if (whole) {
    writeFileSync(join(ROOT, "bench/results.md"), markdown);
    writeFileSync(join(ROOT, "bench/results.svg"), plotOf(peers, workloads, measured));
  }
  if (options.json) writeFileSync(options.json, `${JSON.stringify(toJson(results), null, 2)}\n`);
  process.stdout.write(markdown);
  for (const { workload, peer, message } of failures) log(`FAILED ${peer}, ${workload}: ${message}`);
  return failures.length > 0 ? 1 : 0;
}

/** Maps as objects, paths left out. */
function toJson({ peers, workloads, ...rest }: Results): object {
  return {
    ...rest,
    peers: peers.map(({ name, title, tool, modules, size }) => ({
      name, title, tool,
      missing: [...(modules ?? []), ["size", size] as const].flatMap(([module, built]) => built && "missing" in built ? [{ module, why: built.missing }] : []),
    })),
    workloads: workloads.map(({ name, title, operations, verifyOnly }) => ({ name, title, operations, verifyOnly: verifyOnly ?? false })),
  };
}
