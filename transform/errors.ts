// Diagnostics: code + arguments -> the text a user reads, sent through asc.
//
// Every message of the compiler stands in DIAGNOSTICS, nowhere else; the reference in the docs is made from it.
// Rules of the table:
//   - a code, once released, keeps its meaning; a retired code is not used again
//   - `title` names the rule that was broken, `cause` says why it holds here, `next` says what to write instead
//   - {0} to {3} are arguments; how many a code takes is checked by its type
// Codes by phase: 001-019 1-read, 020-039 2-desugar, 040-059 3-lower, 060-079 4-report, 090-099 the tools around us.
//
// asc prints a transform's message as `ERROR AS102: TACET001: …`, with the source line and the span underlined.

import { DiagnosticCategory, DiagnosticCode, DiagnosticMessage, type DiagnosticEmitter, type Range } from "assemblyscript";

/** One kind of diagnostic; the printed line is `code: title: cause; next.` */
export interface DiagnosticText {
  readonly severity: "error" | "warning";
  readonly title: string;
  readonly cause: string;
  readonly next: string;
}

export const DIAGNOSTICS = {
  TACET001: {
    severity: "error",
    title: "'await' outside an async function",
    cause: "{0} is not async, so there is no task that could be suspended",
    next: "move the await into an 'async' function (at the top level of a module it is not supported yet)",
  },
  TACET002: {
    severity: "error",
    title: "'await' in the default value of a parameter",
    cause: "default values are computed before the async function starts",
    next: "make the parameter optional and await in the body",
  },
  TACET003: {
    severity: "error",
    title: "async constructor",
    cause: "'new' gives the object, so it can't give a promise",
    next: "write a 'static async' method that awaits first and constructs then",
  },
  TACET004: {
    severity: "error",
    title: "async getter",
    cause: "reading a property gives its value at once",
    next: "write an async method, or a getter that returns what an async method stored",
  },
  TACET005: {
    severity: "error",
    title: "async setter",
    cause: "an assignment can't be awaited",
    next: "write an async method",
  },
  TACET006: {
    severity: "error",
    title: "'async' on the field '{0}'",
    cause: "only functions and methods run as tasks",
    next: "remove 'async'",
  },
  TACET007: {
    severity: "error",
    title: "'async' on the method '{0}' that has no body",
    cause: "'async' says how a body runs; callers see the promise in the return type",
    next: "remove 'async' and declare the result as Promise<T>",
  },
  TACET008: {
    severity: "error",
    title: "'async' before '{0}'",
    cause: "TypeScript wants 'async' after the other modifiers",
    next: "write '{0} async'",
  },
  TACET090: {
    severity: "error",
    title: "unsupported AssemblyScript compiler",
    cause: "{0}",
    next: "install assemblyscript {1}",
  },
} as const satisfies Record<`TACET${string}`, DiagnosticText>;

/** A code of the table. */
export type TacetCode = keyof typeof DIAGNOSTICS;

/** What a code's text takes: one string for each {n}. */
export type ArgumentsOf<Code extends TacetCode> = Placeholders<
  `${(typeof DIAGNOSTICS)[Code]["title"]} ${(typeof DIAGNOSTICS)[Code]["cause"]} ${(typeof DIAGNOSTICS)[Code]["next"]}`
>;

type Placeholders<Text extends string> =
  Text extends `${string}{3}${string}` ? [string, string, string, string] :
  Text extends `${string}{2}${string}` ? [string, string, string] :
  Text extends `${string}{1}${string}` ? [string, string] :
  Text extends `${string}{0}${string}` ? [string] :
  [];

/** The line for `code`, without asc's prefix: `TACET001: title: cause; next.` */
export function formatDiagnostic<Code extends TacetCode>(code: Code, ...args: ArgumentsOf<Code>): string {
  const { title, cause, next }: DiagnosticText = DIAGNOSTICS[code];
  const values: readonly string[] = args;
  return `${code}: ${title}: ${cause}; ${next}.`.replace(/\{(\d)\}/g, (_, index: string) => values[Number(index)]);
}

/**
 * Reports `code` at `range` through `emitter` (asc's Program, Parser or Compiler: they share one list).
 * A generic function is compiled once an instance: a repeated message at the same place is dropped, as asc does.
 * @param range what is underlined; null where no source line is to blame
 */
export function report<Code extends TacetCode>(
  emitter: Pick<DiagnosticEmitter, "diagnostics">, code: Code, range: Range | null, ...args: ArgumentsOf<Code>
): void {
  const { severity }: DiagnosticText = DIAGNOSTICS[code];
  const category = severity == "error" ? DiagnosticCategory.Error : DiagnosticCategory.Warning;
  const message = DiagnosticMessage.create(DiagnosticCode.User_defined_0, category);
  // Set after the fact: asc's template for transforms reads "User-defined: {0}".
  message.message = formatDiagnostic(code, ...args);
  if (range) message.withRange(range);
  if (!emitter.diagnostics.some(other => other.equals(message))) emitter.diagnostics.push(message);
}
