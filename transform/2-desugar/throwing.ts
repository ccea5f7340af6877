// Throw and try -> markers in asc's IR (see markers.ts), from which 3-lower/exceptions.ts makes branches.
//
//   try { a } catch (e) { b } finally { c }
//     ->
//   (if (call $~tacet/try 1 1) (a) (if (call $~tacet/catch) ((local.set $e (call $errorGet)) (b)) (c)))
//
// An `if` of calls that asc knows nothing of keeps its IR typed. Its flow facts (is this local non-null, wrapped, assigned?)
// are made here: an error may arrive after any prefix of the body, so handler and cleanup know of a local only what held
// before the body, and nothing of one that the body assigns.
//
// What is thrown is an Error or a subclass. Where the runtime has no collector, `throw new E(…)` constructs into a static
// object, one for each such expression, so that throwing allocates nothing; the next throw there overwrites it.

import {
  Compiler, ExpressionId, FlowFlags, LiteralKind, LocalFlags, Node, NodeKind, Range, TypeRef,
  type BlockStatement, type BreakStatement, type Class, type ClassPrototype, type ContinueStatement, type DoStatement, type ExpressionStatement, type Flow,
  type ForOfStatement, type ForStatement, type IdentifierExpression, type IfStatement, type LiteralExpression, type Statement, type SwitchStatement,
  type ThrowStatement, type TryStatement, type WhileStatement,
} from "assemblyscript";
import { isStandard } from "../asc.js";
import { nameIn } from "../1-read/labels.js";
import { someNode } from "../1-read/nodes.js";
import { report } from "../errors.js";
import type { Int64 } from "../int64.js";
import { i32Of, operand, operandCount, walk } from "../3-lower/nodes.js";
import { raw, type Expr } from "../3-lower/raw.js";
import { compilationOf, keepsMap, promisedType, type Compilation } from "../state.js";
import { CATCH, THROW, TRY } from "./markers.js";
import { isAssigned } from "./narrowing.js";
import { plainName } from "./promises.js";

/** What asc knows of a local that an assignment may change. */
const CHANGEABLE = LocalFlags.Wrapped | LocalFlags.NonNull;

/** Library functions of a program that throws or catches. */
const NEEDED = ["errorSet", "errorGet", "errorKeep", "errorTake", "errorUncaught", "scopeFailed", "scopeErrorKeep", "scopeErrorTake", "childFailed", "childRejected", "childFulfilled"] as const;

/** Whether a `throw` or `try` of that source is lowered; in asc's own library its trap stands, like that of a failed assertion. */
export function isCatchable(range: Range): boolean {
  return !isStandard(range);
}

/** Compiles `throw e`. */
export function compileThrow(compiler: Compiler, statement: ThrowStatement): Expr {
  const compilation = compilationOf(compiler.program)!;
  needErrors(compiler, compilation);
  const { module, currentFlow: flow } = compiler;
  const { value } = statement;
  const refuse = (what: string): Expr => {
    report(compiler, "TACET023", value.range, what);
    flow.set(FlowFlags.Throws | FlowFlags.Terminates);
    return module.unreachable();
  };
  // asc would make an Error of it, or say why it can't.
  if (value.kind == NodeKind.Literal && (value as LiteralExpression).literalKind == LiteralKind.Object) return refuse("an object literal");
  let error = compiler.compileExpression(value, errorClass(compiler).type, 0);
  const type = compiler.currentType;
  if (!type.getClass()?.extendsPrototype(errorPrototype(compiler)) || type.isNullableReference) return refuse(plainName(type));
  flow.set(FlowFlags.Throws | FlowFlags.Terminates);
  if (!compilation.collects && value.kind == NodeKind.New) constructInPlace(compiler, compilation, value, type.getClass()!, error);
  if (compilation.collects) error = module.tostack(error);
  // The static object tells where it is thrown; an object of the collector's is noted by the number of the statement.
  const isNoted = compilation.collects && value.kind == NodeKind.New && keepsMap(compilation);
  const site = isNoted ? compilation.throwSites.push(value.range) - 1 : -1;
  const thrown = module.call(THROW, [error, module.i32(site)], TypeRef.None);
  compilation.awaits.set(thrown, statement.range);
  return module.block(null, [thrown, module.unreachable()]);
}

/** Compiles `try`. */
export function compileTry(compiler: Compiler, statement: TryStatement): Expr {
  const compilation = compilationOf(compiler.program)!;
  needErrors(compiler, compilation);
  const { module } = compiler;
  const outer = compiler.currentFlow;
  const { bodyStatements, catchStatements, finallyStatements } = statement;
  const compile = (flow: Flow, statements: Statement[], before: Expr[] = []): Expr => {
    compiler.currentFlow = flow;
    const made = module.flatten(compiler.compileStatements(statements, before));
    compiler.currentFlow = outer;
    return made;
  };
  const before = outer.fork();

  const bodyFlow = outer.fork();
  compilation.tryFlows.add(bodyFlow);
  const body = compile(bodyFlow, bodyStatements);
  forget(before, body);
  const after = bodyFlow;

  let handler = 0;
  let end = after;
  if (catchStatements) {
    const flow = before.fork();
    if (finallyStatements) compilation.tryFlows.add(flow);
    const first: Expr[] = [];
    if (statement.catchVariable) {
      const { type } = errorClass(compiler);
      const local = flow.addScopedLocal(statement.catchVariable.text, type);
      flow.setLocalFlag(local.index, LocalFlags.Initialized | LocalFlags.NonNull);
      if (!isAssigned(statement.catchVariable.text, catchStatements)) compilation.narrowing.locals.add(local);
      const caught = module.call(compilation.library.find("errorGet")!.internalName, [], TypeRef.I32);
      first.push(module.local_set(local.index, caught, type.isManaged));
    }
    handler = compile(flow, catchStatements, first);
    forget(before, handler);
    end = outer.fork();
    end.inheritAlternatives(bodyFlow, flow);
  }

  let cleanup = 0;
  outer.inherit(end);
  if (finallyStatements) {
    // A cancel at an await of the body cancels what is awaited there, and the cleanup may await it again.
    if (finallyStatements.some(s => someNode(s, node => isPromise(compilation, outer, node)))) needAborts(compiler, compilation);
    for (const exit of exitsOf(finallyStatements)) report(compiler, "TACET022", exit.range, exit.keyword);
    const flow = before.fork();
    // What the body does with its function says nothing about the cleanup, which always runs.
    cleanup = compile(flow, finallyStatements);
    for (const local of assigned(cleanup)) {
      outer.unsetLocalFlag(local, CHANGEABLE);
      outer.setLocalFlag(local, flow.localFlags[local] ?? 0);
    }
    if (flow.is(FlowFlags.Terminates)) outer.set(FlowFlags.Terminates);
  }

  const flag = (part: unknown): Expr => module.i32(part ? 1 : 0);
  const rest = module.if(module.call(CATCH, [], TypeRef.I32), handler || module.nop(), cleanup || module.nop());
  const marked = module.if(module.call(TRY, [flag(catchStatements), flag(finallyStatements)], TypeRef.I32), body, rest);
  return outer.is(FlowFlags.Terminates) ? module.block(null, [marked, module.unreachable()]) : marked;
}

/** Whether `node` is the name of a local variable that holds a promise. */
function isPromise(compilation: Compilation, flow: Flow, node: Node): boolean {
  const local = node.kind == NodeKind.Identifier ? flow.lookupLocal((node as IdentifierExpression).text) : null;
  return local != null && promisedType(compilation, local.type) != null;
}

/** Whether what is compiled now stands where a `catch` or `finally` of its function follows it. */
export function isInTry(compilation: Compilation, flow: Flow): boolean {
  for (let at: Flow | null = flow; at; at = at.parent) if (compilation.tryFlows.has(at)) return true;
  return false;
}

/** Makes the library's part for errors part of the program. */
export function needErrors(compiler: Compiler, compilation: Compilation): void {
  const { needs } = compilation;
  if (!needs.errors) {
    needs.errors = true;
    if (needs.abortsAfterErrors) needAborts(compiler, compilation);
  }
  for (const name of NEEDED) compiler.compileFunction(compilation.library.find(name)!);
  if (compilation.collects) compiler.compileFunction(compilation.library.find("errorVisit")!);
  if (compilation.collects && keepsMap(compilation)) compiler.compileFunction(compilation.library.find("errorThrow")!);
}

/** Makes AbortError part of the program: a promise in a variable may be cancelled, and awaited afterwards. */
export function needAborts(compiler: Compiler, compilation: Compilation): void {
  compiler.compileFunction(compilation.library.find("abortError")!);
}

/** The same if the program throws: then a failed Promise.all cancels promises in variables. */
export function needAbortsAfterErrors(compiler: Compiler, compilation: Compilation): void {
  compilation.needs.abortsAfterErrors = true;
  if (compilation.needs.errors) needAborts(compiler, compilation);
}

function errorPrototype(compiler: Compiler): ClassPrototype {
  return compiler.program.lookup("Error") as ClassPrototype;
}

/** asc's own Error. */
export function errorClass(compiler: Compiler): Class {
  return compiler.resolver.resolveClass(errorPrototype(compiler), null)!;
}

/** Makes the constructor's call in `expr` fill the static object of this expression. */
function constructInPlace(compiler: Compiler, compilation: Compilation, site: Node, cls: Class, expr: Expr): void {
  const { module } = compiler;
  const constructor = cls.constructorInstance?.internalName;
  const fill = (e: Expr): boolean => {
    if (raw._BinaryenExpressionGetId(e) == ExpressionId.Call) {
      const self = operandCount(e) ? operand(e, 0) : 0;
      const target = module.readStringCached(raw._BinaryenCallGetTarget(e))?.replace(/@varargs$/, "");
      const isNew = target == constructor && self != 0 && i32Of(self) == 0;
      if (isNew) raw._BinaryenConstSetValueI32(self, objectOf(compiler, compilation, site, cls));
      return isNew;
    }
    if (raw._BinaryenExpressionGetId(e) != ExpressionId.Block) return false;
    return fill(raw._BinaryenBlockGetChildAt(e, raw._BinaryenBlockGetNumChildren(e) - 1));
  };
  fill(expr);
}

/** Address of the static `cls` of the expression `site`. A body that asc compiles twice has it once. */
function objectOf(compiler: Compiler, compilation: Compilation, site: Node, cls: Class): number {
  const known = compilation.staticErrors.get(site)?.get(cls);
  if (known !== undefined) return known;
  const { offset } = compiler.addRuntimeMemorySegment(cls.createBuffer(0));
  const address = (offset as unknown as Int64).low + compiler.program.totalOverhead;
  let ofSite = compilation.staticErrors.get(site);
  if (!ofSite) compilation.staticErrors.set(site, ofSite = new Map());
  ofSite.set(cls, address);
  return address;
}

/** Takes from `flow` what assignments in `code` may have changed. */
function forget(flow: Flow, code: Expr): void {
  for (const local of assigned(code)) flow.unsetLocalFlag(local, CHANGEABLE);
}

function assigned(code: Expr): Set<number> {
  const locals = new Set<number>();
  walk(code, (e, id) => {
    if (id == ExpressionId.LocalSet) locals.add(raw._BinaryenLocalSetGetIndex(e));
  });
  return locals;
}

interface Exit {
  readonly keyword: string;
  readonly range: Range;
}

/** The statements among `statements` that leave them otherwise than at their end or by a throw. */
function exitsOf(statements: readonly Statement[]): Exit[] {
  const out: Exit[] = [];
  const visit = (s: Statement, inside: Inside): void => {
    const all = (list: readonly Statement[] | null, around = inside): void => list?.forEach(inner => visit(inner, around));
    switch (s.kind) {
      case NodeKind.Return: out.push({ keyword: "return", range: s.range }); break;
      case NodeKind.Break: case NodeKind.Continue: {
        const { label } = s as BreakStatement | ContinueStatement;
        const isBreak = s.kind == NodeKind.Break;
        const stays = label ? inside.names.includes(label.text) : inside.inLoop || isBreak && inside.inSwitch;
        if (!stays) out.push({ keyword: isBreak ? "break" : "continue", range: s.range });
        break;
      }
      case NodeKind.Block: all((s as BlockStatement).statements); break;
      case NodeKind.If: {
        const { ifTrue, ifFalse } = s as IfStatement;
        visit(ifTrue, inside);
        if (ifFalse) visit(ifFalse, inside);
        break;
      }
      case NodeKind.Do: case NodeKind.While: case NodeKind.For: case NodeKind.ForOf: {
        const { body } = s as DoStatement | WhileStatement | ForStatement | ForOfStatement;
        visit(body, { ...inside, inLoop: true, names: [...inside.names, ...namesIn([body])] });
        break;
      }
      case NodeKind.Switch:
        for (const { statements } of (s as SwitchStatement).cases) {
          all(statements, { ...inside, inSwitch: true, names: [...inside.names, ...namesIn(statements)] });
        }
        break;
      case NodeKind.Try: {
        const inner = s as TryStatement;
        all(inner.bodyStatements);
        all(inner.catchStatements);
        // The inner `finally` is checked by its own `try`.
        break;
      }
    }
  };
  for (const s of statements) visit(s, { inLoop: false, inSwitch: false, names: [] });
  return out;
}

/** What a statement of a `finally` is in: loops and switches that are in the `finally` as well. */
interface Inside {
  readonly inLoop: boolean;
  readonly inSwitch: boolean;
  /** Their labels. */
  readonly names: readonly string[];
}

/** The labels of the loop or switch whose body begins with these statements. */
function namesIn(statements: readonly Statement[]): string[] {
  const [first, ...rest] = statements;
  if (!first) return [];
  if (first.kind == NodeKind.Block) return namesIn((first as BlockStatement).statements);
  const said = first.kind == NodeKind.Expression ? nameIn(first as ExpressionStatement) : null;
  return said ? [said.name, ...namesIn(rest)] : [];
}
