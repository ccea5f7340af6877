// A fuzz program: declarations, exported roots and what the host does with them, in plain JSON.

import { print, type Dialect, type Node } from "./syntax.js";

/**
 * How much of the order of events is compared (compare.ts argues why).
 *   ordered  the whole trace is one sequence
 *   streams  one sequence per task
 */
export type Mode = "ordered" | "streams";

/** An exported async function; its first parameter, the task's name, is not in `params`. */
export interface Root {
  readonly name: string;
  readonly params: readonly string[];
  readonly result: string;
  /** Calls that may run at once. */
  readonly pool: number;
}

/** What the host does, in order; after the last action it runs everything to its end. */
export type HostAction =
  /** Calls a root; left out when all its slots are taken. Arguments are decimal text (see `argumentValue`). */
  | { readonly start: number; readonly args: readonly string[] }
  /** Runs at most so many polls. */
  | { readonly turn: number }
  /** Lets time pass. */
  | { readonly advanceMs: number }
  /** Cancels the call that was started as number so and so. */
  | { readonly cancel: number };

export interface Program {
  readonly seed: number;
  /** Starts every name the program declares at top level, so that many programs fit in one module. */
  readonly prefix: string;
  readonly mode: Mode;
  /** Whether the oracle knows what a cancel by the host does: cleanups are compared. Otherwise its tasks are left alone. */
  readonly unwinds: boolean;
  /** Whether the host may cancel its calls. */
  readonly cancels?: boolean;
  /** Whether the synchronous dialect means the same, stream by stream. */
  readonly hasSynchronous: boolean;
  readonly declarations: readonly Node[];
  readonly roots: readonly Root[];
  readonly script: readonly HostAction[];
  readonly features: readonly string[];
}

export function printProgram(program: Program, dialect: Dialect): string {
  return program.declarations.map((declaration) => print(declaration, dialect)).join("\n") + "\n";
}

/** An argument's text as the JavaScript value of its AssemblyScript type. */
export function argumentValue(type: string, text: string): number | bigint | boolean {
  if (type === "i64" || type === "u64") return BigInt(text);
  if (type === "bool") return text === "1";
  if (type === "f32") return Math.fround(Number(text));
  return Number(text);
}
