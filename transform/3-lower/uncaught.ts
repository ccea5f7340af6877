// Functions that throw, where nothing can catch -> wrappers that trap with the error's message.
//
//   F~uncaught(args)     result = F(args); if (pending) errorUncaught(); return result
//
// They stand for F behind exports that are not async, and in what runs at the module's start.

import { createType, expandType, TypeRef, type Compiler, type Module } from "assemblyscript";
import { exportsOf } from "./contents.js";
import { callIndirectly } from "./indirect.js";
import type { StatusWord } from "./landing.js";
import { rewrite, targetOf } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

export interface UncaughtLibrary extends Pick<StatusWord, "getPending"> {
  readonly errorUncaught: string;
}

const uncaughtName = (name: string): string => `${name}~uncaught`;

/** Calls in `body` of functions for which `throws` holds -> of their wrappers, each told to `wanted`. */
function trapUncaught(m: Module, body: Expr, throws: (name: string) => boolean, wanted: (name: string) => void): Expr {
  return rewrite(body, e => {
    const target = targetOf(m, e);
    if (!target || !throws(target)) return e;
    wanted(target);
    raw._BinaryenCallSetTarget(e, m.allocStringCached(uncaughtName(target)));
    return e;
  });
}

/**
 * Puts wrappers where asc refers to the functions of `throwing` otherwise than by calls; adds those.
 * @param indirect functions that stand for calls through values; what others call through the table is wrapped
 */
export function addUncaught(
  compiler: Compiler, lib: UncaughtLibrary, throwing: ReadonlySet<string>, indirect: ReadonlyMap<string, readonly string[]>,
): void {
  const wanted = new Set<string>();
  const { module: m, functionTable, currentBody } = compiler;
  const checked = new Set([...indirect.values()].flat());
  functionTable.forEach((fn, i) => {
    if (!throwing.has(fn.internalName) || checked.has(fn.internalName)) return;
    wanted.add(fn.internalName);
    functionTable[i] = Object.create(fn, { internalName: { value: uncaughtName(fn.internalName) } }) as typeof fn; // the table takes names only
  });
  const throws = (name: string): boolean => throwing.has(name);
  currentBody.forEach((e, i) => {
    currentBody[i] = trapUncaught(m, callIndirectly(m, e, throws, () => undefined), throws, name => wanted.add(name));
  });
  for (const { name, value } of exportsOf(m)) {
    if (!throwing.has(value)) continue;
    wanted.add(value);
    m.removeExport(name);
    m.addFunctionExport(uncaughtName(value), name);
  }
  for (const name of wanted) addWrapper(m, lib, name);
}

function addWrapper(m: Module, lib: UncaughtLibrary, name: string): void {
  const ref = m.getFunction(name);
  const params = expandType(raw._BinaryenFunctionGetParams(ref));
  const result = raw._BinaryenFunctionGetResults(ref);
  const call = m.call(name, params.map((type, i) => m.local_get(i, type)), result);
  const check = m.if(lib.getPending(), m.call(lib.errorUncaught, [], TypeRef.None));
  const body = result ? [m.local_set(params.length, call, false), check, m.local_get(params.length, result)] : [call, check];
  m.addFunction(uncaughtName(name), createType(params), result, result ? [result] : [], m.block(null, body, result));
}
