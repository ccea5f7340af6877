// Minimal driver: a compiled module and a program's host script -> its outcome.
// Just the calls of ARCHITECTURE.md, without the Node host's rings and loop, so that thousands of runs take seconds.

import { ControlLayout, TaskEnd, TaskFlag, TaskLayout } from "../../host/abi.js";
import type { CallResult, Event, Outcome } from "./outcome.js";
import { valueText } from "./outcome.js";
import { argumentValue, type Program } from "./program.js";
import { sectionOf, type Section } from "../support/guest.js";
import { CASTS, rootName, startsMade } from "./oracle.js";

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly tacet_init: () => number;
  readonly tacet_turn: (budget: number) => number;
  readonly tacet_cancel: (call: number) => void;
  readonly tacet_release: (call: number) => void;
  readonly collect: () => void;
  readonly traceFrom: () => number;
  readonly traceTo: () => number;
}

type RootExport = (task: number, ...args: (number | bigint | boolean)[]) => number | bigint;

export interface DriveOptions {
  /** Collect garbage between polls. */
  readonly collects: boolean;
}

interface RunOptions extends DriveOptions {
  readonly section: Section;
}

interface Call {
  readonly position: number;
  readonly name: number;
  readonly root: number;
  readonly address: number;
  state: CallResult["state"];
  value: string;
}

/** A run that did not come to an end the contract knows. */
export class RunFailure extends Error {}

const IDLE = 0;
const MORE = 1;
const TURNS_MAX = 100_000;
const NEVER = 0xffffffff;

/** Runs `program` in a fresh instance; `expected` tells which starts and cancels the oracle's host really made. */
export function drive(module: WebAssembly.Module, program: Program, expected: Outcome, options: DriveOptions): Outcome {
  const instance = new WebAssembly.Instance(module, {});
  const exports = instance.exports as unknown as Exports;
  if (!("tacet_init" in exports)) throw new RunFailure("no async function is exported");
  const run = new Run(exports, instance.exports as unknown as Record<string, RootExport>, program, { ...options, section: sectionOf(module) });
  const starts = startsMade(expected);
  program.script.forEach((action, i) => {
    if ("start" in action) {
      if (starts.has(i)) run.start(i, action.start, action.args);
    } else if ("turn" in action) {
      run.turn(action.turn);
    } else if ("advanceMs" in action) {
      run.advance(action.advanceMs);
    } else if (expected.calls[action.cancel]?.state === "cancelled") {
      run.cancel(action.cancel);
    }
  });
  run.finish();
  return { events: readTrace(exports), calls: run.results(), prefixTasks: new Set(), wholeTasks: new Set() };
}

class Run {
  readonly #control: number;
  readonly #calls: Call[] = [];
  #nowUs = 0;

  constructor(
    readonly exports: Exports,
    readonly roots: Readonly<Record<string, RootExport>>,
    readonly program: Program,
    readonly options: RunOptions,
  ) {
    this.#control = exports.tacet_init();
  }

  #view(): DataView {
    return new DataView(this.exports.memory.buffer); // memory may have grown
  }

  start(position: number, index: number, args: readonly string[]): void {
    const root = this.program.roots[index];
    const name = rootName(this.#calls.length);
    const values = root.params.map((type, i) => argumentValue(type, args[i]));
    let address = this.roots[root.name](name, ...values) as number;
    for (let turns = 0; address === 0; turns++) {
      // Only where tasks of unordered programs took more turns than the oracle's: the slot is not free yet.
      if (this.program.mode === "ordered" || turns > TURNS_MAX) throw new RunFailure(`no free slot for ${root.name}`);
      const idle = this.turn(1) === IDLE && !this.#sleepOn();
      address = this.roots[root.name](name, ...values) as number;
      if (idle && address === 0) throw new RunFailure(`no free slot for ${root.name}, and nothing to run`);
    }
    this.#calls.push({ position, name, root: index, address: address >>> 0, state: "running", value: "" });
    this.#takeDone();
    this.#collect();
  }

  /** @returns what the last turn said */
  turn(budget: number): number {
    let code = MORE;
    const step = this.options.collects ? 1 : budget;
    for (let polls = 0; polls < budget && code === MORE; polls += step) {
      code = this.exports.tacet_turn(step);
      if (code !== IDLE && code !== MORE) throw new RunFailure(`tacet_turn answered ${code}`);
      this.#takeDone();
      this.#collect();
    }
    return code;
  }

  advance(ms: number): void {
    this.#setNow(this.#nowUs + ms * 1000);
    this.#untilIdle();
  }

  cancel(index: number): void {
    const call = this.#calls[index];
    if (call?.state === "running") this.exports.tacet_cancel(call.address);
  }

  /** Runs on until nothing is ready and nothing sleeps. */
  finish(): void {
    for (let rounds = 0; rounds < TURNS_MAX; rounds++) {
      this.#untilIdle();
      if (!this.#sleepOn()) return;
    }
    throw new RunFailure("does not come to an end");
  }

  results(): CallResult[] {
    return this.#calls.map((call) => ({ position: call.position, task: call.name, state: call.state, value: call.value }));
  }

  #untilIdle(): void {
    for (let turns = 0; turns < TURNS_MAX; turns++) {
      if (this.turn(64) === IDLE) return;
    }
    throw new RunFailure("does not become idle");
  }

  /** Moves the clock to the guest's deadline. @returns false when there is none */
  #sleepOn(): boolean {
    const view = this.#view();
    const low = view.getUint32(this.#control + ControlLayout.DEADLINE, true);
    const high = view.getUint32(this.#control + ControlLayout.DEADLINE + 4, true);
    if (low === NEVER && high === NEVER) return false;
    this.#setNow(Math.max(this.#nowUs, high * 4294967296 + low));
    return true;
  }

  #setNow(us: number): void {
    this.#nowUs = us;
    const view = this.#view();
    view.setUint32(this.#control + ControlLayout.NOW, us >>> 0, true);
    view.setUint32(this.#control + ControlLayout.NOW + 4, Math.floor(us / 4294967296), true);
  }

  #collect(): void {
    if (this.options.collects) this.exports.collect();
  }

  /** Takes the ended calls off the list, reads their results and releases them. */
  #takeDone(): void {
    const view = this.#view();
    let task = view.getUint32(this.#control + ControlLayout.DONE, true);
    view.setUint32(this.#control + ControlLayout.DONE, 0, true);
    while (task) {
      const next = view.getUint32(task + TaskLayout.NEXT, true);
      const call = this.#calls.find((candidate) => candidate.address === task && candidate.state === "running");
      if (!call) throw new RunFailure(`a call at ${task} ended that does not run`);
      const flags = view.getUint8(task + TaskLayout.FLAGS);
      const { section } = this.options;
      const at = task + section.resultOffset;
      call.state = flags & TaskFlag.CANCELLED ? "cancelled" : section.error && flags & TaskEnd.THREW ? "threw" : "done";
      const result = this.program.roots[call.root].result;
      if (call.state === "done" && result !== "void") call.value = valueText(readValue(view, at, result));
      if (call.state === "threw") {
        const error = view.getUint32(at, true);
        call.value = [section.error!.name, section.error!.message].map((offset) => readString(view, view.getUint32(error + offset, true))).join(": ");
      }
      this.exports.tacet_release(task);
      task = next;
    }
  }
}

/** A string of AssemblyScript: UTF-16, its bytes in the word before. */
function readString(view: DataView, at: number): string {
  return String.fromCharCode(...new Uint16Array(view.buffer, at, view.getUint32(at - 4, true) >> 1));
}

function readValue(view: DataView, at: number, type: string): unknown {
  switch (type) {
    case "bool": return view.getUint8(at) !== 0;
    case "i8": return view.getInt8(at);
    case "u8": return view.getUint8(at);
    case "i16": return view.getInt16(at, true);
    case "u16": return view.getUint16(at, true);
    case "i32": case "isize": return view.getInt32(at, true);
    case "u32": case "usize": return view.getUint32(at, true);
    case "i64": return view.getBigInt64(at, true);
    case "u64": return view.getBigUint64(at, true);
    case "f32": return view.getFloat32(at, true);
    case "f64": return view.getFloat64(at, true);
    default: throw new Error(`the host cannot read a ${type}`);
  }
}

/** The events in the trace buffer; its layout is in prelude.as.ts. */
export function readTrace(exports: Pick<Exports, "memory" | "traceFrom" | "traceTo">): Event[] {
  const view = new DataView(exports.memory.buffer);
  const events: Event[] = [];
  let at = exports.traceFrom();
  const value = (): unknown => {
    const kind = view.getUint32(at, true);
    const from = at + 4;
    switch (kind) {
      case 1: at += 12; return view.getFloat64(from, true);
      case 2: at += 12; return view.getBigUint64(from, true);
      case 3: at += 8; return view.getUint32(from, true) !== 0;
      case 4: {
        const units = view.getUint32(from, true);
        at += 8 + 2 * units;
        let text = "";
        for (let i = 0; i < units; i++) text += String.fromCharCode(view.getUint16(from + 4 + 2 * i, true));
        return text;
      }
      case 5: {
        at += 20;
        return Int32Array.from([0, 4, 8, 12], (lane) => view.getInt32(from + lane, true));
      }
      case 6: {
        const count = view.getUint32(from, true);
        at += 8;
        return Array.from({ length: count }, value);
      }
      default: throw new RunFailure(`the trace buffer is overwritten at ${at}`);
    }
  };
  const end = exports.traceTo();
  while (at < end) {
    const task = view.getInt32(at, true);
    const site = view.getInt32(at + 4, true);
    at += 8;
    events.push({ task, text: `${site}: ${valueText(value())}` });
  }
  return events;
}

/** Runs the synchronous dialect: every call completes within itself. */
export function driveSynchronous(module: WebAssembly.Module, program: Program, expected: Outcome): Outcome {
  const instance = new WebAssembly.Instance(module, { env: { abort: () => { throw new RunFailure("abort"); } } });
  const exports = instance.exports as unknown as Exports & Record<string, (...args: unknown[]) => number | bigint | undefined>;
  const starts = startsMade(expected);
  const calls: CallResult[] = [];
  program.script.forEach((action, i) => {
    if (!("start" in action) || !starts.has(i)) return;
    const root = program.roots[action.start];
    const name = rootName(calls.length);
    const value = exports[root.name](name, ...root.params.map((type, k) => argumentValue(type, action.args[k])));
    calls.push({ position: i, task: name, state: "done", value: root.result === "void" ? "" : valueText(fromExport(root.result, value)) });
  });
  return { events: readTrace(exports), calls, prefixTasks: new Set(), wholeTasks: new Set() };
}

/** What an export returned, as its AssemblyScript type: asc leaves the upper bits of small integers undefined. */
function fromExport(type: string, value: unknown): unknown {
  if (type === "bool") return value !== 0;
  return type.endsWith("64") || type === "f32" ? value : CASTS[type](value as number);
}
