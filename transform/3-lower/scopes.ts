// Scopes: an activation ends only after the tasks of the scopes it opened have (assembly/scope.ts), whether it closed them or not.
//
//   scopeNone(s) for each scope
//   block pad {                       an unwinding (cancel, throw) of any await inside lands behind it
//     block done { body; return v -> result = v, br done }
//     await scopeEnd(s, false)        waits for its tasks
//     return result
//   }
//   status = pending; pending = 0
//   await scopeEnd(s, true)           cancels them first
//   unwind(status)
//
// It lies around what children.ts made: children may start tasks in their owner's scopes, so they end before.

import { TypeRef, type Module } from "assemblyscript";
import { leaveTo, type ChildLibrary } from "./children.js";
import { AREA } from "./marks.js";
import type { AsyncFunction, Stmt } from "./norm.js";
import { raw, type Expr } from "./raw.js";

export interface ScopeLibrary extends ChildLibrary {
  readonly scopeNone: string;
  readonly scopeEnd: string;
}

/** Wraps the body of `fn` as above, where it opens scopes. */
export function ownScopes(module: Module, lib: ScopeLibrary, fn: AsyncFunction): void {
  if (!fn.scopes.length) return;
  const temp = (type: number): number => fn.locals.push(type) - 1;
  const set = (local: number, value: Expr): Stmt => ({ kind: "code", expr: raw._BinaryenLocalSet(module.ref, local, value) });
  const address = (area: number): Expr => module.call(AREA, [module.i32(area)], TypeRef.I32);
  const end = (area: number, stop: boolean): Stmt => ({ kind: "await", site: {
    kind: "call", callee: lib.scopeEnd, args: [address(area), module.i32(stop ? 1 : 0)], result: -1, type: TypeRef.None,
    origin: fn.areas[area].origin,
  } });

  const result = fn.result == TypeRef.None ? -1 : temp(fn.result);
  if (result >= 0 && fn.resultManaged) fn.managed.add(result);
  const kept = (value: Expr): Expr => fn.resultManaged && module.useShadowStack ? module.tostack(value) : value;
  const done = "~scopes.done";
  const status = temp(TypeRef.I32);
  const latest = [...fn.scopes].reverse();
  fn.body = [
    ...fn.scopes.map<Stmt>(area => ({ kind: "code", expr: module.call(lib.scopeNone, [address(area)], TypeRef.None) })),
    { kind: "block", label: "~scopes.pad", pad: true, body: [
      { kind: "block", label: done, pad: false, body: leaveTo(fn.body, done, value => value && result >= 0 ? set(result, kept(value)) : null) },
      ...latest.map(area => end(area, false)),
      { kind: "return", value: result >= 0 ? module.local_get(result, fn.result) : 0 },
    ] },
    set(status, lib.getPending()),
    { kind: "code", expr: lib.setPending(module.i32(0)) },
    ...latest.map(area => end(area, true)),
    { kind: "unwind", status },
  ];
}
