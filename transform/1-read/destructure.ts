// Destructuring: a pattern and a value -> plain steps: one constant for the value, then one step for each name.
//
//   const { x, y: [a, b = 1] } = e        const ~p6 = e, x = ~p6.x, ~p14 = ~p6.y,
//                                               a = ~p14[0], b = ~p14.length > 1 ? ~p14[1] : 1
//   const [a, b] = [f(), g()]             const ~p16 = f(), ~p21 = g(), a = ~p16, b = ~p21            (no array)
//   const [a, b] =                        const ~p28 = f(), ~p33 = g(), ~p6 = (await Promise.all([~p28, ~p33]), 0),
//     await Promise.all([f(), g()])             a = await ~p28, b = await ~p33                        (no array, any types)
//                                           allSettled: a = PromiseSettledResult.of(~p28), …
//   const [[a, b], c] =                   const ~p33 = f(), ~p38 = g(), ~p44 = h(), ~p6 = (await Promise.all([Promise.all([~p33, ~p38]), ~p44]), 0),
//     await Promise.all([                       a = await ~p33, …
//       Promise.all([f(), g()]), h()])
//   const [a, b] =                        const ~p33 = f(), ~p38 = g(), ~p20 = (of Promise.race([~p33, ~p38])), ~p44 = h(),
//     await Promise.all([                       ~p6 = (await Promise.all([~p20 = Promise.race([~p33, ~p38]), ~p44]), 0), a = await ~p20, …
//       Promise.race([f(), g()]), h()])     (of e): a variable for the promise that decides e, of its type (2-desugar/combinators.ts)
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
  /** A name for all results of a `Promise.all` or `allSettled` in a combinator. */
  whole(name: string, range: Range): void;
  /** A part of the pattern for which the value has nothing. */
  missing(part: PatternPart, cause: string): void;
}

/** What to write in place of a name for a list that is part of another (TACET036). */
export const PARTS_TOO = "write a pattern for its parts, too: 'const [[a, b], c] = …'";

/** What to do about a part of a pattern for which there is no value (TACET035), and why there may be none. */
export const OR_DEFAULT = "remove it, or give it a default";
export const lengthOf = (count: number): string => `the list has ${count} ${count == 1 ? "element" : "elements"}`;

/** Takes `value` apart by `pattern`; `type` is what the source says of the value. */
export function destructure(pattern: Pattern, value: Expression, type: TypeNode | null, steps: Steps): void {
  if (pattern.form == "array") {
    const written = listIn(value);
    if (written && !pattern.rest && (!type || elementType(type))) {
      fromList(pattern, written, type && elementType(type), steps);
      return;
    }
    const awaited = withoutParentheses(value) as UnaryPrefixExpression;
    const isAwait = awaited.kind == NodeKind.UnaryPrefix && awaited.operator == Token.Await;
    const list = isAwait && !type && !pattern.rest ? resultsIn(awaited.operand) : null;
    if (list) {
      fromChildren(pattern, awaited, list, steps);
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

/** Whether a variable of that name is one of the constants. */
export function isOurName(name: string): boolean {
  return name.startsWith(PREFIX);
}

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
  steps.missing(part, element ? "the list has a hole there" : lengthOf(count));
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

/** `Promise.all([…])` and the like, written out; or `timeout(p, ms)`, `shield(p)`, with `p` as its list. */
interface Combined {
  readonly name: string;
  readonly call: CallExpression;
  readonly list: readonly Expression[];
}

/** What one part of the pattern gets: the value of `element`, or how it settled; nothing where a name stands for all results of `whole`. */
interface Binding {
  readonly part: PatternPart;
  readonly of: Combined;
  readonly element: Expression | undefined;
  readonly whole: Combined | null;
}

function fromChildren(pattern: ArrayPattern, awaited: UnaryPrefixExpression, list: Combined, steps: Steps): void {
  const bindings = bindingsOf(pattern, list);
  const named = new Set(bindings.map(({ element }) => element));
  const waits = keepChildren(awaited.operand, steps, e => named.has(e));
  const done = Node.createCommaExpression([awaits(waits, awaited.range), integer(0, list.call.range)], awaited.range);
  steps.keep(name(nameAt(pattern.range), pattern.range), null, done, pattern.range);
  for (const { part, of, element, whole } of bindings) {
    const promise = name(element ? nameAt(element.range) : "", part.range);
    if (whole) steps.whole(whole.name, whole.call.range);
    else if (!element) toPart(part, valueFor(part, undefined, of.list.length, steps), steps);
    else toPart(part, of.name == "allSettled" ? settledResult(promise, part.range) : awaits(promise, part.range), steps);
  }
}

function bindingsOf(pattern: ArrayPattern, of: Combined): Binding[] {
  return pattern.elements.flatMap((part, index) => {
    if (!part) return [];
    const element = of.list[index] as Expression | undefined;
    const results = element && of.name != "allSettled" ? resultsIn(element) : null;
    const { target } = part;
    if (results && isPattern(target) && target.form == "array" && !target.rest) return bindingsOf(target, results);
    return { part, of, element, whole: results };
  });
}

/** Keeps what `e` combines, in order. @returns `e` over that @param isNamed whether a part of the pattern gets what decides it */
function keepChildren(e: Expression, steps: Steps, isNamed: (e: Expression) => boolean): Expression {
  const kept = name(nameAt(e.range), e.range);
  const combined = combinedIn(e);
  if (!combined) {
    steps.keep(kept, null, e, e.range);
    return name(kept.text, e.range);
  }
  const { call, list } = combined;
  const { args: [first, ...others], range } = call;
  const parts = list.map(element => keepChildren(element, steps, isNamed));
  const operand = list[0] == first ? parts[0] : Node.createArrayLiteralExpression(parts, first.range);
  const rest = others.map(other => other.kind == NodeKind.Literal ? other : keepChildren(other, steps, isNamed));
  const made = (): Expression => Node.createCallExpression(call.expression, call.typeArguments, [operand, ...rest], range);
  if (!isNamed(e)) return made();
  steps.keep(kept, null, Node.createUnaryPrefixExpression(Token.Of, made(), e.range), e.range);
  return Node.createBinaryExpression(Token.Equals, name(kept.text, e.range), made(), range);
}

/** The combinator whose results, in a list, `e` gives. */
function resultsIn(e: Expression): Combined | null {
  const combined = combinedIn(e);
  if (!combined || combined.name == "race" || combined.name == "any") return null;
  return combined.name == "all" || combined.name == "allSettled" ? combined : resultsIn(combined.list[0]);
}

function combinedIn(e: Expression): Combined | null {
  const call = withoutParentheses(e) as CallExpression;
  if (call.kind != NodeKind.Call || !call.args.length) return null;
  const { expression: callee, args: [first] } = call;
  const access = callee.kind == NodeKind.PropertyAccess ? callee as PropertyAccessExpression : null;
  const word = access ? access.property.text : callee.kind == NodeKind.Identifier ? (callee as IdentifierExpression).text : "";
  if (WRAPPERS.has(word)) return IN_WRAPPERS.has(withoutParentheses(first).kind) ? { name: word, call, list: [first] } : null;
  if (!COMBINATORS.has(word) || call.args.length != 1) return null;
  if (access?.expression.kind != NodeKind.Identifier || (access.expression as IdentifierExpression).text != "Promise") return null;
  const list = listIn(first);
  return list && !list.some(element => element.kind == NodeKind.Omitted) ? { name: word, call, list } : null;
}

const COMBINATORS: ReadonlySet<string> = new Set(["all", "race", "any", "allSettled"]);
const WRAPPERS: ReadonlySet<string> = new Set(["timeout", "shield"]);
const IN_WRAPPERS: ReadonlySet<NodeKind> = new Set([NodeKind.Call, NodeKind.Identifier]);

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
