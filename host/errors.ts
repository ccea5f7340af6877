// Errors an embedder meets: a trap of the program, a program that broke the contract, an app that ended; and reports of what
// was refused without ending anything.

/** The program trapped. Its instance is never entered again; every pending promise rejects with this error. */
export class TacetTrap extends Error {
  override readonly name = "TacetTrap";

  constructor(
    /** What the program said, or what the engine said for a bare trap. */
    readonly reason: string,
    /** `file:line:column` in the program's source; undefined for a bare trap. */
    readonly location: string | undefined,
    /** One line per activation, innermost first; empty unless a hook describes it. */
    readonly awaitStack: readonly string[],
    options?: ErrorOptions,
  ) {
    super(`trap: ${reason}${location ? ` at ${location}` : ""}${awaitStack.map((line) => `\n    await ${line}`).join("")}`, options);
  }
}

/** What the host refuses, by name. */
export type RefusalCode =
  | "BAD_MODULE" | "BAD_CONTROL" | "BAD_RINGS" | "BAD_RING_INDEX" | "BAD_DONE_LIST" | "BAD_CONSOLE" | "BAD_TURN"
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
