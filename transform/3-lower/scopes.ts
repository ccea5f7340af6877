// Scopes: an activation ends only after the tasks of the scopes it opened have (assembly/scope.ts), whether it closed them or not.
//
//   scopeNone(s) for each scope
//   block pad {                       an unwinding (cancel, throw) of any await inside lands behind it
//     block done { body; return v -> result = v, br done }
//     await scopeEnd(s, false)        waits for its tasks
//     return result
//   }
//   status = pending; pending = 0; error = the error in flight
//   await scopeEnd(s, true)           cancels them first
//   unwind(status)
//
// It lies around what children.ts made: children may start tasks in their owner's scopes, so they end before.

import { TypeRef, type Module } from "assemblyscript";
import { leaveTo, type ChildLibrary } from "./children.js";
import { keepError, land } from "./landing.js";
import { AREA } from "./marks.js";
import type { AsyncFunction, Stmt } from "./norm.js";
import type { Expr } from "./raw.js";
import { Statements } from "./statements.js";

export interface ScopeLibrary extends ChildLibrary {
  readonly scopeNone: string;
  readonly scopeEnd: string;
}

/** Wraps the body of `fn` as above, where it opens scopes. @param throws whether `fn` may end by an error */
export function ownScopes(module: Module, lib: ScopeLibrary, fn: AsyncFunction, throws: boolean): void {
  if (!fn.scopes.length) return;
  const s = new Statements(module, fn);
  const address = (area: number): Expr => s.call(AREA, module.i32(area));
  const end = (area: number, stop: boolean): Stmt => s.await(lib.scopeEnd, [address(area), module.i32(stop ? 1 : 0)], fn.areas[area].origin);

  const result = fn.result == TypeRef.None ? -1 : s.keeper(fn.result, fn.resultManaged);
  const done = "~scopes.done";
  const status = s.temp(TypeRef.I32);
  const latest = [...fn.scopes].reverse();
  const [keep, restore] = throws ? keepError(s, lib) : [[], []];
  fn.body = [
    ...fn.scopes.map(area => s.do(lib.scopeNone, address(area))),
    s.block("~scopes.pad", [
      s.block(done, leaveTo(fn.body, done, value => value && result >= 0 ? s.set(result, value) : null)),
      ...latest.map(area => end(area, false)),
      { kind: "return", value: result >= 0 ? s.get(result) : 0 },
    ], true),
    ...land(s, lib, status),
    ...keep,
    ...latest.map(area => end(area, true)),
    ...restore,
    { kind: "unwind", status },
  ];
}
