// Using: `using x = e; rest` and `await using x = e; rest` -> what the language says they mean.
//
//   const x = e;
//   try { rest } finally { if (x) x[Symbol.dispose](); }                      or `await x[Symbol.asyncDispose]()`
//
// In the head of a `for (using x = e; …)` the loop is the rest. A `using` that ends with no block, as in a `case`, is refused (TACET025).
// Where the disposal throws while an error leaves the block, a SuppressedError holds both.
// Which of the two methods, and whether x may be null, the type of x tells. `await using` of a resource that has only
// [Symbol.dispose] takes that. A scope is told whether an error or a cancel leaves the block: then its tasks are cancelled.
// An async function that holds what `using` declares across an await is warned (TACET085), as is one that does not await a disposal (TACET086).
// `x[Symbol.dispose]` in the source, an element access to asc, is the method of that name.

import {
  CommonFlags, Compiler, FlowFlags, Node, NodeKind, TypeRef, Type,
  type CallExpression, type Class, type ElementAccessExpression, type Expression, type ForStatement, type FunctionDeclaration, type IdentifierExpression,
  type PropertyAccessExpression, type Range, type Statement, type VariableDeclaration, type VariableStatement,
} from "assemblyscript";
import { AWAIT_USING_MARK, isAsync, markOf, USING_MARK } from "../1-read/marks.js";
import { someNode } from "../1-read/nodes.js";
import { report } from "../errors.js";
import { compilationOf } from "../state.js";
import type { Expr } from "../3-lower/raw.js";
import { Build } from "./build.js";
import { isAwait } from "./lints.js";
import { FAILING, FAILURE, LEAVING } from "./markers.js";
import { isFirst, override, type Patched } from "./patch.js";
import { plainName } from "./promises.js";
import { compileTry, errorClass } from "./throwing.js";

const INSTALLED = Symbol.for("tacet.using");

const DISPOSE = "[Symbol.dispose]";
const ASYNC_DISPOSE = "[Symbol.asyncDispose]";

/** What class Scope (assembly/scope.ts) has for its block's end. */
const LEAVE = "leaveBlock";

/** Replaces asc's methods, once per process. */
export function installUsing(): void {
  if (!isFirst(Compiler.prototype, INSTALLED)) return;
  const proto = Compiler.prototype as unknown as Patched;

  override<Compiler, [Statement[], Expr[] | null | undefined], Expr[]>(proto, "compileStatements", original => function (
    this: Compiler, statements, out,
  ) {
    const at = compilationOf(this.program) ? statements.findIndex(s => usingOf(s) != null) : -1;
    if (at < 0) return original.call(this, statements, out);
    const list = original.call(this, statements.slice(0, at), out);
    if (this.currentFlow.isAny(FlowFlags.Terminates | FlowFlags.Breaks)) return list;
    compileUsing(this, statements[at] as VariableStatement, statements.slice(at + 1), list);
    return list;
  });

  override<Compiler, [ForStatement], Expr>(proto, "compileForStatement", original => function (this: Compiler, statement: ForStatement) {
    const { initializer, condition, incrementor, body, range } = statement;
    if (!compilationOf(this.program) || !initializer || !usingOf(initializer)) return original.call(this, statement);
    return this.compileStatement(Node.createBlockStatement([initializer, Node.createForStatement(null, condition, incrementor, body, range)], range));
  });

  // Those of blocks don't come here (see declare).
  override<Compiler, [VariableStatement], Expr>(proto, "compileVariableStatement", original => function (this: Compiler, statement: VariableStatement) {
    const using = compilationOf(this.program) && usingOf(statement);
    if (using) report(this, "TACET025", using.range);
    return original.call(this, statement);
  });
}

/** `x[Symbol.name]` as an access to the method of that name; null for other expressions. */
function symbolAccess(e: Expression): PropertyAccessExpression | null {
  if (e.kind != NodeKind.ElementAccess) return null;
  const { expression, elementExpression } = e as ElementAccessExpression;
  if (elementExpression.kind != NodeKind.PropertyAccess) return null;
  const { expression: object, property } = elementExpression as PropertyAccessExpression;
  if (object.kind != NodeKind.Identifier || (object as IdentifierExpression).text != "Symbol") return null;
  return new Build(e.range).member(expression, `[Symbol.${property.text}]`) as PropertyAccessExpression;
}

/** A call of `x[Symbol.name]` as a call of the method; others as they are. */
export function withSymbolName(e: CallExpression): CallExpression {
  const access = symbolAccess(e.expression);
  return access ? Node.createCallExpression(access, e.typeArguments, e.args, e.range) : e;
}

/** The keywords of a `using` declaration, or null. */
function usingOf(statement: Statement): { range: Range; isAwait: boolean } | null {
  if (statement.kind != NodeKind.Variable) return null;
  const [declaration] = (statement as VariableStatement).declarations;
  for (const mark of [USING_MARK, AWAIT_USING_MARK]) {
    const node = markOf(declaration as unknown as FunctionDeclaration, mark);
    if (node) return { range: node.range, isAwait: mark == AWAIT_USING_MARK };
  }
  return null;
}

function compileUsing(compiler: Compiler, statement: VariableStatement, rest: Statement[], out: Expr[]): void {
  const { range, isAwait: awaits } = usingOf(statement)!;
  const [first, ...others] = statement.declarations;
  out.push(compiler.compileStatement(declare(first, statement.range)));
  const local = compiler.currentFlow.lookup(first.name.text);
  const type = local && (local as unknown as { type?: Type }).type;
  if (!type) return; // asc has reported the declaration
  const disposal = dispose(compiler, first, type, range, awaits);
  const finallyStatements = compilationOf(compiler.program)!.suppresses ? suppress(compiler, disposal, range) : disposal;
  const body = others.length ? [Node.createVariableStatement(statement.decorators, others, statement.range), ...rest] : rest;
  if (!awaits) lintGuard(compiler, first, type, body);
  out.push(compileTry(compiler, Node.createTryStatement(body, null, null, finallyStatements, range)));
}

/** Reports what a `using` that is not awaited does wrong in an async function of the user's. */
function lintGuard(compiler: Compiler, { name, range }: VariableDeclaration, type: Type, body: readonly Statement[]): void {
  if (range.source.isLibrary || !isAsync(compiler.currentFlow.sourceFunction.declaration)) return;
  if (methodOf(type.getClassOrWrapper(compiler.program), true) == ASYNC_DISPOSE) {
    report(compiler, "TACET086", range, plainName(type));
    return;
  }
  let found: Node | null = null;
  for (const statement of body) {
    someNode(statement, node => {
      if (isAwait(node)) found = node;
      return found != null;
    });
    if (found) break;
  }
  if (found) report(compiler, "TACET085", range, name.text, String(range.source.lineAt((found as Node).range.start)));
}

/** The declaration as an ordinary constant. */
function declare({ name, type, initializer, range }: VariableDeclaration, whole: Range): Statement {
  return Node.createVariableStatement(null, [Node.createVariableDeclaration(name, null, CommonFlags.Const, type, initializer, range)], whole);
}

/** The statements that dispose of the variable. */
function dispose(compiler: Compiler, { name, initializer }: VariableDeclaration, type: Type, range: Range, isAwait: boolean): Statement[] {
  const build = new Build(range);
  const x = (): Expression => build.id(name.text);
  const method = methodOf(type.getClassOrWrapper(compiler.program), isAwait);
  if (!method) {
    const wanted = isAwait ? `${ASYNC_DISPOSE}() or ${DISPOSE}()` : `${DISPOSE}()`;
    report(compiler, "TACET024", initializer?.range ?? name.range, plainName(type), wanted);
    return [];
  }
  const args = method == LEAVE ? [build.embed(c => {
    c.currentType = Type.bool;
    return c.module.call(LEAVING, [], TypeRef.I32);
  })] : [];
  const call = build.invoke(x(), method, args);
  const statement = build.run(method == DISPOSE ? call : build.await(call));
  return type.isNullableReference ? [build.if(x(), statement, null)] : [statement];
}

/**
 * try { disposal } catch (e) { if (an error leaves the block) throw new SuppressedError(e, that error, …); throw e; }
 * Nothing of it is left where the lowering finds that the disposal throws nothing.
 */
function suppress(compiler: Compiler, disposal: Statement[], range: Range): Statement[] {
  const build = new Build(range);
  const marker = (name: string, type: Type): Expression => build.embed(c => {
    c.currentType = type;
    return c.module.call(name, [], TypeRef.I32);
  });
  const error = errorClass(compiler).type;
  const suppressed = build.new("SuppressedError", [build.id("~e"), marker(FAILURE, error), build.text("An error was suppressed during disposal.")]);
  const handler = [build.if(marker(FAILING, Type.bool), build.throw(suppressed), null), build.throw(build.id("~e"))];
  return [Node.createTryStatement(disposal, build.id("~e"), handler, null, range)];
}

function methodOf(cls: Class | null, isAwait: boolean): string | null {
  const has = (name: string): boolean => cls?.getMember(name) != null;
  if (isAwait && has(LEAVE)) return LEAVE;
  if (isAwait && has(ASYNC_DISPOSE)) return ASYNC_DISPOSE;
  return has(DISPOSE) ? DISPOSE : null;
}
