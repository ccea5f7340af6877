// Calls through function values that may throw -> calls of one function for each such signature, which their callers check as any other.
//
//   (call_indirect (type T) args $f)    ->    (call $~tacet/indirect|T args $f)
//
// Which signatures: those of functions in the table that may throw (collect.ts). At -O1 and above Binaryen inlines the function.

import { createType, ExpressionId, expandType, TypeRef, type Module } from "assemblyscript";
import { operandsOf, rewrite } from "./nodes.js";
import type { AsyncFunction } from "./norm.js";
import { raw, type Expr, type Type } from "./raw.js";

const INDIRECT = "~tacet/indirect|";

/** Name of the function that calls values of the signature that `e` calls; null for other expressions. */
export function indirectTarget(e: Expr): string | null {
  if (raw._BinaryenExpressionGetId(e) != ExpressionId.CallIndirect) return null;
  return nameOf(raw._BinaryenCallIndirectGetParams(e), raw._BinaryenCallIndirectGetResults(e));
}

/** Name of the function that calls values of the signature of `fn`. */
export function indirectNameOf(m: Module, fn: string): string {
  const ref = m.getFunction(fn);
  return nameOf(raw._BinaryenFunctionGetParams(ref), raw._BinaryenFunctionGetResults(ref));
}

/** `body` with calls for whose function `isWanted` holds made of it. */
export function callIndirectly(m: Module, body: Expr, isWanted: (name: string) => boolean, made: (from: Expr, to: Expr) => void): Expr {
  return rewrite(body, e => {
    const name = indirectTarget(e);
    if (!name || !isWanted(name)) return e;
    const call = m.call(name, operandsOf(e), raw._BinaryenCallIndirectGetResults(e));
    made(e, call);
    return call;
  });
}

/** The function of that name. */
export function indirectFunction(m: Module, name: string): AsyncFunction {
  const [params, result] = name.slice(INDIRECT.length).split(">").map(Number) as [Type, Type];
  const types = expandType(params);
  const target = types.length + 1;
  const args = types.map((type, i) => m.local_get(i + 1, type));
  const call = m.call_indirect(null, m.local_get(target, TypeRef.I32), args, createType(types), result);
  return {
    name, paramCount: target, locals: [TypeRef.I32, ...types, TypeRef.I32], managed: new Set(), asks: false, settled: new Set(),
    result, resultManaged: false,
    body: result == TypeRef.None ? [{ kind: "code", expr: call }, { kind: "return", value: 0 }] : [{ kind: "return", value: call }],
    areas: [], children: [], scopes: [], item: null, isPlain: true, forwards: false, takes: null, depths: [],
  };
}

function nameOf(params: Type, results: Type): string {
  return `${INDIRECT}${params}>${results}`;
}
