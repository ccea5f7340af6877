// Which async functions may end by an error: the least fixpoint over the whole program.
//
// A function throws when it holds a `throw`, or an await of a function that throws, outside every `try` with a `catch`; also
// when it owns a child that throws, or a scope, whose errors reach it at its end at the latest; and when it steps a generator,
// if some generator of that kind throws: which one it steps is not followed. An await of what may have been cancelled before throws.
// Runs on normal form with `try` still in it, before anything is inlined.

import { childOf } from "./unfinished.js";
import { eachStmt, UNWIND_ERROR, type AsyncFunction, type Stmt } from "./norm.js";
import type { Expr } from "./raw.js";

export interface Throwing {
  /** Names of the functions that may throw. */
  readonly functions: ReadonlySet<string>;
  /** Those that may throw and catch: another error is the one in flight afterwards. */
  readonly disturbing: ReadonlySet<string>;
  /** Whether the step of some generator may do so. */
  readonly stepsDisturb: boolean;
  /** Whether the step of an async generator may. */
  readonly asyncSteps: boolean;
  /** Whether a child of `fn` whose promise is in one of these locals may end by an error. */
  mayFail(fn: AsyncFunction, promises: readonly number[]): boolean;
  /** Whether these statements of `fn` may end by an error. */
  within(fn: AsyncFunction, stmts: readonly Stmt[]): boolean;
}

/** Of a program without errors. */
export const NOTHING_THROWS: Throwing = {
  functions: new Set(), disturbing: new Set(), stepsDisturb: false, asyncSteps: false, mayFail: () => false, within: () => false,
};

export interface ThrowFacts {
  /** Whether a condition is a step over a generator that is not async, or over an async one. */
  isStep(cond: Expr): boolean;
  isAsyncStep(cond: Expr): boolean;
  /** The library's functions that step those that are not async. */
  readonly steps: readonly string[];
  /** Whether the program cancels tasks by their handles, so that `join` may find one cancelled. */
  readonly cancelsTasks: boolean;
  /** Functions that stand for calls through values, each with what it may call. */
  readonly indirect: ReadonlyMap<string, readonly string[]>;
}

export function throwingFunctions(functions: ReadonlyMap<string, AsyncFunction>, facts: ThrowFacts): Throwing {
  const throwing = new Set<string>();
  let steps = false;
  let asyncSteps = false;
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
  /** The library hands errors on: of a generator's step, or of a task that is joined. */
  const handsOn = (fn: AsyncFunction): boolean => facts.steps.includes(fn.name) ? steps : throwing.size > 0 || facts.cancelsTasks;
  const within = (fn: AsyncFunction, stmts: readonly Stmt[]): boolean => stmts.some(s => {
    switch (s.kind) {
      case "throw": return true;
      case "guard": return s.aborted || mayFail(fn, s.promises);
      case "unwind": return s.status == UNWIND_ERROR && handsOn(fn);
      case "await": return s.site.kind == "step" ? asyncSteps : throwing.has(s.site.callee);
      case "block": case "loop": return within(fn, s.body);
      case "if":
        return steps && facts.isStep(s.cond) || asyncSteps && facts.isAsyncStep(s.cond) || within(fn, s.then) || within(fn, s.else);
      // What stands in a handler that nothing reaches throws nothing: each disposal has one, for an error while another is in flight.
      case "try": return within(fn, s.body) && (!s.handler || within(fn, s.handler)) || within(fn, s.cleanup ?? []);
      default: return false;
    }
  });
  for (let grew = true; grew;) {
    grew = false;
    for (const fn of functions.values()) {
      if (throwing.has(fn.name)) continue;
      const callsOne = facts.indirect.get(fn.name)?.some(callee => throwing.has(callee)) ?? false;
      const failsAtEnd = fn.children.some(child => throwing.has(child.callee)) || fn.scopes.length > 0 && throwing.size > 0;
      if (!callsOne && !failsAtEnd && !within(fn, fn.body)) continue;
      throwing.add(fn.name);
      if (fn.item?.isAsync) asyncSteps = true;
      else if (fn.item) steps = true;
      grew = true;
    }
  }
  const disturbing = disturbingFunctions(functions, facts);
  return { functions: throwing, disturbing, stepsDisturb: disturbing.has(STEP), asyncSteps, mayFail, within };
}

/** Stands for the step of any generator, among the names of functions. */
const STEP = "~step";

/** Functions with a throw in them or in what they call, caught or not. */
function disturbingFunctions(functions: ReadonlyMap<string, AsyncFunction>, { indirect, isStep, isAsyncStep }: ThrowFacts): Set<string> {
  const callers = new Map<string, string[]>();
  const found = new Set<string>();
  for (const { name, body, item } of functions.values()) {
    if (item) callers.set(name, [STEP, ...callers.get(name) ?? []]);
    const calls = new Set(indirect.get(name));
    eachStmt(body, s => {
      if (s.kind == "throw" || s.kind == "guard" || s.kind == "unwind") found.add(name);
      else if (s.kind == "await") calls.add(s.site.kind == "step" ? STEP : s.site.callee);
      else if (s.kind == "start") calls.add(s.start.callee);
      else if (s.kind == "if" && (isStep(s.cond) || isAsyncStep(s.cond))) calls.add(STEP);
    });
    for (const callee of calls) {
      const list = callers.get(callee);
      if (list) list.push(name);
      else callers.set(callee, [name]);
    }
  }
  for (const name of found) for (const caller of callers.get(name) ?? []) found.add(caller); // a set shows what is added meanwhile
  return found;
}
