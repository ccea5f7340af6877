// A module -> its functions and its exports.

import type { Module } from "assemblyscript";
import { raw, type Expr } from "./raw.js";

/** A function with its code. */
export interface FunctionCode {
  readonly ref: number;
  readonly name: string;
  readonly body: Expr;
}

/** The functions of `m` but for imports. */
export function functionsOf(m: Module): FunctionCode[] {
  const refs = Array.from({ length: raw._BinaryenGetNumFunctions(m.ref) }, (_, i) => raw._BinaryenGetFunctionByIndex(m.ref, i));
  return refs.flatMap(ref => {
    const body = raw._BinaryenFunctionGetBody(ref);
    return body ? [{ ref, name: m.readStringCached(raw._BinaryenFunctionGetName(ref))!, body }] : [];
  });
}

/** An export: of the function, or something else, that is called `value` inside. */
export interface Exported {
  readonly name: string;
  readonly value: string;
  readonly isFunction: boolean;
}

/** The exports of `m`. */
export function exportsOf(m: Module): Exported[] {
  const refs = Array.from({ length: raw._BinaryenGetNumExports(m.ref) }, (_, i) => raw._BinaryenGetExportByIndex(m.ref, i));
  return refs.map(ref => ({
    name: m.readStringCached(raw._BinaryenExportGetName(ref))!, value: m.readStringCached(raw._BinaryenExportGetValue(ref))!,
    isFunction: raw._BinaryenExportGetKind(ref) == 0,
  }));
}
