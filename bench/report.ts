// Report: everything measured -> the Markdown of bench/results.md.

import type { Peer } from "./build.js";
import type { CompileTimes } from "./compile.js";
import type { Footprint } from "./footprint.js";
import type { FrameBytes } from "./frames.js";
import type { Failure, Measured } from "./measure.js";
import type { Target } from "./targets.js";
import type { Workload } from "./workloads.js";

export interface Results {
  readonly node: string;
  readonly v8: string;
  readonly cpu: string;
  /** Processors, and the load average before and after: where it is above the processors, other programs took time. */
  readonly machine: string;
  readonly rounds: number;
  readonly peers: readonly Peer[];
  readonly workloads: readonly Workload[];
  readonly measured: readonly Measured[];
  readonly failures: readonly Failure[];
  readonly footprints: readonly Footprint[];
  readonly frames: readonly FrameBytes[];
  readonly compile: CompileTimes | { readonly missing: string } | null;
  readonly targets: readonly Target[];
}

export function markdownOf(results: Results): string {
  return [
    "# Benchmark results",
    "",
    `Node ${results.node} (V8 ${results.v8}) on ${results.cpu} (${results.machine}); ${results.rounds} rounds, the peers taking turns. How each peer is built: README.md beside this file.`,
    "",
    "## Targets",
    "",
    table(["Target", "Wanted", "Shown", "Reached"], results.targets.map(({ name, wanted, shown, reached }) =>
      [name, wanted, shown, reached === null ? "not measured" : reached ? "yes" : "**no**"])),
    "",
    "## Nanoseconds per operation: minimum / median (minimum as a multiple of Tacet's)",
    "",
    speedTable(results),
    "",
    "![The same as a plot](results.svg)",
    "",
    "## Bytes",
    "",
    table(["Peer", "per yielding task", "wasm of executor + yield workload, for size"], results.footprints.map(({ peer, taskBytes, wasmBytes }) =>
      [titleOf(results, peer), taskBytes === null ? "not measured" : String(taskBytes), wasmBytes === null ? "none" : String(wasmBytes)])),
    "",
    "Stack of a task, control block excluded, beside the future of the same program in Rust:",
    "",
    table(["Program", "Tacet", "wanted", "Rust, measured"], results.frames.map(({ title, tacet, wanted, rust }) =>
      [title, String(tacet), `at most ${wanted}`, rust === null ? "not measured" : String(rust)])),
    "",
    "## Compile time",
    "",
    compileText(results.compile),
    "",
    "## Peers",
    "",
    table(["Peer", "Tool"], results.peers.map(({ title, tool }) => [title, tool])),
    ...missingLines(results),
    ...(results.failures.length === 0 ? [] : ["", "## Failures", "", ...results.failures.map(({ workload, peer, message }) => `- ${peer}, ${workload}: ${message}`)]),
    "",
  ].join("\n");
}

function speedTable({ workloads, peers, measured }: Results): string {
  const timed = workloads.filter(({ verifyOnly }) => !verifyOnly);
  return table(["Workload", ...peers.map(({ title }) => title)], timed.map((workload) => {
    const of = (peer: string): Measured | undefined => measured.find((result) => result.peer === peer && result.workload === workload.name);
    const own = of("tacet");
    return [workload.title, ...peers.map(({ name, modules }) => {
      const result = of(name);
      if (!result) return modules && "missing" in (modules.get(workload.module) ?? {}) ? "missing" : "";
      const ratio = own && name !== "tacet" ? ` (${(result.min / own.min).toFixed(2)}x)` : "";
      return `${number(result.min)} / ${number(result.median)}${ratio}`;
    })];
  }));
}

function compileText(compile: Results["compile"]): string {
  if (compile === null) return "Not measured.";
  if ("missing" in compile) return `Not measured: ${compile.missing}`;
  const { functions, plain, ratio, command, loweringMsPerFunction, coldLoweringMsPerFunction, addedMsPerFunction } = compile;
  const row = (name: string, { o0, o3 }: CompileTimes["plain"]): string[] => [name, ...[o0.cold, o0.warm, o3.cold, o3.warm].map((ms) => ms.toFixed(0))];
  return [
    table([`${functions} functions, ms of processor time`, "-O0, cold", "-O0, warm", "-O3, cold", "-O3, warm"], [
      row("without async", plain),
      row("with async", compile.async),
    ]),
    "",
    `The command \`tacet build\` takes ${command.build.toFixed(0)} ms for the one with async at -O3, \`asc\` ${command.asc.toFixed(0)} ms for the one without.`,
    "",
    `By asc in the same process with async takes ${ratio.toFixed(2)}x as long (-O3, cold); an async function costs ${addedMsPerFunction.toFixed(2)} ms more than another one before optimisation (warm), of which ${loweringMsPerFunction.toFixed(2)} ms are the lowering (${coldLoweringMsPerFunction.toFixed(2)} ms the first time).`,
  ].join("\n");
}

/** What could not be built, in words. */
function missingLines({ peers }: Results): string[] {
  const lines = peers.flatMap(({ title, modules, size }) => [...(modules ?? []), ["size", size] as const].flatMap(([module, built]) =>
    built && "missing" in built ? [`- ${title}, ${module}: ${built.missing.split("\n").slice(0, 2).join(" ").trim()}`] : []));
  return lines.length === 0 ? [] : ["", "Missing:", "", ...lines];
}

function titleOf({ peers }: Results, name: string): string {
  return peers.find((peer) => peer.name === name)?.title ?? name;
}

function number(ns: number): string {
  return ns < 100 ? ns.toFixed(2) : ns.toFixed(0);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
