// Copies of functions with other parameters: what captured values are handed over in.
//
//   lift    arrow(x), its captures among its variables      ->  arrow(x, k)
//   bind    each(a, f), f known to be an arrow over k       ->  each~1(a, k), f's place left among the variables
//
// Order of parameters: those kept, then what each bound closure captured. Locals are renumbered, nothing else changes.

import { TypeRef, createType, type Local, type Module } from "assemblyscript";
import type { Source } from "./collect.js";
import { renumber, walkPair } from "./nodes.js";
import type { Expr, Type } from "./raw.js";

/** The function of a closure with its captures as parameters behind its own. */
export function liftCaptures(source: Source, captures: readonly Local[]): Source {
  const own = source.params.length;
  const lifted = captures.map(c => c.index);
  const kept = source.vars.map((_, i) => own + i).filter(i => !lifted.includes(i));
  const order = [...source.params.keys(), ...lifted, ...kept];
  const place = new Map(order.map((old, now) => [old, now]));
  renumber(source.body, i => place.get(i)!);
  return {
    ...source,
    params: [...source.params, ...captures.map(c => c.type.toRef())],
    paramTypes: [...source.paramTypes, ...captures.map(c => c.type)],
    vars: kept.map(i => source.vars[i - own]),
    ownParams: own,
  };
}

/** Where a bound parameter is in a copy. */
export interface Bound {
  /** Its place among the variables, for code that still names it. */
  readonly local: number;
  /** Parameters that hold what the closure captured. */
  readonly captured: readonly number[];
}

/** A copy of `source` called `name` in which the parameters that are keys of `closures` are those functions. */
export function bindParameters(
  module: Module, source: Source, name: string, closures: ReadonlyMap<number, Source>, copied: (original: Expr, copy: Expr) => void,
): { copy: Source; locals: ReadonlyMap<number, Bound> } {
  const kept = [...source.params.keys()].filter(i => !closures.has(i));
  const params = kept.map(i => source.params[i]);
  const paramTypes = kept.map(i => source.paramTypes[i]);
  const captured = new Map<number, number[]>();
  for (const [param, closure] of closures) {
    const types = closure.params.slice(closure.ownParams);
    captured.set(param, types.map((_, i) => params.length + i));
    params.push(...types);
    paramTypes.push(...closure.paramTypes.slice(closure.ownParams));
  }
  const vars: Type[] = [...source.vars, ...[...closures].map(() => TypeRef.I32)];
  const place = new Map(kept.map((old, now) => [old, now]));
  source.vars.forEach((_, i) => place.set(source.params.length + i, params.length + i));
  [...closures.keys()].forEach((old, i) => place.set(old, params.length + source.vars.length + i));
  const body = module.copyExpression(source.body);
  walkPair(source.body, body, copied);
  renumber(body, i => place.get(i)!);
  const ownParams = kept.filter(i => i < source.ownParams).length;
  return {
    copy: { ...source, name, body, params, paramTypes, vars, ownParams },
    locals: new Map([...captured].map(([param, list]) => [param, { local: place.get(param)!, captured: list }])),
  };
}

/** Puts the plain functions `names` into the module as they are now. */
export function replaceFunctions(
  module: Module, names: ReadonlySet<string>, sources: ReadonlyMap<string, Source>, added: (ref: number, body: Expr) => void,
): void {
  for (const name of names) {
    const source = sources.get(name)!;
    const result = source.asc.signature.returnType.toRef();
    if (module.hasFunction(name)) module.removeFunction(name);
    added(module.addFunction(name, createType([...source.params]), result, [...source.vars], source.body), source.body);
  }
}
