// What a run of a program left behind, in a form that is the same for both sides.

/** One call of `trace`: by which task, and `site: value`. */
export interface Event {
  readonly task: number;
  readonly text: string;
}

/** How one of the host's calls ended; a cancelled one may as well have been done before. */
export interface CallResult {
  /** Of its start in the host script. */
  readonly position: number;
  readonly task: number;
  readonly state: "running" | "done" | "threw" | "cancelled";
  /** Its result, or its error's name and message. */
  readonly value: string;
}

export interface Outcome {
  readonly events: readonly Event[];
  readonly calls: readonly CallResult[];
  /** Tasks that may have been cancelled anywhere: what they traced must begin the oracle's trace of them. */
  readonly prefixTasks: ReadonlySet<number>;
  /** Tasks that run to their end if they were ever started. */
  readonly wholeTasks: ReadonlySet<number>;
}

/** A JavaScript value as text; 64-bit integers by their bits, since a trace does not say whether they are signed. */
export function valueText(value: unknown): string {
  switch (typeof value) {
    case "number": return Object.is(value, -0) ? "-0" : String(value);
    case "bigint": return `big ${BigInt.asUintN(64, value)}`;
    case "boolean": return String(value);
    case "string": return JSON.stringify(value);
    default:
      if (value instanceof Int32Array) return `v128 ${[...value].join(" ")}`;
      if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
      throw new Error(`a value the trace has no form for: ${String(value)}`);
  }
}
