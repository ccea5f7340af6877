// One process of the benchmark: loads one workload of one peer at a time and runs rounds of it when its parent asks.
// A process a (peer, workload) keeps V8's feedback and code of one from touching the other.

import { readFileSync } from "node:fs";
import { Iterate } from "./peers/js/iterate.js";
import { JsPeer } from "./peers/js/workloads.js";
import type { Workload } from "./workloads.js";

export type Request =
  | { readonly kind: "load"; readonly wasm: string | null; readonly workload: Workload }
  | { readonly kind: "round" }
  | { readonly kind: "heap"; readonly tasks: number }
  | { readonly kind: "value"; readonly wasm: string; readonly name: string };

export type Reply =
  | { readonly kind: "loaded" }
  | { readonly kind: "round"; readonly ns: number; readonly checksum: number }
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "failed"; readonly message: string };

/** Polls a turn may run; a turn costs some ns, so this is next to nothing per operation. */
const TURN_BUDGET = 4096;
/** Byte offset of the time in the control block (ARCHITECTURE.md). */
const NOW = 16;

type Round = () => Promise<{ ns: number; checksum: number }>;
type Exports = Record<string, (...args: number[]) => number>;

let round: Round | null = null;

process.on("message", (request: Request) => {
  answer(request).then(
    (reply) => process.send?.(reply),
    (error: unknown) => process.send?.({ kind: "failed", message: String(error) }),
  );
});

async function answer(request: Request): Promise<Reply> {
  switch (request.kind) {
    case "load":
      round = request.wasm === null ? await loadJs(request.workload) : loadWasm(request.wasm, request.workload);
      return { kind: "loaded" };
    case "round":
      if (!round) throw new Error("no workload is loaded");
      return { kind: "round", ...(await round()) };
    case "heap":
      return { kind: "value", value: await heapBytesPerTask(request.tasks) };
    case "value":
      return { kind: "value", value: instantiate(request.wasm).exports[request.name]() };
  }
}

function instantiate(wasm: string): { exports: Exports; memory: WebAssembly.Memory } {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(wasm)), {});
  return { exports: instance.exports as unknown as Exports, memory: instance.exports.memory as WebAssembly.Memory };
}

function loadWasm(wasm: string, workload: Workload): Round {
  const { exports, memory } = instantiate(wasm);
  const { tacet_turn: turn, checksum } = exports;
  const control = exports.tacet_init() >>> 0;
  const start = exports[workload.start.name];
  const args = workload.start.args;
  const { drive, prepare } = workload;
  let nowMs = 0;

  function setNow(ms: number): void {
    const us = ms * 1000;
    const view = new Uint32Array(memory.buffer, control + NOW, 2);
    view[0] = us >>> 0;
    view[1] = Math.floor(us / 4294967296);
  }

  function runUntilIdle(): void {
    let code: number;
    do code = turn(TURN_BUDGET);
    while (code === 1);
    if (code < 0) throw new Error(`tacet_turn returned ${code}`);
  }

  setNow(0);
  if (prepare) {
    exports[prepare.name](...prepare.args);
    runUntilIdle();
  }
  return async () => {
    let from = process.hrtime.bigint();
    start(...args);
    if (!workload.timesStart) from = process.hrtime.bigint();
    runUntilIdle();
    if (drive.kind === "clock") {
      for (let tick = 0; tick < drive.ticks; tick++) {
        setNow(++nowMs);
        runUntilIdle();
      }
    }
    const ns = Number(process.hrtime.bigint() - from);
    return { ns, checksum: checksum() >>> 0 };
  };
}

async function loadJs(workload: Workload): Promise<Round> {
  const peer = workload.module === "iterate" ? new Iterate() : new JsPeer();
  const start = methodOf(peer, workload.module, workload.start.name);
  const { drive, prepare } = workload;
  let nowMs = 0;
  if (prepare) await methodOf(peer, workload.module, prepare.name)(...prepare.args);
  return async () => {
    let from = process.hrtime.bigint();
    const end = start(...workload.start.args);
    if (!workload.timesStart) from = process.hrtime.bigint();
    if (drive.kind === "clock") {
      for (let tick = 0; tick < drive.ticks; tick++) {
        (peer as JsPeer).advance(++nowMs);
        await undefined; // behind the continuations of the timers that fired
      }
    }
    await end;
    const ns = Number(process.hrtime.bigint() - from);
    return { ns, checksum: (peer instanceof Iterate ? peer.sum : peer.checksum()) >>> 0 };
  };
}

function methodOf(peer: JsPeer | Iterate, module: string, name: string): (...args: readonly number[]) => Promise<void> | void {
  const key = module === "yield1" || module === "yield8" ? `${name}_${module.slice(-1)}` : name;
  const method = (peer as unknown as Record<string, (...args: readonly number[]) => Promise<void> | void>)[key];
  return method.bind(peer);
}

/** Heap bytes of a suspended JavaScript async function with its promise; needs --expose-gc. */
async function heapBytesPerTask(tasks: number): Promise<number> {
  const peer = new JsPeer();
  const collect = globalThis.gc;
  if (!collect) throw new Error("start this process with --expose-gc");
  collect();
  const before = process.memoryUsage().heapUsed;
  const end = peer.start_yield_1(tasks, 1);
  collect();
  const bytes = process.memoryUsage().heapUsed - before;
  await end;
  return Math.round(bytes / tasks);
}
