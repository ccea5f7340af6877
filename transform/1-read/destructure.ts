// Destructuring: a pattern and a value -> plain steps: one constant for the value, then one step for each name.
//
//   const { x, y: [a, b = 1] } = e        const ~p6 = e, x = ~p6.x, ~p14 = ~p6.y,
//                                               a = ~p14[0], b = ~p14.length > 1 ? ~p14[1] : 1
//   const [a, b] = [f(), g()]             const ~p16 = f(), ~p21 = g(), a = ~p16, b = ~p21            (no array)
//   const [a, b] =                        const ~p28 = f(), ~p33 = g(), ~p6 = (await Promise.all([~p28, ~p33]), 0),
//     await Promise.all([f(), g()])             a = await ~p28, b = await ~p33                        (no array, any types)
//                                           allSettled: a = PromiseSettledResult.of(~p28), …
//   const [[a, b], c] =                   const ~p33 = f(), ~p38 = g(), ~p44 = h(), ~p6 = (await Promise.all([~p33, ~p38, ~p44]), 0),
//     await Promise.all([                       a = await ~p33, …
//       Promise.all([f(), g()]), h()])
//
// The value is evaluated once, before anything is bound; a list or an object that is written out is taken apart where it
// stands, each part in its turn. Names of constants hold the position of what they stand for: unique in a file.
// A default counts where a list is too short or a class has no such member: nothing is 'undefined' in AssemblyScript.

import {
  ArrayLiteralExpression, Node, NodeKind, ObjectLiteralExpression, Token,
  type CallExpression, type Expression, type IdentifierExpression, type NamedTypeNode,
  type PropertyAccessExpression, type Range, type TypeNode, type UnaryPrefixExpression,
} from "assemblyscript";
import { int64 } from "../int64.js";
import { withoutParentheses } from "./nodes.js";

/** `[a, b = 1, ...c]`; null for a hole. */
export interface ArrayPattern {
  readonly form: "array";
  readonly elements: readonly (PatternPart | null)[];
  readonly rest: PatternPart | null;
  readonly range: Range;
}

/** `{ x, y: z = 1 }` */
export interface ObjectPattern {
  readonly form: "object";
  readonly properties: readonly { readonly name: IdentifierExpression; readonly part: PatternPart }[];
  readonly range: Range;
}

export type Pattern = ArrayPattern | ObjectPattern;

/** What one element goes to, and its default. */
export interface PatternPart {
  readonly target: Pattern | Expression;
  readonly fallback: Expression | null;
  readonly range: Range;
}

/** Where the steps go, in order. */
export interface Steps {
  /** A constant of our own. */
  keep(name: IdentifierExpression, type: TypeNode | null, value: Expression, range: Range): void;
  /** A name or place of the source's. */
  bind(target: Expression, value: Expression, range: Range): void;
  /** A name for all results of a `Promise.all` in another one. */
  whole(range: Range): void;
  /** A part of the pattern for which the value has nothing. */
  missing(part: PatternPart, cause: string): void;
}

/** Takes `value` apart by `pattern`; `type` is what the source says of the value. */
export function destructure(pattern: Pattern, value: Expression, type: TypeNode | null, steps: Steps): void {
  if (pattern.form == "array") {
    const list = listIn(value);
    if (list && !pattern.rest && (!type || elementType(type))) {
      fromList(pattern, list, type && elementType(type), steps);
      return;
    }
    const children = type || pattern.rest ? null : childrenIn(value);
    if (children) {
      fromChildren(pattern, children, steps);
      return;
    }
  }
  if (pattern.form == "object" && !type) {
    const object = withoutParentheses(value);
    if (object instanceof ObjectLiteralExpression) {
      fromObject(pattern, object, steps);
      return;
    }
  }
  const kept = nameAt(pattern.range);
  steps.keep(name(kept, pattern.range), type, value, pattern.range);
  fromName(pattern, kept, steps);
}

/** The name of the constant for what stands at `range`. */
export function nameAt(range: Range): string {
  return `${PREFIX}${range.start}`;
}

/** No name in a source begins so. */
const PREFIX = "~p";

// -- values of unknown shape ----------------------------------------------------------------------------------------

/** Takes the constant `kept` apart. */
export function fromName(pattern: Pattern, kept: string, steps: Steps): void {
  if (pattern.form == "object") {
    for (const { name: key, part } of pattern.properties) {
      const { range } = part;
      const property = (): Expression => Node.createPropertyAccessExpression(name(kept, range), name(key.text, key.range), range);
      toPart(part, part.fallback ? choose(call("isDefined", property(), range), property(), part.fallback, range) : property(), steps);
    }
    return;
  }
  pattern.elements.forEach((part, index) => {
    if (!part) return;
    const { range } = part;
    const element = Node.createElementAccessExpression(name(kept, range), integer(index, range), range);
    toPart(part, part.fallback ? choose(isLonger(kept, index, range), element, part.fallback, range) : element, steps);
  });
  if (pattern.rest) {
    const { range } = pattern.rest;
    const slice = Node.createPropertyAccessExpression(name(kept, range), name("slice", range), range);
    toPart(pattern.rest, Node.createCallExpression(slice, null, [integer(pattern.elements.length, range)], range), steps);
  }
}

function toPart(part: PatternPart, value: Expression, steps: Steps): void {
  if (isPattern(part.target)) destructure(part.target, value, null, steps);
  else steps.bind(part.target, value, part.range);
}

function isPattern(target: Pattern | Expression): target is Pattern {
  return !(target instanceof Node);
}

// -- values that are written out ------------------------------------------------------------------------------------

/** `[a, b] = [x, y]` */
function fromList(pattern: ArrayPattern, list: readonly Expression[], type: TypeNode | null, steps: Steps): void {
  for (const element of list) keepParts(element, type, steps);
  pattern.elements.forEach((part, index) => {
    if (part) toPart(part, valueFor(part, list[index], list.length, steps), steps);
  });
}

/** `{ a, b } = { a: x, b: y }` */
function fromObject(pattern: ObjectPattern, { names, values }: ObjectLiteralExpression, steps: Steps): void {
  for (const value of values) keepParts(value, null, steps);
  for (const { name: key, part } of pattern.properties) {
    // The last of several counts, as in JavaScript.
    const index = names.map(n => n.text).lastIndexOf(key.text);
    if (index >= 0) toPart(part, keptValue(values[index], part.range), steps);
    else if (part.fallback) toPart(part, part.fallback, steps);
    else steps.missing(part, `the object has no '${key.text}'`);
  }
}

function keepParts(element: Expression, type: TypeNode | null, steps: Steps): void {
  const list = type ? null : listIn(element);
  if (list) for (const inner of list) keepParts(inner, null, steps);
  else if (element.kind != NodeKind.Omitted && !isKept(element)) steps.keep(name(nameAt(element.range), element.range), type, element, element.range);
}

/** What `part` gets from the kept `element`. */
function valueFor(part: PatternPart, element: Expression | undefined, count: number, steps: Steps): Expression {
  if (element && element.kind != NodeKind.Omitted) return keptValue(element, part.range);
  if (part.fallback) return part.fallback;
  steps.missing(part, element ? "the list has a hole there" : `the list has ${count} ${count == 1 ? "element" : "elements"}`);
  return integer(0, part.range);
}

/** A list inside a list comes here a second time, its parts being names already. */
function isKept(element: Expression): boolean {
  return element.kind == NodeKind.Identifier && (element as IdentifierExpression).text.startsWith(PREFIX);
}

function keptValue(element: Expression, range: Range): Expression {
  if (isKept(element)) return name((element as IdentifierExpression).text, range);
  const list = listIn(element);
  if (!list) return name(nameAt(element.range), range);
  return Node.createArrayLiteralExpression(list.map(inner => inner.kind == NodeKind.Omitted ? inner : keptValue(inner, range)), range);
}

// -- children -------------------------------------------------------------------------------------------------------

/** `await Promise.all([…])` or `await Promise.allSettled([…])`, written out. */
interface Children {
  /** Whether it is the second. */
  readonly settles: boolean;
  readonly call: CallExpression;
  readonly awaited: Expression;
  readonly list: readonly Expression[];
}

function fromChildren(pattern: ArrayPattern, children: Children, steps: Steps): void {
  const { call: source, awaited } = children;
  const list = leavesOf(children);
  for (const element of list) steps.keep(name(nameAt(element.range), element.range), null, element, element.range);
  const { range } = source;
  const promises = Node.createArrayLiteralExpression(list.map(element => name(nameAt(element.range), element.range)), source.args[0].range);
  const waits = Node.createCallExpression(source.expression, null, [promises], range);
  const done = Node.createCommaExpression([awaits(waits, awaited.range), integer(0, range)], awaited.range);
  steps.keep(name(nameAt(pattern.range), pattern.range), null, done, pattern.range);
  bindChildren(pattern, children, steps);
}

/** What `children` wait for; a Promise.all in another fails and ends with that. */
function leavesOf({ list, settles }: Pick<Children, "list" | "settles">): readonly Expression[] {
  return settles ? list : list.flatMap(element => {
    const inner = combinedIn(element);
    return inner && !inner.settles ? leavesOf(inner) : element;
  });
}

function bindChildren(pattern: ArrayPattern, { list, settles }: Pick<Children, "list" | "settles">, steps: Steps): void {
  pattern.elements.forEach((part, index) => {
    if (!part) return;
    const element = list[index] as Expression | undefined;
    if (!element) {
      toPart(part, valueFor(part, undefined, list.length, steps), steps);
      return;
    }
    const inner = settles ? null : combinedIn(element);
    if (inner && !inner.settles) {
      if (isPattern(part.target) && part.target.form == "array" && !part.target.rest) bindChildren(part.target, inner, steps);
      else steps.whole(inner.call.range);
      return;
    }
    const promise = name(nameAt(element.range), part.range);
    toPart(part, settles ? settledResult(promise, part.range) : awaits(promise, part.range), steps);
  });
}

function childrenIn(value: Expression): Children | null {
  const awaited = withoutParentheses(value);
  if (awaited.kind != NodeKind.UnaryPrefix || (awaited as UnaryPrefixExpression).operator != Token.Await) return null;
  const combined = combinedIn((awaited as UnaryPrefixExpression).operand);
  return combined && { ...combined, awaited };
}

/** `Promise.all([…])` or `Promise.allSettled([…])`, written out. */
function combinedIn(value: Expression): Omit<Children, "awaited"> | null {
  const source = withoutParentheses(value) as CallExpression;
  if (source.kind != NodeKind.Call || source.args.length != 1 || source.expression.kind != NodeKind.PropertyAccess) return null;
  const { expression, property } = source.expression as PropertyAccessExpression;
  if (expression.kind != NodeKind.Identifier || (expression as IdentifierExpression).text != "Promise") return null;
  const list = listIn(source.args[0]);
  if (!list || property.text != "all" && property.text != "allSettled") return null;
  return list.some(element => element.kind == NodeKind.Omitted) ? null : { call: source, list, settles: property.text == "allSettled" };
}

// -- nodes ----------------------------------------------------------------------------------------------------------

/** The elements of a list that is written out. */
function listIn(value: Expression): readonly Expression[] | null {
  const inner = withoutParentheses(value);
  return inner instanceof ArrayLiteralExpression ? inner.elementExpressions : null;
}

/** T of `T[]`, `Array<T>`, `StaticArray<T>`; a list of any other type has to be made. */
function elementType(type: TypeNode): TypeNode | null {
  if (type.kind != NodeKind.NamedType) return null;
  const { name: { identifier, next }, typeArguments } = type as NamedTypeNode;
  const isList = !next && (identifier.text == "Array" || identifier.text == "StaticArray");
  return isList && typeArguments?.length == 1 ? typeArguments[0] : null;
}

function name(text: string, range: Range): IdentifierExpression {
  return Node.createIdentifierExpression(text, range);
}

function integer(value: number, range: Range): Expression {
  return Node.createIntegerLiteralExpression(int64(value) as unknown as Parameters<typeof Node.createIntegerLiteralExpression>[0], range);
}

function call(callee: string, argument: Expression, range: Range): Expression {
  return Node.createCallExpression(name(callee, range), null, [argument], range);
}

function awaits(operand: Expression, range: Range): Expression {
  return Node.createUnaryPrefixExpression(Token.Await, operand, range);
}

/** How a promise that was waited for ended (assembly/promise.ts). */
function settledResult(promise: Expression, range: Range): Expression {
  return Node.createCallExpression(Node.createPropertyAccessExpression(name("PromiseSettledResult", range), name("of", range), range), null, [promise], range);
}

function isLonger(kept: string, index: number, range: Range): Expression {
  const length = Node.createPropertyAccessExpression(name(kept, range), name("length", range), range);
  return Node.createBinaryExpression(Token.GreaterThan, length, integer(index, range), range);
}

function choose(condition: Expression, yes: Expression, no: Expression, range: Range): Expression {
  return Node.createTernaryExpression(condition, yes, no, range);
}
