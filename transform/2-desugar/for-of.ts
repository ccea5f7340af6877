// for…of and for await -> the plain loop that fits what it iterates over.
//
//   for (const x of xs) body
//     ->
//   { let ~over = xs;        evaluated once (xs[Symbol.iterator]() where there is that method); its type, now known, chooses:
//
//     Generator<T> for (; ~over advances;) { const x = its value; body }      markers; 3-lower/generators.ts makes code of them
//     string       for (let ~at = 0; ~at < ~over.length;) {
//                    let ~code = ~over.codePointAt(~at); ~at += ~code > 0xffff ? 2 : 1;
//                    const x = String.fromCodePoint(~code); body }
//     [i], length  for (let ~at = 0; ~at < ~over.length; ++~at) { const x = ~over[~at]; body }
//     next(): bool for (; ~over.next();) { const x = ~over.value; body }
//     next(): R    for (;;) { let ~step = ~over.next(); if (~step.done) break; const x = ~step.value; body } }
//
// `for await` takes [Symbol.asyncIterator]() first, and goes over an AsyncGenerator<T> and a `next()` that gives a promise as well; it
// awaits their steps. Over the rest it is a for…of: a promise can't be an element of anything, so no value is left to await. An array
// literal with promises is none, then, but a list of them, which have all begun before the first is awaited:
//
//   for await (const x of [f(), g()]) body   ->   let ~element0 = f(), ~element1 = g();
//                                                 for (let ~at = 0; ~at < 2; ++~at) { const x = ~at == 0 ? await ~element0 : await ~element1; body }
//
// An iterator with a `return()` hears of it when the loop is left early (see closing).
//
// Arrays allocate nothing, and are read without a second bounds check; a hole of an array of references traps as `xs[i]` does.
// A Set is iterated over a copy of its values, which asc allocates, a Map over copies of its keys and its values, which a pattern takes apart:
//
//   for (const [k, v] of map) body     for (let ~keys = map.keys(), ~values = map.values(), ~at = 0; …) { const k = ~keys[~at], v = ~values[~at]; body }
//
// As in JavaScript the length is looked at before each step, and `continue` goes on to the next step.
// It happens inside asc's compiler, where the type is known. The alternative, nested static conditions (`isString(xs) ? …`) over
// the same body in the AST, needs asc to compile the iterable once a condition.

import {
  CommonFlags, Compiler, ElementKind, LiteralKind, Node, NodeKind, OperatorKind, ReportMode, Token, Type, TypeFlags, TypeRef,
  type ArrayLiteralExpression, type BlockStatement, type Class, type ElementAccessExpression, type Expression, type ExpressionStatement,
  type ForOfStatement, type FunctionPrototype, type IdentifierExpression, type Range, type Statement, type VariableStatement,
} from "assemblyscript";
import { awaitedLoop, iterationOf } from "../1-read/for-await.js";
import { integerOf, someNode } from "../1-read/nodes.js";
import { report } from "../errors.js";
import type { Expr } from "../3-lower/raw.js";
import { compilationOf, generatedType, isAsyncGenerator, isOurs, promisedType } from "../state.js";
import { Build } from "./build.js";
import { ADVANCE, ADVANCE_ASYNC, FAILING, ITEM } from "./markers.js";
import { stepRoots } from "./library.js";
import { isFirst, override, type Patched } from "./patch.js";
import { plainName } from "./promises.js";

/** Names of the loops' own variables; no source can write them. */
const ITERABLE = "~iterable";
const OVER = "~over";
const AT = "~at";
const CODE = "~code";
const STEP = "~step";
const GIVEN = "~given";
const OPEN = "~open";
const KEYS = "~keys";
const VALUES = "~values";
/** Before its number. */
const ELEMENT = "~element";

/** The methods that give an iterator, as 1-read names them. */
const ITERATOR = "[Symbol.iterator]";
const ASYNC_ITERATOR = "[Symbol.asyncIterator]";

const INSTALLED = Symbol.for("tacet.forOf");

/** Patches asc, once per process. */
export function installForOf(): void {
  const proto = Compiler.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;
  override<Compiler, [ForOfStatement], Expr>(proto, "compileForOfStatement", original => function (this: Compiler, statement: ForOfStatement) {
    return isOurs(this.program) ? compileForOf(this, statement) : original.call(this, statement);
  });
}

/** `yield* iterable`: yields what a loop over it gives, which in an async generator is a `for await`. */
export function delegate(iterable: Expression, range: Range, awaits: boolean): ForOfStatement {
  const build = new Build(range);
  const yields = Node.createUnaryPrefixExpression(Token.Yield, build.id(GIVEN), range);
  const over = awaits ? awaitedLoop(iterable, range) : iterable;
  return Node.createForOfStatement(build.variable(GIVEN, null), over, build.run(yields), range);
}

/** Compiles `for (variable of iterable) body` and `for await`. */
function compileForOf(compiler: Compiler, statement: ForOfStatement): Expr {
  const { module } = compiler;
  const { iterable, awaitKeyword } = iterationOf(statement);
  const outer = compiler.currentFlow;
  const scope = outer.fork();
  compiler.currentFlow = scope;
  const build = new Build(iterable.range);
  const out: Expr[] = [];
  /** `let name = value`; the type it got, or null after asc has said what is wrong with the value. */
  const declare = (name: string, value: Expression): Type | null => {
    out.push(compiler.compileStatement(build.variable(name, value)));
    return scope.getScopedLocal(name)?.type ?? null;
  };

  const done = (): Expr => {
    outer.inherit(scope);
    compiler.currentFlow = outer;
    return module.flatten(out);
  };
  const promises = awaitKeyword && promisesIn(compiler, iterable);
  if (promises) {
    const areDeclared = promises.map((promise, i) => declare(ELEMENT + i, promise)).every(type => type != null);
    const isRepeated = outer.continueLabel != null;
    if (areDeclared) out.push(compiler.compileStatement(overElements(promises.length, statement, build, isRepeated)));
    return done();
  }

  let name = ITERABLE;
  let type = declare(name, iterable);
  const method = iteratorMethod(compiler, type, awaitKeyword != null);
  if (method) {
    name = OVER;
    type = declare(name, build.invoke(build.id(ITERABLE), method));
  }
  if (type && type != Type.auto) {
    const typeName = plainName(type);
    const loop = loopOver(compiler, type, name, statement, build);
    if (!awaitKeyword && givesPromises(compiler, type)) report(compiler, "TACET017", iterable.range, typeName);
    else if (loop) out.push(compiler.compileStatement(loop));
    else {
      const next = typeName.startsWith("Map<") ? "write 'for (const [key, value] of map)', or loop over its keys() or values()"
        : "iterate over an array, or give the class such a 'next()' or a '[Symbol.iterator]()'";
      report(compiler, "TACET014", iterable.range, awaitKeyword ? "for await" : "for…of", typeName, next);
    }
  }
  return done();
}

/** The elements of an array literal of which one or more are promises; null of anything else. */
function promisesIn(compiler: Compiler, iterable: Expression): Expression[] | null {
  const compilation = compilationOf(compiler.program);
  if (!compilation || !iterable.isLiteralKind(LiteralKind.Array)) return null;
  const elements = (iterable as ArrayLiteralExpression).elementExpressions;
  const isPromise = (element: Expression): boolean => {
    const type = compiler.resolver.resolveExpression(element, compiler.currentFlow, Type.auto, ReportMode.Swallow);
    return type != null && promisedType(compilation, type) != null;
  };
  return elements.some(isPromise) ? elements : null;
}

/**
 * The loop over that many elements, in their variables. Where it is `isRepeated`, in a loop, it says at its end that it has awaited all of them: their
 * children may start again.
 */
function overElements(count: number, statement: ForOfStatement, build: Build, isRepeated: boolean): Statement {
  const element = (i: number): Expression => build.await(build.id(ELEMENT + i));
  let value = element(count - 1);
  for (let i = count - 2; i >= 0; i--) value = build.ternary(build.binary(Token.Equals_Equals, build.id(AT), build.int(i)), element(i), value);
  const isOver = build.binary(Token.Equals_Equals, build.id(AT), build.int(count));
  const end = (): Statement => build.if(isOver, build.block([...Array.from({ length: count }, (_, i) => build.run(element(i))), build.break()]), null);
  return build.loop(
    build.variable(AT, build.int(0)),
    isRepeated ? null : build.not(isOver),
    build.increment(AT),
    build.block([...isRepeated ? [end()] : [], assign(statement.variable, value), statement.body]),
  );
}

/** The method that gives what to iterate over in place of a value of `type`, or null. */
function iteratorMethod(compiler: Compiler, type: Type | null, awaits: boolean): string | null {
  const cls = type?.getClass();
  // A for…of over what has the async one only is refused by what that gives.
  for (const name of awaits ? [ASYNC_ITERATOR, ITERATOR] : [ITERATOR, ASYNC_ITERATOR]) if (cls?.getMember(name)) return name;
  return cls?.prototype == compiler.program.setPrototype ? "values" : null;
}

/** The loop over the variable `name`, or null where its type has nothing to iterate over. */
function loopOver(compiler: Compiler, type: Type, name: string, statement: ForOfStatement, build: Build): Statement | null {
  const over = build.id(name);
  const compilation = compilationOf(compiler.program);
  const item = compilation && generatedType(compilation, type);
  const body = (before: Statement[], value: Expression): Statement =>
    build.block([...before, assign(statement.variable, value), statement.body]);

  if (item) {
    const marker = (target: string, result: Type): Expression => build.embed(c => {
      const generator = c.compileExpression(over, type);
      c.currentType = result;
      const made = c.module.call(target, [generator], result.toRef());
      compilation.awaits.set(made, over.range);
      return made;
    });
    for (const fn of stepRoots(compilation, isAsyncGenerator(compilation, type))) compiler.compileFunction(fn);
    const advance = marker(isAsyncGenerator(compilation, type) ? ADVANCE_ASYNC : ADVANCE, Type.bool);
    return build.loop(null, advance, null, body([], marker(ITEM + item.toString(), item)));
  }

  if (type.getClass() === compiler.program.stringInstance) {
    const width = build.ternary(build.binary(Token.GreaterThan, build.id(CODE), build.int(0xffff)), build.int(2), build.int(1));
    return build.loop(
      build.variable(AT, build.int(0)),
      build.binary(Token.LessThan, build.id(AT), build.member(over, "length")),
      null,
      body(
        [build.variable(CODE, build.invoke(over, "codePointAt", [build.id(AT)])), build.add(AT, width)],
        build.invoke(build.id("String"), "fromCodePoint", [build.id(CODE)]),
      ),
    );
  }

  if (isIndexed(compiler, type)) {
    const element = build.element(over, build.id(AT));
    return build.loop(
      build.variable(AT, build.int(0)),
      build.binary(Token.LessThan, build.id(AT), build.member(over, "length")),
      build.increment(AT),
      body([], mayHaveHoles(type) ? element : build.call(build.id("unchecked"), [element])),
    );
  }

  if (type.getClass()?.prototype == compiler.program.mapPrototype) return overMap(over, statement, build);
  const step = stepOf(compiler, type);
  if (!step) return null;
  const next = step.awaits ? build.await(build.invoke(over, "next")) : build.invoke(over, "next");
  const close = closeOf(compiler, type, over, build);
  if (close) return closing(step.moves, next, over, statement, close, build);
  if (step.moves) return build.loop(null, next, null, body([], build.member(over, "value")));
  return build.loop(null, null, null, body(
    [build.variable(STEP, next), build.breakIf(build.member(build.id(STEP), "done"))],
    build.member(build.id(STEP), "value"),
  ));
}

/** The loop over a Map; null where its variable is no pattern of a key and a value. */
function overMap(map: Expression, { variable, body }: ForOfStatement, build: Build): Statement | null {
  const item = variable.kind == NodeKind.Variable ? (variable as VariableStatement).declarations[0].name.text : "";
  if (!item.startsWith("~") || body.kind != NodeKind.Block) return null;
  const part = (list: string): Expression => build.call(build.id("unchecked"), [build.element(build.id(list), build.id(AT))]);
  let isWhole = true;
  const taken = (value: Expression | null): Expression | null => {
    if (!value || !someNode(value, node => node.kind == NodeKind.Identifier && (node as IdentifierExpression).text == item)) return value;
    const index = value.kind == NodeKind.ElementAccess ? integerOf((value as ElementAccessExpression).elementExpression) : null;
    isWhole &&= index == 0 || index == 1;
    return part(index == 0 ? KEYS : VALUES);
  };
  // The parser has put what the pattern declares in front of the body, behind the loop's label.
  const statements = (body as BlockStatement).statements.map(s => {
    if (s.kind != NodeKind.Variable) return s;
    const { declarations, range } = s as VariableStatement;
    const parts = declarations.map(d => Node.createVariableDeclaration(d.name, d.decorators, d.flags, d.type, taken(d.initializer), d.range));
    return Node.createVariableStatement(null, parts, range);
  });
  const loop = build.loop(
    build.variable(AT, build.int(0)),
    build.binary(Token.LessThan, build.id(AT), build.member(build.id(KEYS), "length")),
    build.increment(AT),
    build.block(statements),
  );
  return isWhole ? build.block([build.variable(KEYS, build.invoke(map, "keys")), build.variable(VALUES, build.invoke(map, "values")), loop]) : null;
}

/** The call that ends the iteration over a value of `type` before its end; null where there is nothing to call. */
function closeOf(compiler: Compiler, type: Type, over: Expression, build: Build): (() => Expression) | null {
  const cls = type.getClass();
  const given = cls && methodResult(compiler, cls, "return");
  if (!given) return null;
  const compilation = compilationOf(compiler.program);
  const awaits = compilation != null && promisedType(compilation, given) != null;
  const call = (): Expression => build.invoke(over, "return");
  return awaits ? () => build.await(call()) : call;
}

/**
 * The loop over an iterator with a `return()`, which is called when the loop is left before its end; of an error that it throws JavaScript
 * hears only where none is under way:
 *
 *   let ~open = false;
 *   try { for (;;) { ~open = false; if (!~over.next()) break; const x = ~over.value; ~open = true; body } }
 *   finally { if (~open) { if (failing) try { ~over.return() } catch {} else ~over.return() } }
 */
function closing(moves: boolean, next: Expression, over: Expression, statement: ForOfStatement, close: () => Expression, build: Build): Statement {
  const open = build.id(OPEN);
  const ended = moves ? [build.breakIf(build.not(next))] : [build.variable(STEP, next), build.breakIf(build.member(build.id(STEP), "done"))];
  const value = build.member(moves ? over : build.id(STEP), "value");
  const loop = build.loop(null, null, null, build.block([
    build.assign(open, build.bool(false)), ...ended, assign(statement.variable, value), build.assign(open, build.bool(true)), statement.body,
  ]));
  const failing = build.embed(c => {
    c.currentType = Type.bool;
    return c.module.call(FAILING, [], TypeRef.I32);
  });
  const quietly = build.try([build.run(close())], [], null);
  const closes = build.if(open, build.if(failing, quietly, build.run(close())), null);
  return build.block([build.variable(OPEN, build.bool(false)), build.try([loop], null, [closes])]);
}

/** The loop's variable with its value: a new one, or an assignment to one that is there. */
function assign(variable: Statement, value: Expression): Statement {
  if (variable.kind == NodeKind.Expression) {
    const target = (variable as ExpressionStatement).expression;
    return Node.createExpressionStatement(Node.createBinaryExpression(Token.Equals, target, value, target.range));
  }
  const { decorators, declarations, range } = variable as VariableStatement;
  const made = declarations.map(d => Node.createVariableDeclaration(d.name, d.decorators, d.flags, d.type, value, d.range));
  return Node.createVariableStatement(decorators, made, range);
}

/** Whether `x[i]` and `x.length` exist. */
function isIndexed(compiler: Compiler, type: Type): boolean {
  const cls = type.getClassOrWrapper(compiler.program);
  return cls?.lookupOverload(OperatorKind.IndexedGet, true) != null && cls.getMember("length") != null;
}

/** Whether reading an element must look for a missing reference. */
function mayHaveHoles(type: Type): boolean {
  const element = type.getClass()?.lookupOverload(OperatorKind.IndexedGet)?.signature.returnType;
  return element != null && element.isReference && !element.is(TypeFlags.Nullable);
}

interface Step {
  /** Whether the result of `next()` tells that there is a value; otherwise the `done` of its result does. */
  readonly moves: boolean;
  /** Whether the result is a promise of that. */
  readonly awaits: boolean;
}

/** How `next()` tells that there is a value; null where there is no such method. */
function stepOf(compiler: Compiler, type: Type): Step | null {
  const cls = type.getClass();
  const given = cls && methodResult(compiler, cls, "next");
  if (!given) return null;
  const compilation = compilationOf(compiler.program);
  const promised = compilation && promisedType(compilation, given);
  const result = promised ?? given;
  const moves = result.isBooleanValue && cls.getMember("value") != null;
  const steps = result.getClass()?.getMember("done") != null && result.getClass()?.getMember("value") != null;
  return moves || steps ? { moves, awaits: promised != null } : null;
}

/** Whether a step over a value of `type` has to be awaited. */
function givesPromises(compiler: Compiler, type: Type): boolean {
  const compilation = compilationOf(compiler.program);
  return compilation != null && isAsyncGenerator(compilation, type) || (stepOf(compiler, type)?.awaits ?? false);
}

/** What the method `name` of `cls` returns when it is called without arguments; null where there is no such method. */
function methodResult(compiler: Compiler, cls: Class, name: string): Type | null {
  const member = cls.getMember(name);
  if (member?.kind != ElementKind.FunctionPrototype || member.is(CommonFlags.Generic)) return null;
  return compiler.resolver.resolveFunction(member as FunctionPrototype, null)?.signature.returnType ?? null;
}
