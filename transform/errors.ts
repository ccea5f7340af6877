// Diagnostics: code + arguments -> the text a user reads, sent through asc.
//
// asc prints a transform's message as `ERROR AS102: TACET001: …`, with the source line and the span underlined.

import { DiagnosticCategory, DiagnosticCode, DiagnosticMessage, type DiagnosticEmitter, type Range } from "assemblyscript";
import { DIAGNOSTICS, type DiagnosticText } from "./diagnostics.js";
import { isSilenced } from "./silence.js";

/** A code of the table. */
export type TacetCode = keyof typeof DIAGNOSTICS;

/** What a code's text takes: one string for each {n}. */
export type ArgumentsOf<Code extends TacetCode> = Code extends TacetCode // one code at a time: the texts of all would multiply
  ? Placeholders<`${(typeof DIAGNOSTICS)[Code]["title"]} ${(typeof DIAGNOSTICS)[Code]["cause"]} ${(typeof DIAGNOSTICS)[Code]["next"]}`>
  : never;

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
  if (severity == "warning" && range && isSilenced(code, range)) return;
  const category = severity == "error" ? DiagnosticCategory.Error : DiagnosticCategory.Warning;
  const message = DiagnosticMessage.create(DiagnosticCode.User_defined_0, category);
  // Set after the fact: asc's template for transforms reads "User-defined: {0}".
  message.message = formatDiagnostic(code, ...args);
  if (range) message.withRange(range);
  if (!emitter.diagnostics.some(other => other.equals(message))) emitter.diagnostics.push(message);
}
