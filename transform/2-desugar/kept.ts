// Promise.all and the like, timeout and shield without an await in front of them -> a child task that waits for what they combine.
//
//   const p = Promise.race([f(), q]);
//     ->
//   ~a = f(); ~b = borrowed(q);                  children of this activation
//   const p = Promise.race<i32,i32>(~a, ~b)      one more, of a function that is made here:
//
//   async function Promise.race<A0, A1>(p0: Promise<A0>, p1: Promise<A1>): Promise<A0> {
//     childAdopt(p0); childAdopt(p1);            it is the one whom they wake at their ends
//     return await Promise.race([p0, p1]);
//   }
//
// So the order in which they end decides, whenever p is awaited, and what loses is cancelled then. A combinator in a combinator is a task as well.
// A promise in a variable may be awaited by its owner, too: a child between waits for it (assembly/borrow.ts).
// What lists give lies in their children, in the frame of this activation: results.ts reads it there.
//
// The designs that lost: each end notes its number, and who awaits p decides by those: a timeout would end nothing before. A closure with the whole
// expression in it: what is assigned in it would be a copy, and an await in it would be the task's.

import {
  ArrowKind, CommonFlags, Constraints, ElementKind, FlowFlags, FunctionPrototype, Node, NodeKind, ParameterKind, Type, TypeRef,
  type ArrayLiteralExpression, type CallExpression, type Compiler, type Expression, type TypeNode,
} from "assemblyscript";
import { report } from "../errors.js";
import { ADOPTS_MARK, createMark, functionMarks, isAsync } from "../1-read/marks.js";
import { withoutParentheses } from "../1-read/nodes.js";
import type { Expr } from "../3-lower/raw.js";
import { promisedType, type Compilation } from "../state.js";
import { Build } from "./build.js";
import { alarm, combinationIn, combinatorOf, combine, isCombinator, markerOf, voidPromise, type Combination } from "./combinators.js";
import { AWAIT } from "./markers.js";
import type { List, Result } from "./results.js";
import { needAborts } from "./throwing.js";

/** The library's function of the task between. */
export const BORROWED = "borrow/borrowed";

/** Compiles `combination` to a call whose task waits for it; sets the compiler's type to that of its promise, which is of void where several types race. */
export function compileKept(compiler: Compiler, compilation: Compilation, combination: Combination): Expr {
  const { module, currentFlow: { sourceFunction } } = compiler;
  if (!isAsync(sourceFunction.declaration)) {
    const isTop = sourceFunction.parent.kind == ElementKind.File && sourceFunction.name.startsWith("start:");
    report(compiler, "TACET126", combination.call.range, nameOf(combination), isTop ? "the top level of a module" : `'${sourceFunction.prototype.name}', which is not async,`);
    compiler.currentType = voidPromise(compiler, compilation);
    return module.unreachable();
  }
  const before: Expr[] = [];
  const { expr, list } = keep(compiler, compilation, combination, before);
  compilation.lists.note(combination.call, list);
  return module.block(null, [...before, expr], TypeRef.I32);
}

/** As the source calls it. */
function nameOf(combination: Combination): string {
  return isCombinator(combination) ? `Promise.${combination.name}` : combination.name;
}

/** @param before takes what starts its children */
function keep(compiler: Compiler, compilation: Compilation, combination: Combination, before: Expr[]): { expr: Expr; list: List | null } {
  const { module, currentFlow: flow } = compiler;
  const results = new Map<Expression, Result>();
  const types: Type[] = [];
  const expr = combine(compiler, compilation, combination, false, {
    part: element => {
      const { expr, list } = keepPart(compiler, compilation, element, before);
      const type = compiler.currentType;
      const promised = promisedType(compilation, type);
      if (!promised) return expr;
      const local = flow.getTempLocal(type).index;
      before.push(module.local_set(local, expr, false));
      results.set(element, { local, type: promised, list });
      types.push(promised);
      compiler.currentType = type;
      return module.local_get(local, TypeRef.I32);
    },
    made: (_, result, parts, ms) => {
      const operands = ms ? [...parts, compiler.compileExpression(ms, Type.f64, Constraints.ConvImplicit)] : parts;
      const waiter = compiler.resolver.resolveFunction(waiterOf(compilation, combination, parts.length, result != Type.void), types)!;
      return compiler.makeCallDirect(waiter, operands, combination.call);
    },
  });
  const isMixed = isCombinator(combination) && combination.picks && types.some(type => !type.equals(types[0]));
  return { expr, list: isMixed ? { name: combination.name, results: [] } : listOf(combination, results) };
}

/** Compiles a promise whose end only the task that waits for it is told. */
function keepPart(compiler: Compiler, compilation: Compilation, element: Expression, before: Expr[]): { expr: Expr; list: List | null } {
  const e = withoutParentheses(element);
  const inner = combinationIn(compiler, compilation, e);
  if (inner) return keep(compiler, compilation, inner, before);
  const expr = compiler.compileExpression(element, Type.auto);
  const promised = promisedType(compilation, compiler.currentType);
  if (!promised || e.kind == NodeKind.Call) return { expr, list: null };
  needAborts(compiler, compilation);
  return { expr: compiler.makeCallDirect(compilation.library.generic("borrowed", [promised]), [expr], element), list: compilation.lists.ofPromise(compiler.currentFlow, e) };
}

/** What `combination` gives where that is a list; `results`: of the parts, those of lists in lists taken together. */
function listOf(combination: Combination, results: ReadonlyMap<Expression, Result>): List | null {
  const { call } = combination;
  if (!isCombinator(combination)) return results.get(call.args[0])?.list ?? null;
  if (combination.picks || !combination.elements.length) return null;
  const written = (call.args[0] as ArrayLiteralExpression).elementExpressions;
  return { name: combination.name, results: written.map(element => results.get(element) ?? inList(element, results)) };
}

/** A list that is part of the one around it. */
function inList(element: Expression, results: ReadonlyMap<Expression, Result>): Result {
  const call = withoutParentheses(element) as CallExpression;
  const inner = call.kind == NodeKind.Call ? combinatorOf(call) : null;
  return { local: -1, type: Type.void, list: inner && listOf(inner, results) };
}

// -- the functions of the tasks -----------------------------------------------------------------------------------------

/** The function that waits for so many promises, of any types. @param givesValue whether that of the first is its own */
function waiterOf(compilation: Compilation, combination: Combination, count: number, givesValue: boolean): FunctionPrototype {
  const { promise, waiters } = compilation;
  const key = `${combination.name} ${count} ${givesValue}`;
  const known = waiters.get(key);
  if (known) return known;
  const { range } = promise.declaration;
  const build = new Build(range);
  const named = (name: string, args: TypeNode[] | null): TypeNode => Node.createNamedType(Node.createSimpleTypeName(name, range), args, false, range);
  const typeOf = (i: number): TypeNode => named(`A${i}`, null);
  const indices = Array.from({ length: count }, (_, i) => i);
  const parameters = indices.map(i => Node.createParameter(ParameterKind.Default, build.id(`p${i}`), named("Promise", [typeOf(i)]), null, range));
  if (combination.name == "timeout") parameters.push(Node.createParameter(ParameterKind.Default, build.id("ms"), named("f64", null), null, range));
  const result = named("Promise", [givesValue ? typeOf(0) : named("void", null)]);
  const body = build.block([build.run(build.embed(compiler => compileWaiter(compiler, compilation, combination, count)))]);
  const declaration = Node.createFunctionDeclaration(
    build.id(nameOf(combination)), [createMark(ADOPTS_MARK, range), ...functionMarks(range, null, null)!], CommonFlags.None,
    indices.map(i => Node.createTypeParameter(build.id(`A${i}`), null, null, range)),
    Node.createFunctionType(parameters, result, null, false, range), body, ArrowKind.None, range,
  );
  const waiter = new FunctionPrototype(nameOf(combination), promise.parent, declaration);
  waiters.set(key, waiter);
  return waiter;
}

/** The body of such a function: it takes over its promises, and awaits what combines them. */
function compileWaiter(compiler: Compiler, compilation: Compilation, combination: Combination, count: number): Expr {
  const { module, currentFlow: flow } = compiler;
  const { range } = compilation.promise.declaration;
  const result = promisedType(compilation, flow.sourceFunction.signature.returnType)!;
  const promises = (): Expr[] => Array.from({ length: count }, (_, i) => module.local_get(i, TypeRef.I32));
  const adopt = compilation.library.find("childAdopt")!;
  compiler.compileFunction(adopt);
  const adopted = promises().map(promise => module.call(adopt.internalName, [promise], TypeRef.None));
  const operands = promises();
  if (combination.name == "timeout") operands.push(alarm(compiler, compilation, module.local_get(count, TypeRef.F64), combination.call));
  const marker = markerOf(compiler, combination, result, operands);
  const awaited = module.call(AWAIT + result.toString(), [marker], result.toRef());
  compilation.awaits.set(marker, range).set(awaited, range);
  flow.set(FlowFlags.Returns | FlowFlags.Terminates | FlowFlags.ReturnsWrapped);
  compiler.currentType = Type.void;
  const ended = result == Type.void ? [awaited, module.return()] : [module.return(awaited)];
  return module.block(null, [...adopted, ...ended]);
}
