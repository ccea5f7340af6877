// Errors of asc's parser -> ours, where TypeScript has what AssemblyScript has not: asc names only the place at which it gave up.
//
//   async function f() {…}    "Type expected": TACET019; in TypeScript the result type may be left out
//   a?.b   a ?? b   a ||= b   "Expression expected": TACET057
//   from "tacet"              "File '~lib/tacet.ts' not found": TACET142
//   from "node:fs"            the same: TACET057

import { DiagnosticCode, type Range } from "assemblyscript";
import { overrideMethod } from "./override.js";
import type { Reading } from "./reading.js";

/** Overrides what reports the parser's errors. */
export function readParserErrors(reading: Reading): void {
  overrideMethod(reading.parser, "emitDiagnostic", original => (code, category, range, ...rest) => {
    const tell = REPORTS.get(code);
    if (!range || !tell?.(reading, range)) original(code, category, range, ...rest);
  });
}

type Report = (reading: Reading, range: Range) => boolean;

const REPORTS: ReadonlyMap<DiagnosticCode, Report> = new Map([
  [DiagnosticCode.Type_expected, reportResult], [DiagnosticCode.Expression_expected, reportOperator], [DiagnosticCode.File_0_not_found, reportModule],
]);

/** Node's modules -> what Tacet has instead. */
const NODE_MODULES: ReadonlyMap<string, string> = new Map([
  ["fs", "File of 'tacet/assembly'"], ["fs/promises", "File of 'tacet/assembly'"],
  ["net", "TcpListener and TcpStream of 'tacet/assembly'"], ["http", "TcpListener of 'tacet/assembly', as examples/http-server does"],
  ["timers", "sleep(ms) of 'tacet/assembly'"], ["timers/promises", "sleep(ms) of 'tacet/assembly'"],
  ["process", "args(), stdin and stdout of 'tacet/assembly'"],
]);

/** Reports a module that is not there, if its name tells what is meant. */
function reportModule(reading: Reading, range: Range): boolean {
  const name = range.source.text.slice(range.start + 1, range.end - 1);
  const instead = NODE_MODULES.get(name.replace(/^node:/, ""));
  if (instead) reading.report("TACET057", range, name, `use ${instead}`);
  else if (/^tacet(\/|$)/.test(name)) reading.report("TACET142", range, name);
  else return false;
  return true;
}

/** Reports that the async function or generator that is read has no result type, if that is what is missing. */
function reportResult(reading: Reading, range: Range): boolean {
  const { isAsync, isGenerator } = reading.scopes.current;
  if (!isAsync && !isGenerator || !range.source.text.slice(0, range.start).trimEnd().endsWith(")")) return false;
  const type = isGenerator ? isAsync ? "AsyncGenerator<T>" : "Generator<T>" : "Promise<T>, or Promise<void>";
  reading.report("TACET019", range, isGenerator ? "a generator" : "an async function", type);
  return true;
}

/** Reports an operator that TypeScript alone has, if that is what asc has come upon. */
function reportOperator(reading: Reading, range: Range): boolean {
  const found = foreignAt(range.source.text, range.start);
  if (found) reading.report("TACET057", range, ...found);
  return found != null;
}

/** What stands around the token at which asc wanted an expression, and what to write instead. */
function foreignAt(text: string, at: number): readonly [string, string] | null {
  const two = text.slice(at - 1, at + 1);
  if (two == "?.") return ["?.", "ask first: 'if (x) …' or 'x ? x.y : …'"];
  if (two == "??") return ["??", "ask first: 'if (!x) x = …' or 'x ? x : …'"];
  const three = text.slice(at - 2, at + 1);
  if (three == "||=" || three == "&&=") return [three, "write 'if (…) x = …'"];
  return null;
}
