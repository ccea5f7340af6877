// Which async functions may end by an error: the least fixpoint over the whole program.
//
// A function throws when it holds a `throw`, or an await of a function that throws, outside every `try` with a `catch`; also
// when it owns a child that throws, or a scope, whose errors reach it at its end at the latest; and when it steps an async generator,
// if some async generator throws: which one it steps is not followed. An await of what may have been cancelled before throws.
// Runs on normal form with `try` still in it, before anything is inlined.

import { childOf } from "./children.js";
import { UNWIND_ERROR, type AsyncFunction, type Stmt } from "./norm.js";
import type { Expr } from "./raw.js";

export interface Throwing {
  /** Names of the functions that may throw. */
  readonly functions: ReadonlySet<string>;
  /** Whether the step of an async generator may. */
  readonly steps: boolean;
  /** Whether a child of `fn` whose promise is in one of these locals may end by an error. */
  mayFail(fn: AsyncFunction, promises: readonly number[]): boolean;
}

export interface ThrowFacts {
  /** Whether a condition is a step over an async generator. */
  isStep(cond: Expr): boolean;
  /** The library's end of one, which drops errors. */
  readonly stop: string;
  /** Whether the program cancels tasks by their handles, so that `join` may find one cancelled. */
  readonly cancelsTasks: boolean;
}

export function throwingFunctions(functions: ReadonlyMap<string, AsyncFunction>, { isStep, stop, cancelsTasks }: ThrowFacts): Throwing {
  const throwing = new Set<string>();
  let steps = false;
  const childrenOf = new Map<string, ReadonlyMap<number, number>>();
  const mayFail = (fn: AsyncFunction, promises: readonly number[]): boolean => {
    if (!throwing.size) return false;
    let owners = childrenOf.get(fn.name);
    if (!owners) childrenOf.set(fn.name, owners = childOf(fn));
    return promises.some(promise => {
      const child = owners.get(promise) ?? -1;
      return child < 0 || throwing.has(fn.children[child].callee);
    });
  };
  const throws = (fn: AsyncFunction, stmts: readonly Stmt[]): boolean => stmts.some(s => {
    switch (s.kind) {
      case "throw": return true;
      case "guard": return s.aborted || mayFail(fn, s.promises);
      case "unwind": return s.status == UNWIND_ERROR && (throwing.size > 0 || cancelsTasks); // the library's join
      case "await": return s.site.kind == "step" ? steps && fn.name != stop : throwing.has(s.site.callee);
      case "block": case "loop": return throws(fn, s.body);
      case "if": return steps && isStep(s.cond) || throws(fn, s.then) || throws(fn, s.else);
      case "try": return !s.handler && throws(fn, s.body) || throws(fn, s.handler ?? []) || throws(fn, s.cleanup ?? []);
      default: return false;
    }
  });
  for (let grew = true; grew;) {
    grew = false;
    for (const fn of functions.values()) {
      if (throwing.has(fn.name)) continue;
      const failsAtEnd = fn.children.some(child => throwing.has(child.callee)) || fn.scopes.length > 0 && throwing.size > 0;
      if (!failsAtEnd && !throws(fn, fn.body)) continue;
      throwing.add(fn.name);
      steps ||= fn.item?.isAsync ?? false;
      grew = true;
    }
  }
  return { functions: throwing, steps, mayFail };
}
