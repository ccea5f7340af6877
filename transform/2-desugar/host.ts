// @host functions: a declaration without a body -> an async function that asks the host.
//
//   @host declare function fetchTemp(id: i32): Promise<f64>;
//     ->
//   async function fetchTemp(id: i32): Promise<f64> {
//     const block = __tacet_frame(8);
//     store<i32>(block, id, 0);
//     __tacet_settle(await __tacet_call(0, block, 8));
//     return load<f64>(block);
//   }
//
// The body is parsed from text once per function and put into the declaration, so the user's signature keeps its ranges;
// the names it uses are imported into the user's file under names no one writes.

import {
  CommonFlags, Node, NodeKind, Source, Token, Tokenizer,
  type FunctionDeclaration, type NamedTypeNode, type Parser, type Range, type TypeNode,
} from "assemblyscript";
import { ASYNC_MARK, createMark, isAsync, markOf } from "../1-read/marks.js";
import { eachChild } from "../1-read/nodes.js";
import { report } from "../errors.js";
import type { CommandKind } from "../options.js";

/** Types of the numbers that cross to hosts, and bool (host/values.ts). */
export const NUMERIC: ReadonlySet<string> = new Set(["i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize", "bool", "f32", "f64"]);

/** A function the embedder implements. */
export interface HostFunction {
  readonly name: string;
  readonly params: readonly string[];
  readonly result: string;
}

const MARK = /@\s*host\b/;

/** Why nobody could perform what a command asks its embedder for. */
const NO_EMBEDDER: Readonly<Record<CommandKind, string>> = {
  wasi: "a WASI runtime runs the program alone: there is no embedder to call",
  wamr: "natives of WAMR answer at once, and the library performs its own operations alone: nobody could complete it later",
};

/** Gives every @host declaration of the program its body; refuses them in a command, which has no embedder. @returns them in the order of their indices */
export function desugarHost(parser: Parser, libraryPrefix: string, command: CommandKind | null): HostFunction[] {
  const out: HostFunction[] = [];
  for (const source of [...parser.sources]) {
    if (!MARK.test(source.text)) continue;
    let found = false;
    for (const statement of source.statements) {
      if (statement.kind != NodeKind.FunctionDeclaration) {
        eachChild(statement, child => refuseInside(parser, child));
        continue;
      }
      const declaration = statement as FunctionDeclaration;
      const mark = markOf(declaration, "host");
      if (!mark) continue;
      const host = signatureOf(parser, declaration);
      if (!host) continue;
      if (command) report(parser, "TACET092", declaration.name.range, host.name, command, NO_EMBEDDER[command]);
      found = true;
      declaration.flags &= ~(CommonFlags.Declare | CommonFlags.Ambient);
      if (!isAsync(declaration)) declaration.decorators = [createMark(ASYNC_MARK, mark.range), ...declaration.decorators ?? []];
      declaration.body = bodyOf(parser, host, declaration, out.push(host) - 1);
    }
    if (found) source.statements.unshift(imports(source.range, libraryPrefix));
  }
  return out;
}

/** Reports each @host below `node`: the embedder gives functions by name, and knows of no namespaces and classes. */
function refuseInside(parser: Parser, node: Node): void {
  const isFunction = node.kind == NodeKind.FunctionDeclaration || node.kind == NodeKind.MethodDeclaration;
  if (isFunction && markOf(node as FunctionDeclaration, "host")) {
    const { name } = node as FunctionDeclaration;
    report(parser, "TACET021", name.range, name.text, "it stands inside something else");
  }
  eachChild(node, child => refuseInside(parser, child));
}

/** Names and types of the declaration, or null after reporting why it can't be a host function. */
function signatureOf(parser: Parser, declaration: FunctionDeclaration): HostFunction | null {
  const refuse = (range: Range, why: string): null => {
    report(parser, "TACET021", range, declaration.name.text, why);
    return null;
  };
  if (declaration.body) return refuse(declaration.name.range, "it has a body");
  const params: string[] = [];
  for (const parameter of declaration.signature.parameters) {
    const type = nameOf(parameter.type);
    if (!NUMERIC.has(type)) return refuse(parameter.range, `the parameter '${parameter.name.text}' is not a number or bool`);
    params.push(type);
  }
  const returns = declaration.signature.returnType;
  const promised = nameOf(returns) == "Promise" ? (returns as NamedTypeNode).typeArguments?.[0] : null;
  const result = promised ? nameOf(promised) : "";
  if (result != "void" && !NUMERIC.has(result)) return refuse(returns.range, "its result is not a Promise of a number, bool or void");
  return { name: declaration.name.text, params, result };
}

function nameOf(type: TypeNode): string {
  return type.kind == NodeKind.NamedType ? (type as NamedTypeNode).name.identifier.text : "";
}

function bodyOf(parser: Parser, host: HostFunction, declaration: FunctionDeclaration, index: number): FunctionDeclaration["body"] {
  const bytes = Math.max(1, host.params.length) * 8;
  const stores = host.params.map((type, i) => `store<${type}>(block, ${declaration.signature.parameters[i].name.text}, ${i * 8});`);
  const text = `async function body(): Promise<${host.result}> {
    const block = __tacet_frame(${bytes});
    ${stores.join("\n    ")}
    __tacet_settle(await __tacet_call(${index}, block, ${bytes}));
    ${host.result == "void" ? "" : `return load<${host.result}>(block);`}
  }`;
  const tokenizer = new Tokenizer(new Source(declaration.range.source.sourceKind, declaration.range.source.normalizedPath, text), parser.diagnostics);
  const parsed = parser.parseTopLevelStatement(tokenizer) as FunctionDeclaration | null;
  if (!parsed || tokenizer.peek() != Token.EndOfFile) throw new Error(`the body of @host ${host.name} does not parse`);
  return parsed.body;
}

function imports(range: Range, libraryPrefix: string): Node & { internalPath: string } {
  const id = (text: string): ReturnType<typeof Node.createIdentifierExpression> => Node.createIdentifierExpression(text, range);
  const from = (file: string, names: readonly (readonly [string, string])[]): ReturnType<typeof Node.createImportStatement> => {
    const declarations = names.map(([foreign, local]) => Node.createImportDeclaration(id(foreign), id(local), range));
    const statement = Node.createImportStatement(declarations, Node.createStringLiteralExpression(`tacet/assembly/${file}`, range), range);
    statement.internalPath = `${libraryPrefix}${file}`;
    return statement;
  };
  return from("host", [["frameBuffer", "__tacet_frame"], ["hostCall", "__tacet_call"], ["settleHost", "__tacet_settle"]]);
}
