// Targets: measured numbers -> each target of the project, reached or not. The numbers come from the issue that ordered the
// benchmark ("It is shown by"), none from what happened to be measured. Ratios are of minima, from the same run.

import type { PeerName } from "./build.js";
import type { CompileTimes } from "./compile.js";
import type { Footprint } from "./footprint.js";
import type { Measured } from "./measure.js";

export interface Target {
  readonly name: string;
  /** What Tacet shows, as text. */
  readonly shown: string;
  /** What it is to be, as text. */
  readonly wanted: string;
  /** null: something needed was not measured. */
  readonly reached: boolean | null;
}

/**
 * The wheel of the reference machine's C: ns a timer where its yield took C_YIELD_NS. By the yield here it is another bar than the wheel here: the one
 * tells how fast the processor is, the other how far its memory.
 */
const C_TIMER_NS = 55;
const C_YIELD_NS = 3.6;

export function targetsOf(measured: readonly Measured[], footprints: readonly Footprint[], compile: CompileTimes | null): Target[] {
  const ns = (peer: PeerName, workload: string): number | null =>
    measured.find((result) => result.peer === peer && result.workload === workload)?.min ?? null;
  const within = (name: string, factor: number, workload: string, otherName: string, other: number | null): Target => {
    const own = ns("tacet", workload);
    const measuredBoth = own !== null && other !== null;
    return {
      name,
      shown: measuredBoth ? `${own.toFixed(2)} ns, ${(own / other).toFixed(2)}x` : "not measured",
      wanted: `${factor === 1 ? "ahead of" : `within ${factor}x of`} ${otherName}${other === null ? "" : ` (${other.toFixed(2)} ns)`}`,
      reached: measuredBoth ? (factor === 1 ? own < other : own <= factor * other) : null,
    };
  };
  const yieldInC = ns("c", "yield-1000-1");
  const wheelInC = ns("c", "timers-fire-100000");
  const wheelByYield = yieldInC === null ? null : (C_TIMER_NS * yieldInC) / C_YIELD_NS;
  const own = footprints.find(({ peer }) => peer === "tacet");
  return [
    within("yield, 1,000 tasks of 8 types", 1.15, "yield-1000-8", "C", ns("c", "yield-1000-8")),
    within("yield, 1,000 tasks of 8 types", 1, "yield-1000-8", "Rust", ns("rust", "yield-1000-8")),
    within("resume at depth 20", 1.1, "resume-20", "depth 1", ns("tacet", "resume-1")),
    ...[1, 5, 20].map((depth) => within(`call chain of depth ${depth}`, 1, `chain-${depth}`, "Rust", ns("rust", `chain-${depth}`))),
    within("ready await, not inlined", 2, "ready-far", "a plain call", ns("tacet", "plain")),
    within("generator in for…of, in place", 1.2, "items-in-place", "the plain loop", ns("tacet", "items-plain")),
    atMost("generator in for…of, by frame, an item", ns("tacet", "items-frame"), 1.5, "ns"),
    within("call through a closure", 1.1, "call-closure", "a direct call", ns("tacet", "call-direct")),
    within("spawn + join", 1, "spawn-join", "C", ns("c", "spawn-join")),
    within("timers at 100,000", 1, "timers-fire-100000", "C's wheel", wheelInC),
    within("timers at 100,000", 1, "timers-fire-100000", `${(C_TIMER_NS / C_YIELD_NS).toFixed(1)} of C's yields`, wheelByYield),
    within("join of 10, all waking together", 1, "join-together", "C", ns("c", "join-together")),
    within("race of 2", 1, "race", "C", ns("c", "race")),
    within("join of 10, waking one at a time", 1, "join-staggered", "Rust", ns("rust", "join-staggered")),
    atMost("bytes per yielding task", own?.taskBytes ?? null, 20, "B"),
    atMost("wasm of executor + yield workload, -Oz", own?.wasmBytes ?? null, 500, "B"),
    atMost("lowering per async function, warm", compile?.loweringMsPerFunction ?? null, 0.5, "ms"),
    atMost("compile time, 400 functions: `tacet build`, against asc of the same without async", compile && compile.command.build / compile.command.asc, 1.5, "x"),
    atMost("the same by asc with the transform", compile?.ratio ?? null, 1.5, "x"),
  ];
}

function atMost(name: string, value: number | null, limit: number, unit: string): Target {
  return {
    name,
    shown: value === null ? "not measured" : `${Number.isInteger(value) ? value : value.toFixed(2)} ${unit}`,
    wanted: `at most ${limit} ${unit}`,
    reached: value === null ? null : value <= limit,
  };
}
