// The workloads: what every peer exports, with which arguments, how it is driven, and how many operations that is.
// A peer is a set of modules of these names; each module's exports have the same signatures in every peer, and `checksum()`
// tells what it computed.

/** One call of an export. */
export interface Call {
  readonly name: string;
  readonly args: readonly number[];
}

/**
 * How the host drives a round after `start`:
 * turns: `tacet_turn` until nothing is ready; clock: the same once for each of `ticks` virtual milliseconds.
 */
export type Drive = { readonly kind: "turns" } | { readonly kind: "clock"; readonly ticks: number };

export interface Workload {
  readonly name: string;
  readonly title: string;
  /** Module of the peer that exports it: of the workloads here a ModuleName. */
  readonly module: string;
  /** Called once in a fresh instance, untimed. */
  readonly prepare?: Call;
  readonly start: Call;
  readonly drive: Drive;
  /** Whether the time of `start` counts. It does not where it only creates the tasks. */
  readonly timesStart: boolean;
  readonly operations: number;
  /** Only its checksum is looked at. */
  readonly verifyOnly?: boolean;
}

/** What is in `reinsert` is a program of its own for Tacet only, where a sleep that nothing cancels takes less; the others have it in `timers`. */
export const MODULES = ["yield1", "yield8", "depth", "ready", "join", "timers", "reinsert", "iterate"] as const;
export type ModuleName = (typeof MODULES)[number];
/** Peers that have generators and closures; the others lack this module. */
export const ITERATING: ReadonlySet<string> = new Set(["tacet", "js"]);

const TURNS: Drive = { kind: "turns" };
/** Longest pseudo-random sleep of the timer workload; the same constant stands in each peer. */
const SLEEP_MS_MAX = 1000;

/** @param scale 1 for measuring; less shortens the rounds (only checksums are of interest then) */
export function workloads(scale: number): Workload[] {
  const times = (full: number): number => Math.max(8, Math.round(full * scale));
  return [
    ...([1, 8] as const).flatMap((types) =>
      [1, 10, 1_000, 100_000].map((count) => yielding(types, count, times(count === 100_000 ? 20 : 1_000_000 / count)))),
    yieldingMixed(1_000, times(1_000)),
    ...[1, 5, 20].map((depth) => depthOf("resume", depth, times(500_000))),
    ...[1, 5, 20].map((depth) => depthOf("chain", depth, times(400_000 / (depth + 1)))),
    readyOf("ready-near", "await that completes at once, inlined", "start_ready_near", times(2_000_000)),
    readyOf("ready-far", "await that completes at once, not inlined", "start_ready_far", times(2_000_000)),
    readyOf("plain", "plain call, not inlined", "start_plain", times(2_000_000)),
    { ...readyOf("ready-near-gate", "", "start_ready_near", 100), prepare: { name: "set_gate", args: [5] }, verifyOnly: true },
    { ...readyOf("ready-far-gate", "", "start_ready_far", 100), prepare: { name: "set_gate", args: [5] }, verifyOnly: true },
    iterateOf("items-plain", "an item of a plain loop", "start_items_plain", times(5_000_000)),
    iterateOf("items-in-place", "an item of a generator in for…of, in place", "start_items_in_place", times(5_000_000)),
    iterateOf("items-frame", "an item of a generator in for…of, by frame", "start_items_frame", times(5_000_000)),
    iterateOf("items-async-in-place", "an item of an async generator in for await, in place", "start_items_async_in_place", times(500_000)),
    iterateOf("items-async-frame", "an item of an async generator in for await, by frame", "start_items_async_frame", times(500_000)),
    iterateOf("call-direct", "a direct call", "start_call_direct", times(5_000_000)),
    iterateOf("call-closure", "a call through a closure with a capture", "start_call_closure", times(5_000_000)),
    joinOf("spawn-join", "spawn + join of a task that yields once", "start_spawn_join", times(200_000)),
    joinOf("join-together", "join of 10, all waking together", "start_join_together", times(20_000)),
    joinOf("join-staggered", "join of 10, waking one at a time", "start_join_staggered", times(20_000)),
    joinOf("race", "race of 2, loser cancelled and joined", "start_race", times(100_000)),
    ...[10_000, 100_000].map((count) => timersFire(count, scale < 1 ? 1 : count === 10_000 ? 20 : 5)),
    ...[10_000, 100_000].map((count) => timersReinsert(count, times(500_000))),
  ];
}

function yielding(types: 1 | 8, count: number, yields: number): Workload {
  return {
    name: `yield-${count}-${types}`,
    title: `yield, ${count.toLocaleString("en")} task${count > 1 ? "s" : ""}, ${types} type${types > 1 ? "s" : ""}`,
    module: types === 1 ? "yield1" : "yield8",
    start: { name: "start_yield", args: [count, yields] },
    drive: TURNS,
    timesStart: false,
    operations: count * yields,
  };
}

function yieldingMixed(count: number, yields: number): Workload {
  return {
    ...yielding(8, count, yields),
    name: `yield-${count}-8-mixed`,
    title: `yield, ${count.toLocaleString("en")} tasks, 8 types in no order`,
    start: { name: "start_yield_mixed", args: [count, yields] },
  };
}

function depthOf(kind: "resume" | "chain", depth: number, times: number): Workload {
  return {
    name: `${kind}-${depth}`,
    title: kind === "resume" ? `resume at await depth ${depth}` : `call chain of depth ${depth}, suspended once and unwound`,
    module: "depth",
    start: { name: `start_${kind}`, args: [depth, times] },
    drive: TURNS,
    timesStart: true,
    operations: times,
  };
}

function readyOf(name: string, title: string, start: string, times: number): Workload {
  return { name, title, module: "ready", start: { name: start, args: [times] }, drive: TURNS, timesStart: true, operations: times };
}

function joinOf(name: string, title: string, start: string, times: number): Workload {
  return { name, title, module: "join", start: { name: start, args: [times] }, drive: TURNS, timesStart: true, operations: times };
}

function iterateOf(name: string, title: string, start: string, times: number): Workload {
  const prepare = name.startsWith("call") ? { prepare: { name: "set_gate", args: [5] } } : {};
  return { name, title, module: "iterate", ...prepare, start: { name: start, args: [times] }, drive: TURNS, timesStart: true, operations: times };
}

function timersFire(count: number, rounds: number): Workload {
  return {
    name: `timers-fire-${count}`,
    title: `timer insert + fire, ${count.toLocaleString("en")} pending`,
    module: "timers",
    start: { name: "start_timers", args: [count, rounds] },
    drive: { kind: "clock", ticks: rounds * SLEEP_MS_MAX + 1 },
    timesStart: true,
    operations: count * rounds,
  };
}

function timersReinsert(count: number, times: number): Workload {
  return {
    name: `timers-reinsert-${count}`,
    title: `timer cancel + reinsert, ${count.toLocaleString("en")} pending`,
    module: "reinsert",
    prepare: { name: "start_pending", args: [count] },
    start: { name: "reinsert", args: [times] },
    drive: TURNS,
    timesStart: true,
    operations: times,
  };
}
