// Which async functions may end by an error: the least fixpoint over the whole program.
//
// A function throws when it holds a `throw`, or an await of a function that throws, outside every `try` with a `catch`; also
// when it owns a child that throws, whose error reaches it at its end at the latest.
// Runs on normal form with `try` still in it, before anything is inlined.

import { UNWIND_ERROR, type AsyncFunction, type Stmt } from "./norm.js";

/** Names of the functions that may throw. */
export function throwingFunctions(functions: ReadonlyMap<string, AsyncFunction>): Set<string> {
  const throwing = new Set<string>();
  const throws = (stmts: readonly Stmt[]): boolean => stmts.some(s => {
    switch (s.kind) {
      case "throw": return true;
      case "rethrow": return throwing.size > 0;
      case "unwind": return s.status == UNWIND_ERROR && throwing.size > 0; // the library's join
      case "await": return throwing.has(s.site.callee);
      case "block": case "loop": return throws(s.body);
      case "if": return throws(s.then) || throws(s.else);
      case "try": return !s.handler && throws(s.body) || throws(s.handler ?? []) || throws(s.cleanup ?? []);
      default: return false;
    }
  });
  for (let grew = true; grew;) {
    grew = false;
    for (const fn of functions.values()) {
      if (throwing.has(fn.name)) continue;
      if (!throws(fn.body) && !fn.children.some(child => throwing.has(child.callee))) continue;
      throwing.add(fn.name);
      grew = true;
    }
  }
  return throwing;
}
