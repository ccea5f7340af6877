// Recursions that @depth(n) bounds -> functions that count, in hidden parameters behind their own.
//
//   @depth(3) f(x) { if (~deeper) throw …; return await g(x) }        f(x, d) { if ((d = d - 1) < 0) throw …; return await g(x, d) }
//   g(x) { return await f(x) }                                   ->   g(x, d) { return await f(x, d) }
//   run() { await g(1) }                                              run() { await g(1, 3) }
//
// Each cycle of calls goes through a @depth function; each of these in a recursion has a parameter in all functions of it. A
// counter in the task's memory lost: it would have to be set back wherever an activation ends, cancelled ones included.

import { BinaryOp, TypeRef, type Module } from "assemblyscript";
import { DEEPER } from "../2-desugar/markers.js";
import { eachStmt, mapExprs, mapLocals, type AsyncFunction } from "./norm.js";
import { rewrite, targetOf } from "./nodes.js";
import type { Call, CallOrder, Cycle, Group } from "./order.js";
import type { Expr } from "./raw.js";

/** How deep each @depth function may go. */
export type Depths = ReadonlyMap<string, number>;

export interface DepthContext {
  readonly module: Module;
  readonly functions: Map<string, AsyncFunction>;
  readonly order: CallOrder;
  /** Reports a cycle without a @depth function. */
  refuseCycle(cycle: Cycle): void;
  /** Reports a call of a recursion whose callee's frames would lie in the caller's frame. */
  refuseChild(call: Call): void;
  /** Reports a @depth function that is in no recursion. */
  warnNeedless(name: string): void;
}

/**
 * Makes the functions of recursions count. @param depths of all @depth functions
 * @returns all functions in groups, callees first, within a group but for calls of @depth functions; null after refusing something
 */
export function boundRecursions(cx: DepthContext, depths: Depths): Group[] | null {
  const recursions = new Map<Group, Depths>();
  let isBounded = true;
  const groups = cx.order.all().map(group => {
    if (!group.isRecursive) return group;
    const own = new Map([...depths].filter(([name]) => group.names.includes(name)));
    const names = cx.order.within(group, new Set(own.keys()));
    if (!Array.isArray(names)) {
      cx.refuseCycle(names);
      isBounded = false;
      return group;
    }
    for (const call of group.names.flatMap(name => cx.order.calleesOf(name))) {
      if (call.isAwait || !group.names.includes(call.name)) continue;
      cx.refuseChild(call);
      isBounded = false;
    }
    const ordered: Group = { names, isRecursive: true };
    recursions.set(ordered, own);
    return ordered;
  });
  if (!isBounded) return null;
  if (!depths.size) return groups;
  for (const name of depths.keys()) if (!groups.some(group => group.isRecursive && group.names.includes(name))) cx.warnNeedless(name);
  countDepths(cx.module, cx.functions, recursions, depths);
  return groups;
}

/** Adds counters to the functions of `recursions`, and to all calls of them. */
function countDepths(m: Module, functions: Map<string, AsyncFunction>, recursions: ReadonlyMap<Group, Depths>, depths: Depths): void {
  const groupOf = new Map<string, Group>();
  for (const [group, depths] of recursions) {
    for (const name of group.names) {
      groupOf.set(name, group);
      functions.set(name, withParameters(functions.get(name)!, [...depths.values()]));
    }
  }
  for (const fn of functions.values()) {
    const own = groupOf.get(fn.name);
    const pass = (callee: string, args: Expr[]): void => {
      const group = groupOf.get(callee);
      if (!group) return;
      const first = fn.paramCount + 1 - fn.depths.length;
      [...recursions.get(group)!.values()].forEach((n, i) => args.push(group == own ? m.local_get(first + i, TypeRef.I32) : m.i32(n)));
    };
    eachStmt(fn.body, s => {
      if (s.kind == "await") pass(s.site.callee, s.site.args);
      else if (s.kind == "start") pass(s.start.callee, s.start.args);
    });
    if (!depths.has(fn.name)) continue;
    const counter = own ? fn.paramCount + 1 - fn.depths.length + [...recursions.get(own)!.keys()].indexOf(fn.name) : -1;
    mapExprs(fn.body, e => rewrite(e, n => targetOf(m, n) == DEEPER ? deeper(m, counter) : n));
  }
}

/** (local = local - 1) < 0; false where nothing is counted */
function deeper(m: Module, local: number): Expr {
  if (local < 0) return m.i32(0);
  const left = m.binary(BinaryOp.SubI32, m.local_get(local, TypeRef.I32), m.i32(1));
  return m.binary(BinaryOp.LtI32, m.local_tee(local, left, false, TypeRef.I32), m.i32(0));
}

/** `fn` with i32 parameters behind its own. Its body is changed in place. */
function withParameters(fn: AsyncFunction, depths: readonly number[]): AsyncFunction {
  const first = fn.paramCount + 1;
  const moved = (local: number): number => local < first ? local : local + depths.length;
  mapLocals(fn.body, moved);
  return {
    ...fn,
    paramCount: fn.paramCount + depths.length,
    locals: [...fn.locals.slice(0, first), ...depths.map(() => TypeRef.I32), ...fn.locals.slice(first)],
    managed: new Set([...fn.managed].map(moved)),
    settled: new Set([...fn.settled].map(moved)),
    depths,
  };
}
