// Parsing for tests: source text -> asc's AST and diagnostics, with and without the reader, and views of them to compare.

import {
  ArrayLiteralExpression, IntegerLiteralExpression, Node, NodeKind, ObjectLiteralExpression, Options, Program, Token, operatorTokenToString, type Source,
  type AssertionExpression, type BinaryExpression, type CallExpression, type CommaExpression, type DeclarationStatement,
  type ElementAccessExpression, type Expression, type FunctionDeclaration, type FunctionExpression, type IdentifierExpression, type NamedTypeNode,
  type NewExpression, type ParenthesizedExpression, type PropertyAccessExpression,
  type TernaryExpression, type UnaryPostfixExpression, type UnaryPrefixExpression,
} from "assemblyscript";
import { installReader } from "../../transform/1-read/reader.js";
import type { ReaderOptions } from "../../transform/1-read/reading.js";

export const CORE: ReaderOptions = {};

export interface Parsed {
  readonly source: Source;
  /** `code "text at its range" message`, one line each. */
  readonly messages: readonly string[];
}

/** Parses one file; `options` null means asc's own parser. */
export function parse(text: string, options: ReaderOptions | null = CORE, path = "test.ts"): Parsed {
  const program = new Program(new Options());
  const { parser } = program;
  if (options) installReader(parser, options);
  parser.parseFile(text, path, true);
  const messages = program.diagnostics.map(({ code, message, range }) => {
    const own = /^TACET\d+/.exec(message);
    return `${own ? own[0] : `AS${code}`} "${range ? range.toString() : ""}" ${message}`;
  });
  return { source: parser.sources[0], messages };
}

/** Parses text that must be accepted. */
export function accept(text: string, options: ReaderOptions | null = CORE): Source {
  const { source, messages } = parse(text, options);
  if (messages.length) throw new Error(`not accepted: ${text}\n${messages.join("\n")}`);
  return source;
}

/** Codes and spans of the diagnostics: `TACET001 "await"`. */
export function refused(text: string, options: ReaderOptions = CORE): string[] {
  return parse(text, options).messages.map(message => /^\S+ "[^]*?"/.exec(message)![0]);
}

/** All nodes below `root`, itself included, in the order of the AST's fields. */
export function nodesOf(root: Node): Node[] {
  const nodes: Node[] = [];
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value != "object" || value == null || seen.has(value)) return;
    seen.add(value);
    if (Array.isArray(value)) return value.forEach(visit);
    if (!(value instanceof Node)) return;
    nodes.push(value);
    for (const [field, child] of Object.entries(value)) if (field != "range") visit(child);
  };
  visit(root);
  return nodes;
}

/** Functions, methods, function expressions and arrows. */
export function functionsOf(source: Source): FunctionDeclaration[] {
  return nodesOf(source).filter(({ kind }) => kind == NodeKind.FunctionDeclaration || kind == NodeKind.MethodDeclaration) as FunctionDeclaration[];
}

/** Names of the decorators of a declaration, marks included. */
export function decoratorsOf(declaration: DeclarationStatement): string[] {
  return (declaration.decorators ?? []).map(({ name }) => (name as IdentifierExpression).text);
}

/** A whole AST as text: each field, and each node's range. */
export function dump(root: Node | readonly Node[]): string {
  const seen = new Set<unknown>();
  return JSON.stringify(root, function (key, value: unknown) {
    if (typeof value == "bigint") return `${value}n`;
    if (typeof value != "object" || value == null || Array.isArray(value)) return value;
    if ("start" in value && "end" in value && "source" in value) return `${value.start as number}..${value.end as number}`;
    if (key == "source" || seen.has(value)) return undefined;
    seen.add(value);
    return value;
  });
}

/** The expression of the last statement of an async function `async function t(): Promise<void> { … }`. */
export function show(expression: string): string {
  const source = accept(`async function t(): Promise<void> { ${expression}; }`);
  const body = nodesOf(source).find(({ kind }) => kind == NodeKind.Block)!;
  return print((body as unknown as { statements: { expression: Expression }[] }).statements[0].expression);
}

/** An expression with a pair of parentheses around each operator; `{…}` around parentheses of the source. */
export function print(node: Expression): string {
  switch (node.kind) {
    case NodeKind.Identifier: return (node as IdentifierExpression).text;
    case NodeKind.Omitted: return "_";
    case NodeKind.Literal:
      if (node instanceof IntegerLiteralExpression) return String((node.value as unknown as { low: number }).low);
      if (node instanceof ArrayLiteralExpression) return `[${node.elementExpressions.map(print).join(", ")}]`;
      if (!(node instanceof ObjectLiteralExpression)) return node.range.toString();
      return `{ ${node.names.map((name, index) => `${name.text}: ${print(node.values[index])}`).join(", ")} }`;
    case NodeKind.This: case NodeKind.Null: case NodeKind.True: case NodeKind.False: return node.range.toString();
    case NodeKind.Parenthesized: return `{${print((node as ParenthesizedExpression).expression)}}`;
    case NodeKind.PropertyAccess: return `${print((node as PropertyAccessExpression).expression)}.${(node as PropertyAccessExpression).property.text}`;
    case NodeKind.ElementAccess: return `${print((node as ElementAccessExpression).expression)}[${print((node as ElementAccessExpression).elementExpression)}]`;
    case NodeKind.Call: return `${print((node as CallExpression).expression)}(${(node as CallExpression).args.map(print).join(", ")})`;
    case NodeKind.New: return `new ${(node as NewExpression).typeName.identifier.text}(${(node as NewExpression).args.map(print).join(", ")})`;
    case NodeKind.Comma: return `(${(node as CommaExpression).expressions.map(print).join(", ")})`;
    case NodeKind.Ternary: {
      const { condition, ifThen, ifElse } = node as TernaryExpression;
      return `(${print(condition)} ? ${print(ifThen)} : ${print(ifElse)})`;
    }
    case NodeKind.Binary: {
      const { operator, left, right } = node as BinaryExpression;
      return `(${print(left)} ${operatorTokenToString(operator)} ${print(right)})`;
    }
    case NodeKind.UnaryPostfix: return `(${print((node as UnaryPostfixExpression).operand)}${operatorTokenToString((node as UnaryPostfixExpression).operator)})`;
    case NodeKind.UnaryPrefix: {
      const { operator, operand } = node as UnaryPrefixExpression;
      return `(${operator == Token.Await ? "await" : operatorTokenToString(operator)} ${print(operand)})`;
    }
    case NodeKind.Assertion: {
      const { expression, toType } = node as AssertionExpression;
      return toType ? `(${print(expression)} as ${(toType as NamedTypeNode).name.identifier.text})` : `(${print(expression)}!)`;
    }
    case NodeKind.Function: {
      const { declaration } = node as FunctionExpression;
      const marks = decoratorsOf(declaration);
      return `[${[...marks, declaration.arrowKind ? "arrow" : "function"].join(" ")} ${declaration.signature.parameters.map(({ name }) => name.text).join(" ")}]`;
    }
    default: throw new Error(`print: expression kind ${node.kind}`);
  }
}
