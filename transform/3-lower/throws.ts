// Which async functions may end by an error: the least fixpoint over the whole program.
//
// A function throws when it holds a `throw`, or an await of a function that throws, outside every `try` with a `catch`; also
// when it returns while a child of it may have ended by an error that nobody has seen (unseen.ts), or owns a scope, whose errors reach it
// at its end at the latest; and when it steps a generator that throws. Which one that is, is known where only calls of generators are in
// the local; else it may be any. An await of what may have been cancelled before throws.
// Awaits and steps that never throw though others of the same callee do are marked `quiet`: what follows must not take them for ways out.
// Runs on normal form with `try` still in it, before anything is inlined.

import { addTo } from "./lists.js";
import { childOf } from "./unfinished.js";
import { mayLeaveUnseen } from "./unseen.js";
import { madeBy } from "./makers.js";
import { eachStmt, UNWIND_ERROR, type AsyncFunction, type Site, type Stmt } from "./norm.js";
import { localOf, operand } from "./nodes.js";
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
  /** Whether a function is the library's, and what it throws is what the generator throws that it is given first. */
  handsToGenerator(callee: string): boolean;
  /** Whether the program cancels tasks by their handles, so that `join` may find one cancelled. */
  readonly cancelsTasks: boolean;
  /** Functions that stand for calls through values, each with what it may call. */
  readonly indirect: ReadonlyMap<string, readonly string[]>;
}

export function throwingFunctions(functions: ReadonlyMap<string, AsyncFunction>, facts: ThrowFacts): Throwing {
  const throwing = new Set<string>();
  let steps = false;
  let asyncSteps = false;
  const owners = ofEach(childOf);
  const makers = ofEach(madeBy);
  const mayFail = (fn: AsyncFunction, promises: readonly number[]): boolean => throwing.size > 0 && promises.some(promise => {
    const child = owners(fn).get(promise) ?? -1;
    return child < 0 || throwing.has(fn.children[child].callee);
  });
  /** Whether a step of the generator that `e` is may throw. */
  const generatorThrows = (fn: AsyncFunction, e: Expr): boolean => {
    const names = makers(fn).get(localOf(e));
    return !names || [...names].some(name => throwing.has(name));
  };
  const siteThrows = (fn: AsyncFunction, { kind, callee, args }: Site): boolean => {
    if (kind == "step") return asyncSteps;
    return throwing.has(callee) && (!facts.handsToGenerator(callee) || generatorThrows(fn, args[0]));
  };
  const stepThrows = (fn: AsyncFunction, { cond }: Stmt & { kind: "if" }): boolean =>
    (steps && facts.isStep(cond) || asyncSteps && facts.isAsyncStep(cond)) && generatorThrows(fn, operand(cond, 0));
  /** The library hands errors on: of a generator's step, or of a task that is joined. */
  const handsOn = (fn: AsyncFunction): boolean => facts.steps.includes(fn.name) ? steps : throwing.size > 0 || facts.cancelsTasks;
  const within = (fn: AsyncFunction, stmts: readonly Stmt[]): boolean => stmts.some(s => {
    switch (s.kind) {
      case "throw": return true;
      case "guard": return s.aborted || mayFail(fn, s.promises);
      case "unwind": return s.status == UNWIND_ERROR && handsOn(fn);
      case "await": return siteThrows(fn, s.site);
      case "block": case "loop": return within(fn, s.body);
      case "if": return stepThrows(fn, s) || within(fn, s.then) || within(fn, s.else);
      // What stands in a handler that nothing reaches throws nothing: each disposal has one, for an error while another is in flight.
      case "try": return within(fn, s.body) && (!s.handler || within(fn, s.handler)) || within(fn, s.cleanup ?? []);
      default: return false;
    }
  });
  const leavesUnseen = (fn: AsyncFunction): boolean => {
    const matters = (child: number): boolean => throwing.has(fn.children[child].callee);
    return fn.children.some((_, child) => matters(child)) && mayLeaveUnseen(fn, {
      throws: site => siteThrows(fn, site), stepThrows: s => stepThrows(fn, s), mayFail: promises => mayFail(fn, promises),
      takes: callee => functions.get(callee)?.takes ?? null, owners: owners(fn),
    }, matters);
  };
  for (let grew = true; grew;) {
    grew = false;
    for (const fn of functions.values()) {
      if (throwing.has(fn.name)) continue;
      const callsOne = facts.indirect.get(fn.name)?.some(callee => throwing.has(callee)) ?? false;
      if (!callsOne && !(fn.scopes.length > 0 && throwing.size > 0) && !within(fn, fn.body) && !leavesUnseen(fn)) continue;
      throwing.add(fn.name);
      if (fn.item?.isAsync) asyncSteps = true;
      else if (fn.item) steps = true;
      grew = true;
    }
  }
  for (const fn of functions.values()) {
    eachStmt(fn.body, s => {
      if (s.kind == "await" && throwing.has(s.site.callee)) s.site.quiet = !siteThrows(fn, s.site);
      else if (s.kind == "if" && (facts.isStep(s.cond) || facts.isAsyncStep(s.cond))) s.quiet = !stepThrows(fn, s);
    });
  }
  const disturbing = disturbingFunctions(functions, facts);
  return { functions: throwing, disturbing, stepsDisturb: disturbing.has(STEP), asyncSteps, mayFail, within };
}

/** What `find` finds for each function, once. */
function ofEach<T>(find: (fn: AsyncFunction) => T): (fn: AsyncFunction) => T {
  const found = new Map<string, T>();
  return fn => {
    const known = found.get(fn.name);
    if (known !== undefined) return known;
    const made = find(fn);
    found.set(fn.name, made);
    return made;
  };
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
    for (const callee of calls) addTo(callers, callee, name);
  }
  for (const name of found) for (const caller of callers.get(name) ?? []) found.add(caller); // a set shows what is added meanwhile
  return found;
}
