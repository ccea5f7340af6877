// What a kept Promise.all or allSettled gives, and what of it a pattern takes.
//
//   const p = Promise.all([f(), g()]);         p: Promise<void>, of which it is known that its results lie in the children f and g
//   const [a, b] = await p;                    1-read makes of it: const ~p6 = await p, a = ~p6[0], b = ~p6[1]
//     ->  await p; a = result(f); b = result(g)          ~p6 is nothing but a name for the results
//
// So it is with what a pattern takes of a Promise.all in a timeout whose name the reader does not know (import { timeout as within }): that is kept as well.

import {
  Compiler, LiteralKind, Node, NodeKind, Resolver, Token, Type, TypeRef,
  type CallExpression, type ClassPrototype, type Element, type ElementAccessExpression, type Expression, type Flow, type IdentifierExpression,
  type IntegerLiteralExpression, type Local, type PropertyAccessExpression,
  type Range, type UnaryPrefixExpression, type VariableDeclaration, type VariableStatement,
} from "assemblyscript";
import { report } from "../errors.js";
import type { Int64 } from "../int64.js";
import { isOurName, lengthOf, OR_DEFAULT, PARTS_TOO } from "../1-read/destructure.js";
import { withoutParentheses } from "../1-read/nodes.js";
import type { Expr } from "../3-lower/raw.js";
import { compilationOf, type Compilation } from "../state.js";
import { combinationIn, isCombinator, listOf, voidPromise, type Combination } from "./combinators.js";
import { compileKept } from "./kept.js";
import { AWAIT, CHILD_RESULT } from "./markers.js";
import { isFirst, override, type Patched } from "./patch.js";

const INSTALLED = Symbol.for("tacet.results");

/** One part of a list. */
export interface Result {
  /** The local with its promise; -1 of a list that is part of the one around it. */
  readonly local: number;
  /** The type of its value. */
  readonly type: Type;
  /** Its parts, where it is a list. */
  readonly list: List | null;
}

export interface List {
  readonly name: string;
  /** None of a race of several types, whose value nobody can have. */
  readonly results: readonly Result[];
}

/** The lists of one compilation. */
export class Lists {
  private readonly made = new WeakMap<CallExpression, List>();
  private readonly promises = new WeakMap<Local, List>();
  private readonly taken = new WeakMap<Local, List>();

  /** Notes what the promise gives that was compiled for `call` last. */
  note(call: CallExpression, list: List | null): void {
    if (list) this.made.set(call, list);
    else this.made.delete(call);
  }

  madeBy(call: CallExpression): List | null {
    return this.made.get(call) ?? null;
  }

  /** Notes that `local` holds what `initializer` gives. */
  hold(flow: Flow, local: Local, initializer: Expression): void {
    const list = initializer.kind == NodeKind.Call ? this.madeBy(initializer as CallExpression) : this.ofPromise(flow, initializer);
    if (list) this.promises.set(local, list);
  }

  /** Notes that `local` stands for `list`, which was awaited. */
  take(local: Local, list: List): void {
    this.taken.set(local, list);
  }

  /** What the promise in the variable `e` gives. */
  ofPromise(flow: Flow, e: Expression): List | null {
    const local = localAt(flow, e);
    return local && this.promises.get(local) || null;
  }

  /** The list that `e` stands for. */
  at(flow: Flow, e: Expression): List | null {
    const place = withoutParentheses(e);
    if (place.kind == NodeKind.ElementAccess) return this.resultAt(flow, place as ElementAccessExpression)?.list ?? null;
    const local = localAt(flow, place);
    return local && this.taken.get(local) || null;
  }

  /** The part of a list that is asked for. */
  resultAt(flow: Flow, { expression, elementExpression }: ElementAccessExpression): Result | null {
    const list = this.at(flow, expression);
    if (!list || !elementExpression.isLiteralKind(LiteralKind.Integer)) return null;
    return list.results[((elementExpression as IntegerLiteralExpression).value as unknown as Int64).low] ?? null;
  }
}

function localAt(flow: Flow, e: Expression): Local | null {
  const place = withoutParentheses(e);
  return place.kind == NodeKind.Identifier ? flow.lookupLocal((place as IdentifierExpression).text) : null;
}

/** Replaces asc's methods, once per process. */
export function installResults(): void {
  const proto = Compiler.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;

  override<Compiler, [VariableStatement], Expr>(proto, "compileVariableStatement", original => function (this: Compiler, statement) {
    const compilation = compilationOf(this.program);
    if (!compilation || statement.range.source.isLibrary || !statement.declarations.some(mayHold)) return original.call(this, statement);
    const exprs = statement.declarations.map(declaration => declare(this, compilation, declaration, only =>
      original.call(this, Node.createVariableStatement(statement.decorators, [only], statement.range))));
    return this.module.flatten(exprs.filter(expr => expr != 0));
  });

  override<Compiler, [Expression, Expression, Type], Expr>(proto, "compileAssignment", original => function (this: Compiler, target, value, contextual) {
    const list = compilationOf(this.program)?.lists.ofPromise(this.currentFlow, target);
    if (list?.results.length) report(this, "TACET127", target.range, target.range.toString(), `Promise.${list.name}`);
    return original.call(this, target, value, contextual);
  });

  override<Compiler, [ElementAccessExpression, Type, number], Expr>(proto, "compileElementAccessExpression", original => function (
    this: Compiler, e, contextual, constraints,
  ) {
    const compilation = compilationOf(this.program);
    const list = compilation?.lists.at(this.currentFlow, e.expression);
    if (!list) return original.call(this, e, contextual, constraints);
    const result = compilation!.lists.resultAt(this.currentFlow, e);
    if (result && result.local >= 0) return compileResult(this, compilation!, list, result);
    if (result) report(this, "TACET036", e.range, result.list?.name ?? list.name, PARTS_TOO);
    else report(this, "TACET035", e.range, lengthOf(list.results.length), OR_DEFAULT);
    this.currentType = Type.i32;
    return this.module.unreachable();
  });

  // A rest is a call of 'slice'.
  override<Compiler, [CallExpression, Type, number], Expr>(proto, "compileCallExpression", original => function (this: Compiler, e, contextual, constraints) {
    const callee = e.expression.kind == NodeKind.PropertyAccess ? e.expression as PropertyAccessExpression : null;
    const list = callee && compilationOf(this.program)?.lists.at(this.currentFlow, callee.expression);
    if (!list) return original.call(this, e, contextual, constraints);
    report(this, "TACET036", e.range, list.name, EACH);
    this.currentType = Type.void;
    return this.module.unreachable();
  });

  override<Compiler, [PropertyAccessExpression, Type, number], Expr>(proto, "compilePropertyAccessExpression", original => function (
    this: Compiler, e, contextual, constraints,
  ) {
    const list = compilationOf(this.program)?.lists.at(this.currentFlow, e.expression);
    if (!list) return original.call(this, e, contextual, constraints);
    if (e.property.text != "length") report(this, "TACET036", e.range, list.name, EACH);
    this.currentType = Type.i32;
    return this.module.i32(list.results.length);
  });

  const resolver = Resolver.prototype as unknown as Patched;
  const typeAt = (of: Resolver, flow: Flow, e: Expression): Type | null => {
    const compilation = compilationOf(of.program);
    const { expression } = e as ElementAccessExpression | PropertyAccessExpression;
    const list = compilation?.lists.at(flow, expression);
    if (!list) return null;
    const result = e.kind == NodeKind.ElementAccess ? compilation!.lists.resultAt(flow, e as ElementAccessExpression) : null;
    return result ? typeOf(of, compilation!, list, result) : Type.i32;
  };
  for (const form of ["ElementAccess", "PropertyAccess"]) {
    override<Resolver, [Expression, Flow, Type, number], Type | null>(resolver, `resolve${form}Expression`, original => function (this: Resolver, e, flow, contextual, mode) {
      return typeAt(this, flow, e) ?? original.call(this, e, flow, contextual, mode);
    });
    override<Resolver, [Expression, Flow, Type, number], Element | null>(resolver, `lookup${form}Expression`, original => function (this: Resolver, e, flow, contextual, mode) {
      const type = typeAt(this, flow, e);
      return type ? this.getElementOfType(type) : original.call(this, e, flow, contextual, mode);
    });
  }
}

/** Whether the variable may come to stand for a list, or for a promise of one. */
function mayHold({ initializer }: VariableDeclaration): boolean {
  if (!initializer) return false;
  const value = withoutParentheses(initializer);
  return value.kind == NodeKind.Call || value.kind == NodeKind.Identifier || value.kind == NodeKind.ElementAccess || isAwait(value);
}

function isAwait(e: Expression): e is UnaryPrefixExpression {
  return e.kind == NodeKind.UnaryPrefix && (e as UnaryPrefixExpression).operator == Token.Await;
}

/** Compiles one declaration, by asc where it is none of ours. */
function declare(compiler: Compiler, compilation: Compilation, declaration: VariableDeclaration, compile: (declaration: VariableDeclaration) => Expr): Expr {
  const { lists } = compilation;
  const { currentFlow: flow } = compiler;
  const { name: { text: name }, initializer } = declaration;
  const value = initializer && withoutParentheses(initializer);
  if (value && isOurName(name)) {
    const found = isAwait(value) ? awaitedList(compiler, compilation, value) : { list: lists.at(flow, value), expr: 0 };
    if (found?.list) {
      lists.take(flow.addScopedLocal(name, Type.i32), found.list);
      return found.expr;
    }
  }
  const expr = compile(declaration);
  const local = value && flow.lookupLocal(name);
  if (local) lists.hold(flow, local, value);
  return expr;
}

/** Compiles an `await` that gives a list, where a pattern takes that. */
function awaitedList(compiler: Compiler, compilation: Compilation, awaits: UnaryPrefixExpression): { list: List | null; expr: Expr } | null {
  const { lists } = compilation;
  const { module, currentFlow: flow } = compiler;
  const variable = variableIn(compiler, compilation, awaits.operand);
  const known = variable && lists.ofPromise(flow, variable);
  if (known?.results.length) return { list: known, expr: compiler.compileExpression(awaits, Type.void) };
  const combination = combinationIn(compiler, compilation, awaits.operand);
  if (!combination || isPicked(compiler, compilation, combination) || !listOf(compiler, compilation, combination)) return null;
  // The reader has left it, for it knows no such timeout: the results are found in what is kept.
  const { index } = flow.getTempLocal(voidPromise(compiler, compilation));
  const kept = compileKept(compiler, compilation, combination);
  const awaited = module.call(AWAIT + Type.void.toString(), [module.local_get(index, TypeRef.I32)], TypeRef.None);
  compilation.awaits.set(awaited, combination.call.range);
  return { list: lists.madeBy(combination.call), expr: module.flatten([module.local_set(index, kept, false), awaited]) };
}

/** The variable whose list an `await` of `e` gives: `p`, `timeout(p, 5)`. */
function variableIn(compiler: Compiler, compilation: Compilation, e: Expression): Expression | null {
  const place = withoutParentheses(e);
  if (place.kind == NodeKind.Identifier) return place;
  const combination = combinationIn(compiler, compilation, place);
  return combination && !isCombinator(combination) ? variableIn(compiler, compilation, combination.call.args[0]) : null;
}

/** Whether the list that `combination` gives is that of one of several. */
function isPicked(compiler: Compiler, compilation: Compilation, combination: Combination): boolean {
  if (isCombinator(combination)) return combination.picks;
  const inner = combinationIn(compiler, compilation, combination.call.args[0]);
  return inner != null && isPicked(compiler, compilation, inner);
}

function compileResult(compiler: Compiler, compilation: Compilation, list: List, result: Result): Expr {
  const { module, resolver } = compiler;
  const promise = module.local_get(result.local, TypeRef.I32);
  const type = compiler.currentType = typeOf(resolver, compilation, list, result);
  return list.name == "allSettled" ? promise : module.call(CHILD_RESULT + type.toRef(), [promise], type.toRef());
}

/** The type that a part of `list` has where a pattern takes it: how it settled is a view of the child (assembly/promise.ts). */
function typeOf(resolver: Resolver, { program }: Compilation, list: List, { type }: Result): Type {
  if (list.name != "allSettled") return type;
  return resolver.resolveClass(program.lookup("PromiseSettledResult") as ClassPrototype, [type])!.type;
}

// -- lists in one value ---------------------------------------------------------------------------------------------------

/** Reports an `await` that gives a list where one value is wanted. */
export function refuseList(compiler: Compiler, compilation: Compilation, awaited: Expression): void {
  const { currentFlow: flow } = compiler;
  const variable = variableIn(compiler, compilation, awaited);
  const known = variable && compilation.lists.ofPromise(flow, variable);
  const combination = known ? null : combinationIn(compiler, compilation, awaited);
  const name = known?.name ?? (combination && listOf(compiler, compilation, combination));
  if (!name) return;
  if (known && !known.results.length) {
    report(compiler, "TACET054", awaited.range, name, "the first of them may be any, so all need one type");
    return;
  }
  const isOneOf = combination != null && isPicked(compiler, compilation, combination);
  report(compiler, "TACET036", awaited.range, name, isOneOf ? OF_ONE : takenApart(known ? awaited.range.toString() : `Promise.${name}([…])`));
}

const EACH = "name each result in the pattern";

const OF_ONE = "the first of them may be any, so write an async function for each that takes its list apart and returns one value";

/** What to write instead, where a value is wanted of a promise of void. */
export function withoutValue(awaited: Range): string {
  return isRejection(awaited)
    ? REJECTED
    : "await it in a statement of its own; in a pattern leave its place empty: 'const [, b] = …'";
}

/** Whether that is a call of Promise.reject that does not say of what type. */
export function isRejection(e: Range): boolean {
  return /^(await\s+)?Promise\s*\.\s*reject\s*\(/.test(e.toString());
}

export const REJECTED = "say of what type the promise is, 'Promise.reject<T>(…)', or throw the error";

/** What to write to get the results of `awaited`. */
export function takenApart(awaited: string): string {
  return `take them apart where they are awaited: 'const [a, b] = await ${awaited}'`;
}
