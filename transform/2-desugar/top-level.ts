// Top-level await: the statements of the entry file from the first await on -> an async function, the program's first task.
//
//   const a = 1;                          const a = 1;
//   const x = await f();                  const x = <its type's zero>;
//   export const y = a + x;         ->    export const y = <its type's zero>;
//   if (x) await g();                     @pool(1) async function ~top(): Promise<void> { x = await f(); y = a + x; if (x) await g(); }
//
// Variables stay where they are declared, for the functions that name them; what asc can compute at compile time stays a
// constant. A variable has its type's zero until the task gets there. The lowering lets what the host calls wait for the end of
// the task (3-lower/entries.ts, assembly/top-level.ts).
// asc compiles a variable together with its value. So the value is replaced by one of the same type that has to be computed at the
// start, and that computation is dropped again.

import {
  ArrowKind, CommonFlags, Compiler, Constraints, ElementKind, ExpressionId, Node, NodeKind, LiteralKind, Token, Type,
  type ClassDeclaration, type Expression, type Function as AscFunction, type FunctionDeclaration,
  type FunctionPrototype, type Global, type LiteralExpression, type NamespaceDeclaration, type Parser,
  type Range, type Statement, type UnaryPrefixExpression, type VariableLikeDeclarationStatement, type VariableStatement,
} from "assemblyscript";
import { ASYNC_MARK, createMark, isNamed } from "../1-read/marks.js";
import { someNode } from "../1-read/nodes.js";
import { report } from "../errors.js";
import { compilationOf } from "../state.js";
import { raw, type Expr } from "../3-lower/raw.js";
import { Build } from "./build.js";
import { isFirst, override, type Patched } from "./patch.js";

/** Name of the function; no source can write it. */
export const TOP = "~top";

/** The library's function that starts the task and waits for its end. */
export const TOP_GATE = "topLevelOver";

/** What is not a statement to run, or holds variables that others name. */
const DECLARATIONS: ReadonlySet<NodeKind> = new Set([
  NodeKind.Variable, NodeKind.ClassDeclaration, NodeKind.InterfaceDeclaration, NodeKind.EnumDeclaration, NodeKind.NamespaceDeclaration,
  NodeKind.FunctionDeclaration, NodeKind.TypeDeclaration, NodeKind.Import, NodeKind.Export, NodeKind.ExportDefault, NodeKind.ExportImport,
]);

/** Kinds of expressions that asc may know the value of, if it knows those of their parts. */
const COMPUTABLE: ReadonlySet<NodeKind> = new Set([
  NodeKind.Identifier, NodeKind.PropertyAccess, NodeKind.Binary, NodeKind.Ternary, NodeKind.Parenthesized, NodeKind.Assertion,
  NodeKind.True, NodeKind.False, NodeKind.Null, NodeKind.NamedType, NodeKind.TypeName, NodeKind.Function,
]);
const COMPUTABLE_LITERALS: ReadonlySet<LiteralKind> = new Set([LiteralKind.Integer, LiteralKind.Float, LiteralKind.String]);
const COMPUTABLE_PREFIXES: ReadonlySet<Token> = new Set([Token.Minus, Token.Plus, Token.Exclamation, Token.Tilde]);

type Variable = VariableLikeDeclarationStatement;

/** The top level that became a task. */
export class TopLevel {
  /** Declarations whose values the task computes, unless asc can. */
  readonly variables = new Set<Node>();
  /** Those of them that asc could not. */
  readonly computed = new Set<Node>();
  /** The compiled function of the task. */
  task: AscFunction | null = null;
}

const INSTALLED = Symbol.for("tacet.topLevel");

/** Patches asc, once per process. */
export function installTopLevel(): void {
  const proto = Compiler.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;
  override<Compiler, [Global], boolean>(proto, "compileGlobal", original => function (this: Compiler, global) {
    const top = compilationOf(this.program)?.topLevel;
    if (!top?.variables.has(global.declaration) || global.is(CommonFlags.Compiled)) return original.call(this, global);
    const ok = original.call(this, global);
    // What asc can't compute it has set in the start function, as the last it did.
    const last = this.currentBody[this.currentBody.length - 1];
    if (ok && last && setGlobal(this, last) == global.internalName) {
      this.currentBody.pop();
      top.computed.add(global.declaration);
    }
    return ok;
  });
}

/** Name of the global that `e` sets; null for other expressions. */
function setGlobal({ module }: Compiler, e: Expr): string | null {
  return raw._BinaryenExpressionGetId(e) == ExpressionId.GlobalSet ? module.readStringCached(raw._BinaryenGlobalSetGetName(e)) : null;
}

/** Moves the statements of the entry file with `awaits`; null where there are none. */
export function desugarTopLevel(parser: Parser, awaits: readonly Range[]): TopLevel | null {
  if (!awaits.length) return null;
  const { source } = awaits[0];
  const second = awaits.find(keyword => keyword.source != source);
  if (second) {
    report(parser, "TACET009", second, second.source.normalizedPath, `'${source.normalizedPath}' has one as well, and a program starts in one file`);
  }
  const top = new TopLevel();
  const first = source.statements.findIndex(s => s.range.start <= awaits[0].start && awaits[0].end <= s.range.end);
  const moved = source.statements.splice(first);
  const body: Statement[] = [];
  for (const statement of moved) {
    if (!DECLARATIONS.has(statement.kind)) {
      body.push(statement);
      continue;
    }
    source.statements.push(statement);
    moveValues(top, statement, body);
  }
  const task = taskOf(body, awaits[0]);
  // Last in the file: what it names is compiled by then.
  source.statements.push(task, new Build(awaits[0]).run(new Build(awaits[0]).embed(compiler => compileTask(compiler, top, task))));
  return top;
}

/** The values of the variables that `statement` declares become assignments in `body`. */
function moveValues(top: TopLevel, statement: Statement, body: Statement[]): void {
  switch (statement.kind) {
    case NodeKind.Variable:
      for (const variable of (statement as VariableStatement).declarations) moveValue(top, variable, body);
      break;
    case NodeKind.ClassDeclaration:
      for (const member of (statement as ClassDeclaration).members) {
        if (member.kind == NodeKind.FieldDeclaration && member.is(CommonFlags.Static)) moveValue(top, member as Variable, body);
      }
      break;
    case NodeKind.NamespaceDeclaration:
      for (const member of (statement as NamespaceDeclaration).members) moveValues(top, member, body);
      break;
  }
}

function moveValue(top: TopLevel, variable: Variable, body: Statement[]): void {
  const value = variable.initializer;
  if (!value || variable.is(CommonFlags.Ambient)) return;
  const build = new Build(value.range);
  top.variables.add(variable);
  // Whether it is used does not decide any more whether the value is computed.
  variable.decorators = variable.decorators?.filter(decorator => !isNamed(decorator, "lazy")) ?? null;
  if (someNode(value, node => !isComputable(node))) {
    variable.initializer = build.embed(compiler => unknown(compiler, variable, value), value);
  }
  body.push(build.run(build.embed(compiler => assign(compiler, top, variable, value))));
}

function isComputable(node: Node): boolean {
  switch (node.kind) {
    case NodeKind.Literal: return COMPUTABLE_LITERALS.has((node as LiteralExpression).literalKind);
    case NodeKind.UnaryPrefix: return COMPUTABLE_PREFIXES.has((node as UnaryPrefixExpression).operator);
    default: return COMPUTABLE.has(node.kind);
  }
}

/** async function ~top(): Promise<void> */
function taskOf(body: Statement[], range: Range): FunctionDeclaration {
  const build = new Build(range);
  const named = (name: string, args: ReturnType<typeof Node.createNamedType>[]): ReturnType<typeof Node.createNamedType> =>
    Node.createNamedType(Node.createSimpleTypeName(name, range), args, false, range);
  const signature = Node.createFunctionType([], named("Promise", [named("void", [])]), null, false, range);
  const marks = [createMark(ASYNC_MARK, range), Node.createDecorator(build.id("pool"), [build.int(1)], range)];
  return Node.createFunctionDeclaration(build.id(TOP), marks, CommonFlags.None, null, signature, build.block(body), ArrowKind.None, range);
}

/** Compiles the task, and what waits for it; nothing of that is done where it stands. */
function compileTask(compiler: Compiler, top: TopLevel, task: FunctionDeclaration): Expr {
  const compilation = compilationOf(compiler.program)!;
  const prototype = compiler.program.getElementByDeclaration(task) as FunctionPrototype;
  top.task = compiler.resolver.resolveFunction(prototype, null);
  if (top.task) { // null where the file has a Promise of its own: asc has told
    compiler.compileFunction(top.task);
    compiler.compileFunction(compilation.library.find(TOP_GATE)!);
  }
  compiler.currentType = Type.void;
  return compiler.module.nop();
}

/** Something of the variable's type that asc can't compute; it never reaches the module. */
function unknown(compiler: Compiler, variable: Variable, value: Expression): Expr {
  const global = compiler.program.getElementByDeclaration(variable) as Global;
  const type = global.is(CommonFlags.Resolved) ? global.type : compiler.resolver.resolveExpression(value, compiler.currentFlow, Type.auto);
  if (!type) return compiler.module.unreachable(); // which asc has told
  compiler.currentType = type;
  return compiler.module.call("~tacet/unknown", null, type.toRef());
}

/** variable = value, though it may be a constant */
function assign(compiler: Compiler, top: TopLevel, variable: Variable, value: Expression): Expr {
  const { module } = compiler;
  const global = compiler.program.getElementByDeclaration(variable) as Global;
  let code = module.nop();
  if (top.computed.has(variable)) {
    const outer = compiler.currentParent;
    if (global.parent.kind == ElementKind.Namespace) compiler.currentParent = global.parent;
    const constraints = Constraints.ConvImplicit | Constraints.MustWrap | Constraints.PreferStatic;
    code = module.global_set(global.internalName, compiler.compileExpression(value, global.type, constraints));
    compiler.currentParent = outer;
  }
  compiler.currentType = Type.void;
  return code;
}
