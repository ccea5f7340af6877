// Errors an embedder meets: a trap of the program, a program that broke the contract, an app that ended; and reports of what
// was refused without ending anything.

import { programFunctionsOn } from "./wasm-stack.js";

/** The program trapped. Its instance is never entered again; every pending promise rejects with this error. */
export class TacetTrap extends Error {
  override readonly name = "TacetTrap";
  /** Functions called since the task was resumed, innermost first; empty unless the module has names (--debug). */
  readonly callStack: readonly string[];

  constructor(
    /** What the program said, or what the engine said for a bare trap. */
    readonly reason: string,
    /** `file:line:column` in the program's source; undefined for a bare trap. */
    readonly location: string | undefined,
    /** The awaits the task was last resumed from, innermost first; empty before its first, or where no map describes them. */
    readonly awaitStack: readonly string[],
    options?: ErrorOptions,
  ) {
    const callStack = options?.cause instanceof Error ? programFunctionsOn(options.cause.stack ?? "") : [];
    const calls = callStack.map((name) => `\n    at ${name}`);
    super(`trap: ${reason}${location ? ` at ${location}` : ""}${calls.join("")}${awaitLines(awaitStack)}`, options);
    this.callStack = callStack;
  }
}

/** Lines of a message or a stack for the awaits a task was last resumed from. */
export function awaitLines(awaits: readonly string[]): string {
  return awaits.length === 0 ? "" : ["\n  resumed from", ...awaits].join("\n    await ");
}

/** What the host refuses, by name. */
export type RefusalCode =
  | "BAD_MODULE" | "BAD_CONTROL" | "BAD_RINGS" | "BAD_RING_INDEX" | "BAD_DONE_LIST" | "BAD_RESULT" | "BAD_CONSOLE" | "BAD_TURN"
  | "BAD_OP" | "BAD_FLAGS" | "BAD_HANDLE" | "BAD_BUFFER" | "BAD_ARGUMENT" | "TOO_MANY"
  | "STALE_COMPLETION" | "GUEST_REFUSED" | "HOST_FUNCTION_FAILED" | "CONSOLE_LOST";

/** The program broke the contract where no single operation can be refused: it is treated like a trap. */
export class TacetFault extends Error {
  override readonly name = "TacetFault";

  constructor(readonly code: RefusalCode, detail: string) {
    super(`${code}: ${detail}`);
  }
}

/** The app was closed, or its `main` ended, before the call did. */
export class TacetClosed extends Error {
  override readonly name = "TacetClosed";
}

/** Something refused or lost that did not end the program. */
export interface Report {
  readonly code: RefusalCode;
  readonly detail: string;
}

export type OnReport = (report: Report) => void;
