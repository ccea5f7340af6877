// Promise.all, race, any, allSettled, timeout and shield -> one marker in asc's IR, with what they combine as operands: children, and further
// such markers.
//
//   await Promise.all([f(), Promise.race([g(), h()])])
//     ->  (call $~tacet/await|void (call $~tacet/all|0 (call $f) (call $~tacet/race|i32 (call $g) (call $h))))
//
// So all children belong to the activation that awaits, whatever they are combined by, and it suspends for all of them in one place
// (3-lower/nested.ts). The design that lost made a function, and a task, of each inner combinator: 12 bytes more each, promises in variables
// could not take part, for only their owner is woken by them, and the results of an inner Promise.all lay in a frame that has ended.
//
// So it is with a timeout and a shield of a single call, which were functions of the library that waited for their callers' children: 5,719 -> 4,815
// bytes and a slot of 116 -> 92 for the first timeout of a program, 2,005 -> 1,554 and 60 -> 40 for the first shield.

import {
  Compiler, Constraints, ElementKind, NodeKind, ReportMode, Token, Type, TypeRef,
  type ArrayLiteralExpression, type BinaryExpression, type CallExpression, type Expression, type FunctionPrototype, type IdentifierExpression, type Local,
  type Node, type PropertyAccessExpression, type Resolver,
} from "assemblyscript";
import { report } from "../errors.js";
import { isOurName } from "../1-read/destructure.js";
import { withoutParentheses } from "../1-read/nodes.js";
import type { Expr } from "../3-lower/raw.js";
import { promisedType, type Compilation } from "../state.js";
import { COMBINATORS, WRAPPERS } from "./markers.js";
import { plainName } from "./promises.js";
import { needAborts, needAbortsAfterErrors, needErrors } from "./throwing.js";

/** What Task.waits (assembly/task.ts) can count. */
const WAITS_MAX = 255;

/** Library functions that nested combinators call: a wait, and how they end where no child of the program's tells. */
const NEEDED = { any: ["noneFulfilled"], allSettled: ["settledAll"], timeout: ["sleep", "timedOut"] } as const;

/** `Promise.all([…])` and the like. */
export interface Combinator {
  readonly name: Exclude<keyof typeof COMBINATORS, Wrapper["name"]>;
  /** Whether it gives the value of one of them. */
  readonly picks: boolean;
  /** None where the argument is not an array literal. */
  readonly elements: readonly Expression[];
  readonly call: CallExpression;
}

/** The library's `timeout(p, ms)` or `shield(p)`. */
interface Wrapper {
  readonly name: "timeout" | "shield";
  readonly call: CallExpression;
}

export type Combination = Combinator | Wrapper;

/** `Promise.all([…])` and the like; no elements where the argument is not an array literal. */
export function combinatorOf(e: CallExpression): Combinator | null {
  if (e.expression.kind != NodeKind.PropertyAccess) return null;
  const access = e.expression as PropertyAccessExpression;
  if (access.expression.kind != NodeKind.Identifier || (access.expression as IdentifierExpression).text != "Promise") return null;
  const name = access.property.text;
  if (name != "all" && name != "race" && name != "any" && name != "allSettled") return null;
  const isLiteral = e.args.length == 1 && e.args[0].kind == NodeKind.Literal;
  const elements = isLiteral ? (e.args[0] as ArrayLiteralExpression).elementExpressions ?? [] : [];
  return { name, picks: name == "race" || name == "any", elements: elements.flatMap(element => sameInside(name, element) ?? element), call: e };
}

/** The elements of a `Promise.all` in a Promise.all, and so on: it ends with the outer one, or ends that. */
function sameInside(name: string, element: Expression): readonly Expression[] | null {
  const call = withoutParentheses(element);
  const inner = call.kind == NodeKind.Call && name != "allSettled" ? combinatorOf(call as CallExpression) : null;
  return inner?.name == name && inner.elements.length ? inner.elements : null;
}

/** The combinator, timeout or shield that is written at `e`. */
export function combinationIn(compiler: Compiler, compilation: Compilation, e: Expression): Combination | null {
  const call = withoutParentheses(e) as CallExpression;
  return call.kind == NodeKind.Call ? combinatorOf(call) ?? wrapperOf(compiler, compilation, call) : null;
}

export function isCombinator(combination: Combination): combination is Combinator {
  return "elements" in combination;
}

function wrapperOf({ resolver, currentFlow: flow }: Compiler, { library }: Compilation, call: CallExpression): Wrapper | null {
  const { expression: callee, args } = call;
  if (callee.kind != NodeKind.Identifier && callee.kind != NodeKind.PropertyAccess || !args.length) return null;
  if (callee.kind == NodeKind.PropertyAccess && !WRAPPERS.has((callee as PropertyAccessExpression).property.text)) return null;
  const found = resolver.lookupExpression(callee, flow, Type.auto, ReportMode.Swallow);
  if (found?.kind != ElementKind.FunctionPrototype) return null;
  const is = (name: string): boolean => library.is(found as FunctionPrototype, `timeout/${name}`);
  if (is("timeout")) return args.length == 2 ? { name: "timeout", call } : null;
  return is("shield") && args.length == 1 ? { name: "shield", call } : null;
}

/** How what is combined is compiled: as part of the await in front of it, or for a task that waits for it (kept.ts). */
export interface Form {
  /** Compiles one promise of them; sets the compiler's type. */
  part(element: Expression, isWanted: boolean): Expr;
  /** What combines `parts`; `result` is the type of its value, `ms` the time of a timeout. */
  made(combination: Combination, result: Type, parts: Expr[], ms: Expression | null): Expr;
}

/** The name of the combinator whose results are a list, where `combination` gives one. */
export function listOf(compiler: Compiler, compilation: Compilation, combination: Combination): string | null {
  if (isCombinator(combination)) {
    if (!combination.picks) return combination.elements.length ? combination.name : null;
    for (const element of combination.elements) {
      const inner = combinationIn(compiler, compilation, element);
      const list = inner && listOf(compiler, compilation, inner);
      if (list) return list;
    }
    return null;
  }
  const inner = combinationIn(compiler, compilation, combination.call.args[0]);
  return inner && listOf(compiler, compilation, inner);
}

/**
 * Compiles `combination` to its marker, and sets the compiler's type to that of its promise.
 * @param isWanted whether its value is; if not, promises of several types may race
 */
export function compileCombination(compiler: Compiler, compilation: Compilation, combination: Combination, isWanted: boolean): Expr {
  const expr = combine(compiler, compilation, combination, isWanted, {
    part: (element, wantsValue) => compilePart(compiler, compilation, element, wantsValue),
    made: (what, result, parts, ms) => markerOf(compiler, what, result, ms ? [...parts, alarmAfter(compiler, compilation, what, ms)] : parts),
  });
  compilation.awaits.set(expr, combination.call.range);
  return expr;
}

/** The same in any form. */
export function combine(compiler: Compiler, compilation: Compilation, combination: Combination, isWanted: boolean, form: Form): Expr {
  if (isCombinator(combination)) return combineList(compiler, compilation, combination, isWanted, form);
  return wrap(compiler, compilation, combination, isWanted, form);
}

function combineList(compiler: Compiler, compilation: Compilation, combinator: Combinator, isWanted: boolean, form: Form): Expr {
  const { name, picks, elements, call } = combinator;
  let promise: Type | null = null;
  const refuse = (node: Node, cause: string): Expr => {
    report(compiler, "TACET054", node.range, name, cause);
    compiler.currentType = picks && promise ? promise : voidPromise(compiler, compilation);
    return compiler.module.unreachable();
  };
  if (!elements.length) return refuse(call, "the children must be known where it stands");
  if (elements.length > WAITS_MAX) return refuse(call, `a task counts at most ${WAITS_MAX} children that it waits for`);
  const exprs: Expr[] = [];
  let isOfOne = picks;
  for (const element of elements) {
    exprs.push(form.part(element, isWanted && picks));
    const type = compiler.currentType;
    if (!promisedType(compilation, type)) return refuse(element, `this is '${type.toString()}'`);
    promise ??= type;
    if (!picks || promise.equals(type)) continue;
    if (isWanted) return refuse(element, "the first of them may be any, so all need one type");
    isOfOne = false;
  }
  if (name == "any") {
    need(compiler, compilation, name);
    needErrors(compiler, compilation);
  }
  // What is called there is in no variable to be awaited again.
  if (elements.some(element => !isCall(element))) {
    if (picks && elements.some(isVariable)) needAborts(compiler, compilation);
    else if (name == "all") needAbortsAfterErrors(compiler, compilation);
  }
  const expr = form.made(combinator, isOfOne ? promisedType(compilation, promise!)! : Type.void, exprs, null);
  compiler.currentType = isOfOne ? promise! : voidPromise(compiler, compilation);
  return expr;
}

function wrap(compiler: Compiler, compilation: Compilation, wrapper: Wrapper, isWanted: boolean, form: Form): Expr {
  const { name, call } = wrapper;
  const [operand] = call.args;
  const expr = form.part(operand, isWanted);
  const promise = compiler.currentType;
  const result = promisedType(compilation, promise);
  if (!result) {
    report(compiler, "TACET038", operand.range, name, promise.signatureReference ? "a function, not a call of it" : plainName(promise));
    compiler.currentType = voidPromise(compiler, compilation);
    return compiler.module.unreachable();
  }
  if (name == "timeout") {
    need(compiler, compilation, name);
    needErrors(compiler, compilation);
    if (isVariable(operand)) needAborts(compiler, compilation);
  }
  const made = form.made(wrapper, result, [expr], name == "timeout" ? call.args[1] : null);
  compiler.currentType = promise;
  return made;
}

/** The marker of `combination` over `parts`, an alarm being the second of a timeout. */
export function markerOf({ module }: Compiler, { name }: Pick<Combination, "name">, result: Type, parts: Expr[]): Expr {
  return module.call(COMBINATORS[name] + result.toRef(), parts, TypeRef.I32);
}

function alarmAfter(compiler: Compiler, compilation: Compilation, { call }: Combination, ms: Expression): Expr {
  return alarm(compiler, compilation, compiler.compileExpression(ms, Type.f64, Constraints.ConvImplicit), call);
}

/** The child that ends a timeout. */
export function alarm(compiler: Compiler, { library }: Compilation, ms: Expr, at: Node): Expr {
  return compiler.makeCallDirect(library.find("sleep")!, [ms], at);
}

/** Compiles what is combined; `~p1 = e` leaves the promise that decided `e` in that variable. */
function compilePart(compiler: Compiler, compilation: Compilation, element: Expression, isWanted: boolean): Expr {
  const e = withoutParentheses(element);
  const place = e.kind == NodeKind.Binary && (e as BinaryExpression).operator == Token.Equals ? (e as BinaryExpression).left : null;
  if (place?.kind == NodeKind.Identifier && isOurName((place as IdentifierExpression).text)) {
    const expr = compilePart(compiler, compilation, (e as BinaryExpression).right, true);
    const { index, type } = compiler.currentFlow.lookup((place as IdentifierExpression).text) as Local;
    return compiler.module.local_tee(index, expr, false, type.toRef());
  }
  const combination = combinationIn(compiler, compilation, e);
  if (!combination) return compiler.compileExpression(element, Type.auto);
  if (combination.name == "allSettled") need(compiler, compilation, combination.name);
  return compileCombination(compiler, compilation, combination, isWanted);
}

/** Compiles the value of a variable for the promise that will decide `e`: that of another that nothing has set, for asc puts a constant in its place. */
export function compilePlace(compiler: Compiler, e: Expression): Expr {
  const { resolver, currentFlow: flow, module } = compiler;
  const type = resolver.resolveExpression(e, flow) ?? Type.i32;
  compiler.currentType = type;
  return module.local_get(flow.getTempLocal(type).index, type.toRef());
}

function need(compiler: Compiler, { library }: Compilation, name: keyof typeof NEEDED): void {
  for (const fn of NEEDED[name]) compiler.compileFunction(library.find(fn)!);
}

function isCall(element: Expression): boolean {
  return withoutParentheses(element).kind == NodeKind.Call;
}

/** Whether it names a promise that may be awaited again: what patterns name is read where all went well. */
function isVariable(element: Expression): boolean {
  const e = withoutParentheses(element);
  return e.kind != NodeKind.Call && e.kind != NodeKind.Binary && !(e.kind == NodeKind.Identifier && isOurName((e as IdentifierExpression).text));
}

export function voidPromise(from: Compiler | Resolver, compilation: Compilation): Type {
  const resolver = from instanceof Compiler ? from.resolver : from;
  return resolver.resolveClass(compilation.promise, [Type.void])!.type;
}
