// Entries: the async functions that the host calls; where the entry file awaits at its top level -> functions that wait for that first.
//
//   export async function f(x) { … }      f~entry(x) { await topLevelOver(false); return await f(x); }
//
// The program itself calls f: a call that the top level makes must not wait for its end.

import { TypeRef, type Module } from "assemblyscript";
import { exportsOf } from "./contents.js";
import type { AsyncFunction, Site, Stmt } from "./norm.js";

const ENTRY = "~entry";

/** Whether `name` is such a function's. */
export const isEntry = (name: string): boolean => name.endsWith(ENTRY);

/** The export that is the program. */
export const MAIN = "main";

/** An exported async function. */
export interface Entry {
  readonly name: string;
  readonly callee: string;
  /** Whether the program has ended with it. */
  readonly isProgram: boolean;
}

/**
 * Exported async functions: their wasm exports lead to F~export. Of a command only `main` stays exported so far.
 * @param other told of other exported functions
 * @param dropped told of those that are exported no more
 */
export function entriesOf(
  m: Module, asyncs: { has(name: string): boolean }, isCommand: boolean, other: (name: string, callee: string) => void, dropped: (callee: string) => void,
): Entry[] {
  const out: Entry[] = [];
  for (const { name, value, isFunction } of exportsOf(m)) {
    if (!isFunction) continue;
    // A host gives every argument: asc's stub for fewer would want their number in a global first.
    const callee = value.replace(/@varargs$/, "");
    if (asyncs.has(callee)) out.push({ name, callee, isProgram: name == MAIN });
    else other(name, callee);
  }
  if (!isCommand) return out;
  for (const { name, callee } of out) {
    if (name == MAIN) continue;
    m.removeExport(name);
    dropped(callee);
  }
  return out.filter(({ name }) => name == MAIN);
}

/** f~entry; `gate` is the function that waits. Without `calls` that is all it does. */
export function entryOf(m: Module, gate: string, isMain: boolean, fn: AsyncFunction, calls: boolean): AsyncFunction {
  const call = (callee: string, args: number[], result: number): Site =>
    ({ kind: "call", callee, args, result, type: result < 0 ? TypeRef.None : fn.result, origin: 0 });
  const params = fn.locals.slice(0, fn.paramCount + 1);
  const result = fn.result == TypeRef.None ? -1 : params.length;
  const args = params.slice(1).map((type, i) => m.local_get(i + 1, type));
  const managed = [...fn.managed].filter(local => local <= fn.paramCount);
  const body: Stmt[] = [
    { kind: "await", site: call(gate, [m.i32(isMain ? 1 : 0)], -1) },
    ...calls ? [{ kind: "await" as const, site: call(fn.name, args, result) }] : [],
    { kind: "return", value: result < 0 ? 0 : m.local_get(result, fn.result) },
  ];
  return {
    ...fn,
    name: fn.name + ENTRY,
    locals: result < 0 ? params : [...params, fn.result],
    managed: new Set(fn.resultManaged ? [...managed, result] : managed),
    settled: new Set(),
    body, areas: [], children: [], scopes: [],
    forwards: false,
  };
}
