// Gives `async`, `await` and Promise their types inside asc's own compiler.
//
//   async function f(): Promise<T>   its body returns a T; a call of it has the type Promise<T>
//   await e                          a T for a Promise<T>, marked in the IR as (call $~tacet/await|<T> e); e itself otherwise
//   return e                         in an async function: a T, or a Promise<T>, which is awaited
//
// asc's methods are replaced once per process; each replacement serves the compilation its Program belongs to and is asc's
// own code elsewhere. The alternative, rewriting `await e` to `isDefined(e.__isPromise) ? __await(e) : e` in the AST,
// resolves nested awaits an exponential number of times.

import {
  CommonFlags, Compiler, Constraints, DiagnosticCode, ElementKind, ExpressionId, Flow, FlowFlags, Node, NodeKind, ReportMode, Resolver, Token, Type, TypeRef,
  type CallExpression, type Element, type Expression, type ExpressionStatement,
  type Function as AscFunction, type FunctionPrototype, type Global, type NewExpression,
  type ReturnStatement, type Signature, type ThrowStatement, type TryStatement, type UnaryPrefixExpression,
} from "assemblyscript";
import { report } from "../errors.js";
import { compilationOf, generatedType, promisedType, type Compilation } from "../state.js";
import { isAsync, isGenerator, markOf } from "../1-read/marks.js";
import { withoutParentheses } from "../1-read/nodes.js";
import { raw, type Expr } from "../3-lower/raw.js";
import { checkGiven } from "./arrows.js";
import { rootsOf } from "./library.js";
import { isEmbedded } from "./build.js";
import { delegate } from "./for-of.js";
import { combinationIn, combinatorOf, compileCombination, compilePlace, voidPromise } from "./combinators.js";
import { compileKept } from "./kept.js";
import { AWAIT, ITEM, YIELD } from "./markers.js";
import { isFirst, override, type Patched } from "./patch.js";
import { checkAwaited } from "./promises.js";
import { refuseList, takenApart, withoutValue } from "./results.js";
import { withSymbolName } from "./using.js";
import { compileThrow, compileTry, isCatchable, isInTry } from "./throwing.js";

const INSTALLED = Symbol.for("tacet.typing");

/** Replaces asc's methods, once per process. */
export function installTyping(): void {
  if (!isFirst(Compiler.prototype, INSTALLED)) return;
  patchReturnType();
  patchOverflow();
  patchCompiler();
  patchResolver();
}

/** Whether `fn` is an async function of a Tacet compilation; its promised type, or null. */
function asyncResult(fn: AscFunction): Type | null {
  const compilation = compilationOf(fn.program);
  if (!compilation || !isAsync(fn.declaration)) return null;
  return promisedType(compilation, fn.signature.returnType);
}

/** What `return` in the body of `fn` takes, where that is not the function's result; null for ordinary functions. */
function bodyResult(fn: AscFunction): Type | null {
  const compilation = compilationOf(fn.program);
  if (compilation && isGenerator(fn.declaration)) return Type.void;
  return asyncResult(fn);
}

function patchReturnType(): void {
  const original = Object.getOwnPropertyDescriptor(Flow.prototype, "returnType")!.get!;
  Object.defineProperty(Flow.prototype, "returnType", {
    configurable: true,
    get(this: Flow): Type {
      return bodyResult(this.sourceFunction) ?? original.call(this) as Type;
    },
  });
}

/** asc takes the value of a call it doesn't know for wrapped: `<u8>await f()` of an i32 would keep its upper bits. */
function patchOverflow(): void {
  override<Flow, [Expr, Type], boolean>(Flow.prototype as unknown as Patched, "canOverflow", original => function (this: Flow, expr: Expr, type: Type) {
    if (type.isShortIntegerValue && compilationOf(this.program) && raw._BinaryenExpressionGetId(expr) == ExpressionId.Call) {
      const target = this.program.module.readStringCached(raw._BinaryenCallGetTarget(expr));
      for (const marker of [AWAIT, ITEM]) if (target?.startsWith(marker)) return target != marker + type.toString();
    }
    return original.call(this, expr, type);
  });
}

/** `prototype`, of which an arrow's expression is the operand of a `return`: a promise is awaited then. */
function withReturn(prototype: FunctionPrototype): FunctionPrototype {
  const body = prototype.bodyNode!;
  if (body.kind != NodeKind.Expression) return prototype;
  const given = Node.createReturnStatement((body as ExpressionStatement).expression, body.range);
  return Object.create(prototype, { bodyNode: { value: Node.createBlockStatement([given], body.range) } }) as FunctionPrototype;
}

function patchCompiler(): void {
  const proto = Compiler.prototype as unknown as Patched;

  override<Compiler, [AscFunction, boolean?], boolean>(proto, "compileFunction", original => function (this: Compiler, instance: AscFunction, force?: boolean) {
    const compilation = compilationOf(this.program);
    if (compilation && !instance.is(CommonFlags.Compiled)) {
      const done = original.call(this, instance, force);
      for (const root of rootsOf(compilation, instance)) original.call(this, root, false);
      return done;
    }
    return original.call(this, instance, force);
  });

  override<Compiler, [Signature, Expr, Expression[], Node, Expr?, boolean?], Expr>(proto, "compileCallIndirect", original => function (
    this: Compiler, signature, target, args, node, thisArg, dropped,
  ) {
    const compilation = compilationOf(this.program);
    if (compilation && generatedType(compilation, signature.returnType)) report(this, "TACET010", node.range, "a call of a generator through a function value");
    const call = original.call(this, signature, target, args, node, thisArg, dropped);
    if (!compilation || !promisedType(compilation, signature.returnType)) return call;
    const made = compilation.values.mark(this.module, signature, call);
    compilation.awaits.set(made, node.range);
    return made;
  });

  // An @inline function of the library stands for a feature as well.
  override<Compiler, [AscFunction, Expr[] | null, Expr?, boolean?], Expr>(proto, "makeCallInline", original => function (
    this: Compiler, instance, operands, thisArg, dropped,
  ) {
    const compilation = compilationOf(this.program);
    if (compilation) for (const root of rootsOf(compilation, instance)) this.compileFunction(root);
    return original.call(this, instance, operands, thisArg, dropped);
  });

  override<Compiler, [AscFunction, Expr[]], boolean>(proto, "compileFunctionBody", original => function (this: Compiler, instance: AscFunction, stmts: Expr[]) {
    const result = bodyResult(instance);
    if (!result) return original.call(this, instance, stmts);
    // asc asks the instance for its return type; a view of it answers with the promised one.
    const signature = Object.create(instance.signature, { returnType: { value: result } }) as unknown;
    const view = Object.create(instance, { signature: { value: signature }, prototype: { value: withReturn(instance.prototype) } }) as AscFunction;
    const ok = original.call(this, view, stmts);
    if (!ok) return false;
    // asc drops a single statement of another type than the signature's, and types the block by the signature.
    stmts.push(result == Type.void ? this.module.return() : this.module.unreachable());
    return true;
  });

  override<Compiler, [ReturnStatement], Expr>(proto, "compileReturnStatement", original => function (this: Compiler, statement: ReturnStatement) {
    const flow = this.currentFlow;
    const result = asyncResult(flow.sourceFunction);
    const value = statement.value;
    if (!result || !value || flow.isInline) return original.call(this, statement);
    const compilation = compilationOf(this.program)!;
    checkGiven(this, compilation, value);
    const expr = compileGiven(this, compilation, value, result, isInTry(compilation, flow));
    flow.set(FlowFlags.Returns | FlowFlags.Terminates | FlowFlags.ReturnsWrapped);
    if (result == Type.void) return this.module.block(null, [expr, this.module.return()]);
    return this.module.return(expr);
  });

  override<Compiler, [ThrowStatement], Expr>(proto, "compileThrowStatement", original => function (this: Compiler, statement: ThrowStatement) {
    const compilation = compilationOf(this.program);
    if (!compilation || !isCatchable(statement.range)) return original.call(this, statement);
    return compileThrow(this, statement);
  });

  override<Compiler, [TryStatement], Expr>(proto, "compileTryStatement", original => function (this: Compiler, statement: TryStatement) {
    const compilation = compilationOf(this.program);
    if (!compilation || !isCatchable(statement.range)) return original.call(this, statement);
    return compileTry(this, statement);
  });

  override<Compiler, [UnaryPrefixExpression, Type, number], Expr>(proto, "compileUnaryPrefixExpression", original => function (
    this: Compiler, e: UnaryPrefixExpression, contextual: Type, constraints: number,
  ) {
    const compilation = compilationOf(this.program);
    if (isEmbedded(e)) return e.compile(this);
    if (e.operator == Token.Of) return compilePlace(this, e.operand);
    if (compilation && e.operator == Token.Yield) {
      if (contextual != Type.void) report(this, "TACET037", e.range);
      return compileYield(this, compilation, e);
    }
    if (!compilation || e.operator != Token.Await) return original.call(this, e, contextual, constraints);
    return compileAwait(this, compilation, e.operand, contextual);
  });

  override<Compiler, [ExpressionStatement], Expr>(proto, "compileExpressionStatement", original => function (this: Compiler, statement) {
    const compilation = compilationOf(this.program);
    const flow = this.currentFlow;
    const { expression } = statement;
    const isCall = expression.kind == NodeKind.Call;
    if (!compilation || !isCall || !isAsync(flow.sourceFunction.declaration) || expression.range.source.isLibrary) return original.call(this, statement);
    const type = this.resolver.resolveExpression(expression, flow, Type.auto, ReportMode.Swallow);
    if (!type || !promisedType(compilation, type)) return original.call(this, statement);
    const isCombination = combinationIn(this, compilation, expression) != null;
    const callee = isCombination ? null : this.resolver.lookupExpression((expression as CallExpression).expression, flow, Type.auto, ReportMode.Swallow);
    const isIntrinsic = callee?.kind == ElementKind.FunctionPrototype && markOf((callee as FunctionPrototype).declaration, "tacet") != null;
    if (!isIntrinsic) report(this, "TACET080", expression.range, expression.range.toString());
    return original.call(this, statement);
  });

  override<Compiler, [NewExpression, Type, number], Expr>(proto, "compileNewExpression", original => function (
    this: Compiler, e: NewExpression, contextual: Type, constraints: number,
  ) {
    const compilation = compilationOf(this.program);
    if (!compilation || e.typeName.identifier.text != "Promise" || e.typeName.next) return original.call(this, e, contextual, constraints);
    report(this, "TACET055", e.range);
    this.currentType = voidPromise(this, compilation);
    return this.module.unreachable();
  });

  override<Compiler, [CallExpression, Type, number], Expr>(proto, "compileCallExpression", original => function (
    this: Compiler, e: CallExpression, contextual: Type, constraints: number,
  ) {
    const compilation = compilationOf(this.program);
    const combination = compilation && !e.range.source.isLibrary ? combinationIn(this, compilation, e) : null;
    if (!combination) return original.call(this, compilation ? withSymbolName(e) : e, contextual, constraints);
    return compileKept(this, compilation!, combination);
  });
}

function patchResolver(): void {
  const proto = Resolver.prototype as unknown as Patched;
  override<Resolver, [UnaryPrefixExpression, Flow, Type, number], Type | null>(proto, "resolveUnaryPrefixExpression", original => function (
    this: Resolver, e: UnaryPrefixExpression, flow: Flow, contextual: Type, report: number,
  ) {
    const compilation = compilationOf(this.program);
    if (isEmbedded(e)) return e.like ? this.resolveExpression(e.like, flow, contextual, report) : null;
    if (compilation && e.operator == Token.Yield) return Type.void;
    if (!compilation || e.operator != Token.Await) return original.call(this, e, flow, contextual, report);
    const type = this.resolveExpression(e.operand, flow, Type.auto, report);
    return type && (promisedType(compilation, type) ?? type);
  });
  // asc asserts that type arguments are there; where they are missing, its compiler says so.
  override<Resolver, [FunctionPrototype, Type[] | null, Map<string, Type>?, number?], AscFunction | null>(proto, "resolveFunction", original => function (
    this: Resolver, prototype, types, context, report,
  ) {
    if (!types && prototype.is(CommonFlags.Generic) && compilationOf(this.program)) return null;
    return original.call(this, prototype, types, context, report);
  });
  // Whoever asks for the type of a global while its value is compiled would set it, and asc asserts later that nobody has.
  override<Resolver, [Global, number], boolean>(proto, "ensureResolvedLazyGlobal", original => function (this: Resolver, global, mode) {
    const isUnderWay = global.is(CommonFlags.Compiled) && !global.isAny(CommonFlags.Resolved | CommonFlags.Errored);
    if (!isUnderWay || !compilationOf(this.program)) return original.call(this, global, mode);
    if (mode != ReportMode.Swallow) this.error(DiagnosticCode.Variable_0_used_before_its_declaration, global.identifierNode.range, global.internalName);
    return false;
  });
  // asc takes the class of what it finds, which void has not.
  override<Resolver, [UnaryPrefixExpression, Flow, Type, number], Element | null>(proto, "lookupUnaryPrefixExpression", original => function (
    this: Resolver, e: UnaryPrefixExpression, flow: Flow, contextual: Type, mode: number,
  ) {
    const compilation = e.operator == Token.Await ? compilationOf(this.program) : null;
    const type = compilation && this.resolveExpression(e, flow, contextual, ReportMode.Swallow);
    if (!type || type.getClassOrWrapper(this.program)) return original.call(this, e, flow, contextual, mode);
    if (type != Type.void) { // v128 where simd is not enabled
      if (mode != ReportMode.Swallow) this.error(DiagnosticCode.Type_0_is_illegal_in_this_context, e.range, type.toString());
      return null;
    }
    const awaited = withoutParentheses(e.operand);
    const combinator = awaited.kind == NodeKind.Call ? combinatorOf(awaited as CallExpression) : null;
    const list = compilation.lists.ofPromise(flow, awaited);
    if (mode != ReportMode.Swallow && combinator) report(this, "TACET036", awaited.range, combinator.name, takenApart(`Promise.${combinator.name}([…])`));
    else if (mode != ReportMode.Swallow && list) report(this, "TACET036", awaited.range, list.name, takenApart(awaited.range.toString()));
    else if (mode != ReportMode.Swallow) report(this, "TACET120", e.range, withoutValue(e.range));
    return null;
  });
  override<Resolver, [CallExpression, Flow, Type, number], Type | null>(proto, "resolveCallExpression", original => function (
    this: Resolver, e: CallExpression, flow: Flow, contextual: Type, report: number,
  ) {
    const compilation = compilationOf(this.program);
    const combinator = compilation && combinatorOf(e);
    if (!combinator) return original.call(this, compilation ? withSymbolName(e) : e, flow, contextual, report);
    if (!combinator.picks || !combinator.elements.length) return voidPromise(this, compilation);
    const [first, ...others] = combinator.elements.map(element => this.resolveExpression(element, flow, Type.auto, report));
    return others.every(type => type && first?.equals(type)) ? first : voidPromise(this, compilation);
  });
  override<Resolver, [CallExpression, Flow, Type, number], Element | null>(proto, "lookupCallExpression", original => function (
    this: Resolver, e: CallExpression, flow: Flow, contextual: Type, report: number,
  ) {
    const compilation = compilationOf(this.program);
    if (!compilation || !combinatorOf(e)) return original.call(this, compilation ? withSymbolName(e) : e, flow, contextual, report);
    const type = (this as unknown as { resolveCallExpression(e: CallExpression, f: Flow, t: Type, r: number): Type | null })
      .resolveCallExpression(e, flow, contextual, report);
    return type && this.getElementOfType(type);
  });
}

/** Compiles `yield e` and `yield* e`; neither has a value. */
function compileYield(compiler: Compiler, compilation: Compilation, e: UnaryPrefixExpression): Expr {
  const { module } = compiler;
  const fn = compiler.currentFlow.sourceFunction;
  const item = generatedType(compilation, fn.signature.returnType);
  if (!item) { // refused where the function is declared
    compiler.currentType = Type.void;
    return module.unreachable();
  }
  const { operand } = e;
  if (operand.kind == NodeKind.UnaryPrefix && (operand as UnaryPrefixExpression).operator == Token.Asterisk) {
    const delegation = compiler.compileStatement(delegate((operand as UnaryPrefixExpression).operand, e.range, isAsync(fn.declaration)));
    compiler.currentType = Type.void;
    return delegation;
  }
  let value = 0;
  if (operand.kind == NodeKind.Omitted) {
    report(compiler, "TACET028", e.range, item.toString());
    value = module.unreachable();
  } else if (isAsync(fn.declaration)) value = compileGiven(compiler, compilation, operand, item, false);
  else value = compiler.compileExpression(operand, item, Constraints.ConvImplicit | Constraints.MustWrap);
  compiler.currentType = Type.void;
  const marker = module.call(YIELD, [value], TypeRef.None);
  compilation.awaits.set(marker, e.range);
  return marker;
}

/** What an async function returns, or an async generator yields, as a `type`: a promise of one is awaited. */
function compileGiven(compiler: Compiler, compilation: Compilation, value: Expression, type: Type, isInTry: boolean): Expr {
  const { resolver } = compiler;
  const found = resolver.lookupExpression(value, compiler.currentFlow, type, ReportMode.Swallow);
  const foundType = found && resolver.getTypeOfElement(found);
  if (!foundType || !promisedType(compilation, foundType)) return compiler.compileExpression(value, type, Constraints.ConvImplicit | Constraints.MustWrap);
  if (isInTry) report(compiler, "TACET089", value.range, value.range.toString());
  const expr = compileAwait(compiler, compilation, value, type);
  return compiler.convertExpression(expr, compiler.currentType, type, false, value);
}

/** Compiles `await operand` (without the keyword). */
function compileAwait(compiler: Compiler, compilation: Compilation, operand: Expression, contextual: Type): Expr {
  const awaited = withoutParentheses(operand);
  const combination = combinationIn(compiler, compilation, awaited);
  if (contextual != Type.void) refuseList(compiler, compilation, operand);
  const isPlain = operand.kind == NodeKind.Literal || operand.kind == NodeKind.UnaryPrefix || operand.kind == NodeKind.Binary;
  const expr = combination ? compileCombination(compiler, compilation, combination, contextual != Type.void)
    : compiler.compileExpression(operand, isPlain ? contextual : Type.auto);
  const result = promisedType(compilation, compiler.currentType);
  if (!result) {
    const meant = checkAwaited(compiler, compilation, compiler.currentType, operand);
    if (!meant) return expr;
    compiler.currentType = meant;
    return compiler.module.unreachable();
  }
  if (result == Type.void && contextual != Type.void) compilation.voidAwait = operand.range;
  compiler.currentType = result;
  const marker = compiler.module.call(AWAIT + result.toString(), [expr], result.toRef());
  compilation.awaits.set(marker, operand.range).set(expr, operand.range);
  return marker;
}
