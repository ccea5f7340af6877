// Report: what the compiler knows about a program's memory before it runs -> plain data.
// Filled once per compilation by phase 4, read by `tacet report` and by tests.
// It travels on the asc Program object: asc gives a transform no other way to hand a
// result to whoever called asc's `main`, and module state would mix up two compilations.

/** One async function instance (a generic has one entry per instantiation). */
export interface FunctionReport {
  /** asc's internal name, e.g. `src/main/Client#read`. */
  readonly name: string;
  /** `file:line` of the declaration. */
  readonly location: string;
  /** Bytes of its frame, header and in-frame storage included; 0 when it never suspends and keeps nothing there. */
  readonly frameBytes: number;
  /** Resume points: distinct places it can be suspended at. */
  readonly states: number;
}

/** How a task comes to life. */
export type TaskKind = "main" | "export" | "spawn" | "child";

/** A root of activations: an exported call, a pool for `spawn`, or a child site. */
export interface TaskReport {
  readonly kind: TaskKind;
  /** The async function it runs. */
  readonly function: string;
  /** Exact maximum of its stack of frames over the call graph, control block excluded. */
  readonly stackBytes: number;
  /** `stackBytes` plus the control block: what one task takes. */
  readonly taskBytes: number;
  /** For a child: the function whose frame holds it. */
  readonly owner?: string;
}

/** Static task slots of one `@pool(n)` function. Children are not here: they lie in their owner's frame. */
export interface PoolReport {
  readonly function: string;
  readonly slots: number;
  readonly slotBytes: number;
  /** slots * slotBytes, plus what the pool itself takes. */
  readonly bytes: number;
}

/** Whether the heap can be reached from async code. */
export type AllocationProof =
  | { readonly proved: true }
  | { readonly proved: false; /** Call path from an async root to the allocation, `function (file:line)` each. */ readonly path: readonly string[] };

/** Static memory of one part of the runtime library, for example `ring` or `timer-wheel`. */
export interface RuntimeReport {
  /** File below assembly/, without extension. */
  readonly part: string;
  readonly bytes: number;
}

/** Everything `tacet report` prints that is known before code generation ends. */
export interface Report {
  readonly functions: readonly FunctionReport[];
  readonly tasks: readonly TaskReport[];
  readonly pools: readonly PoolReport[];
  /** What the program uses of the runtime library: control block, rings, timers, console. */
  readonly runtime: readonly RuntimeReport[];
  /** Both rings with their block; 0 when the program does no I/O. Counted in `runtime`, too. */
  readonly ringsBytes: number;
  /** Constants, strings and data of the program and asc's runtime, alignment included; pools and `runtime` are not in it. */
  readonly staticBytes: number;
  /** Native stack for references that the incremental collector needs; 0 with other runtimes. */
  readonly shadowStackBytes: number;
  /**
   * End of static memory: the RAM the program needs, from address 0. Exact with `--runtime stub` and a proved program;
   * otherwise the heap comes behind it.
   */
  readonly ramBytes: number;
  readonly allocation: AllocationProof;
}

const REPORT = Symbol.for("tacet.report");

interface ReportCarrier {
  [REPORT]?: Report;
}

/** Leaves the report on the program it describes. */
export function attachReport(program: object, report: Report): void {
  (program as ReportCarrier)[REPORT] = report;
}

/** The report of a compiled program, or undefined when it has no async function or was not compiled by Tacet. */
export function reportOf(program: object): Report | undefined {
  return (program as ReportCarrier)[REPORT];
}
