// Expressions: a wanted type -> a tree of that type.
//
// `PRODUCERS` is the grammar; a row answers undefined where it does not apply. New constructs are new rows.

import { affordable, charge, feature, noteThrow, type Body, type Callable, type Variable } from "./body.js";
import { node, type Node, type Part } from "./syntax.js";
import {
  arrayOf, bitsOf, drawType, ELEMENTS, elementOf, FLOATS, INTEGERS, is64, isFloat, isInteger, isNumeric, isSigned, literal,
} from "./values.js";

interface Producer {
  readonly name: string;
  readonly weight: number;
  readonly make: (body: Body, type: string, depth: number) => Node | undefined;
}

const PRODUCERS: readonly Producer[] = [
  { name: "variable", weight: 6, make: (body, type) => variable(body, type) },
  { name: "literal", weight: 2, make: (body, type) => (hasLiteral(type) ? literal(body.random, type) : undefined) },
  { name: "arithmetic", weight: 6, make: arithmetic },
  { name: "cast", weight: 3, make: cast },
  { name: "ternary", weight: 2, make: ternary },
  { name: "comparison", weight: 5, make: comparison },
  { name: "and-or", weight: 3, make: andOr },
  { name: "string", weight: 4, make: stringOperation },
  { name: "v128", weight: 4, make: vectorOperation },
  { name: "element", weight: 3, make: element },
  { name: "array-literal", weight: 3, make: arrayLiteral },
  { name: "object", weight: 4, make: (body, type, depth) => (isObjectType(body, type) ? construct(body, type, depth) : undefined) },
  { name: "assignment-expression", weight: 1, make: assignment },
  { name: "sync-call", weight: 2, make: syncCall },
  { name: "await-call", weight: 6, make: awaitCall },
  { name: "await-value", weight: 1, make: awaitValue },
];

/** An expression of `type`, at most `depth` operators deep. */
export function expression(body: Body, type: string, depth = body.random.chance(0.3) ? 3 : 2): Node {
  if (depth > 0) {
    for (let attempt = 0; attempt < 3; attempt++) {
      const producer = body.random.weighted(PRODUCERS);
      const made = producer.make(body, type, depth - 1);
      if (!made) continue;
      if (producer.name !== "variable" && producer.name !== "literal") feature(body, producer.name);
      return made;
    }
  }
  return leaf(body, type);
}

/** A bool that is not constant where that can be helped: asc folds constant conditions. */
export function condition(body: Body, depth = 2): Node {
  return comparison(body, "bool", depth) ?? expression(body, "bool", depth);
}

/** A type the body can make a value of: for locals, parameters of others, comparisons. */
export function drawLocalType(body: Body): string {
  if (body.hasT && body.random.chance(0.3)) return "T";
  const shapes = body.draft.shapes;
  if (shapes.length && body.random.chance(0.15)) return body.random.pick(body.random.pick(shapes).types);
  return drawType(body.random);
}

/** A call of `callable` as the task named by `task`; a method's receiver is `receiver`. */
export function call(body: Body, callable: Callable, task: string, typeArgument: string | undefined, depth: number): Node {
  const random = body.random;
  if (callable.throws && task === "t") noteThrow(body);
  const actual = (type: string): string => (typeArgument === undefined ? type : type.replace(/\bT\b/, typeArgument));
  const params = callable.params.slice(0, callable.params.length - (callable.defaults && random.chance(0.5) ? random.between(1, callable.defaults) : 0));
  if (params.length < callable.params.length) feature(body, "default-argument");
  if (callable.write) return node(callable.result, ...callable.write(task, params.map((type) => expression(body, type, depth))));
  const parts: Part[] = [];
  if (callable.kind === "method") parts.push(expression(body, callable.owner, 1), ".", callable.name);
  else if (callable.kind === "static") parts.push(callable.owner, ".", callable.name);
  else parts.push(callable.name);
  if (typeArgument !== undefined) parts.push({ ts: `<${typeArgument}>` });
  parts.push("(", task);
  for (const type of params) parts.push(", ", expression(body, actual(type), depth));
  parts.push(")");
  return node(actual(callable.result), ...parts);
}

/** Records which kind of callable is used, for the statistics. */
export function noteCall(body: Body, callable: Callable): void {
  if (callable.generic) feature(body, "generic-call");
  if (callable.kind === "static") feature(body, "static-method");
  if (callable.kind === "method") feature(body, callable.owner.includes("I") ? "interface-call" : "virtual-call");
}

/** A type argument that makes the result of `callable` be `type`, or any where it does not matter. */
export function typeArgumentFor(body: Body, callable: Callable, type: string): string | undefined {
  if (!callable.generic) return undefined;
  return callable.result === "T" ? type : drawType(body.random);
}

function leaf(body: Body, type: string): Node {
  const found = variable(body, type);
  if (found && (body.random.chance(0.85) || !hasLiteral(type))) return found;
  const converted = body.random.chance(0.75) ? convertedVariable(body, type) : undefined;
  if (converted) return converted;
  if (hasLiteral(type)) return literal(body.random, type);
  return construct(body, type);
}

/** A variable of another type as `type`: what depends on constants alone is folded away and tests nothing. */
function convertedVariable(body: Body, type: string): Node | undefined {
  const from = isInteger(type) || type === "bool" ? isInteger
    : type === "f64" ? (other: string) => isInteger(other) || other === "f32"
      : type === "f32" ? (other: string) => isInteger(other) && !is64(other)
        : undefined;
  if (!from) return undefined;
  const found = body.scope.filter((candidate) => from(candidate.type));
  if (found.length === 0) return undefined;
  const { name, type: own } = body.random.pick(found);
  return type === "bool" ? boolOf(node(own, name)) : node(type, type, "(", wrapped(node(own, name)), ")");
}

/** asc takes an integer of 32 bits or less for a bool as it is: a field, which has 8 bits, gets a false of bool(32768). */
function boolOf(value: Node): Node {
  return bitsOf(value.type) < 64 ? node("bool", "bool(i32(", value, ") != 0)") : node("bool", "bool(", value, ")");
}

function hasLiteral(type: string): boolean {
  return isNumeric(type) || type === "bool" || type === "string" || type === "v128" || elementOf(type) !== undefined;
}

function isObjectType(body: Body, type: string): boolean {
  return body.draft.shapes.some((shape) => shape.types.includes(type));
}

/** A new object of a class that `type` admits. */
function construct(body: Body, type: string, depth = 0): Node {
  const shapes = body.draft.shapes.filter((shape) => shape.types.includes(type));
  if (shapes.length === 0) throw new Error(`nothing makes a value of type ${type}`);
  const shape = body.random.pick(shapes);
  const parts: Part[] = ["new ", shape.name, "("];
  shape.fields.forEach((field, i) => parts.push(i ? ", " : "", expression(body, field.type, depth)));
  return node(type, "(", ...parts, ")", { ts: shape.name === type ? "" : ` as ${type}` }, ")");
}

/** Whether values of this type can be changed through another name. */
function isShared(type: string): boolean {
  return elementOf(type) !== undefined || !hasLiteral(type);
}

function variable(body: Body, type: string): Node | undefined {
  if (body.fresh && isShared(type) && type !== "T") return undefined;
  const found = body.scope.filter((candidate) => candidate.type === type);
  return found.length ? node(type, body.random.pick(found).name) : undefined;
}

/** Variables of `type` that a statement may assign. */
export function writable(body: Body, accept: (type: string) => boolean): Variable[] {
  return body.scope.filter((candidate) => candidate.writable && accept(candidate.type));
}

function arithmetic(body: Body, type: string, depth: number): Node | undefined {
  const { random } = body;
  if (isFloat(type)) {
    const a = expression(body, type, depth);
    if (type === "f64" && random.chance(0.15)) return node(type, random.pick(["Math.sqrt(Math.abs(", "Math.floor((", "Math.abs(("]), a, "))");
    return node(type, type, "(", a, random.pick([" + ", " - ", " * ", " / "]), expression(body, type, depth), ")");
  }
  if (!isInteger(type)) return undefined;
  const a = expression(body, type, depth);
  if (random.chance(0.1)) return node(type, type, random.pick(["(-", "(~"]), a, ")");
  if (random.chance(0.15)) {
    // `>>` on an unsigned type is logical in AssemblyScript, but JavaScript would take a u32 for signed.
    const right = isSigned(type) || is64(type) || bitsOf(type) < 32 ? " >> " : " >>> ";
    return node(type, type, "(", a, random.chance(0.5) ? " << " : right, `${is64(type) ? type : ""}(${random.between(1, bitsOf(type) - 1)}))`);
  }
  const b = expression(body, type, depth);
  if (random.chance(0.25)) return node(type, type, "(", random.pick(["mul", "div", "rem"]), { ts: `<${type}>` }, "(", a, ", ", b, "))");
  const operator = random.pick([" + ", " - ", " & ", " | ", " ^ "]);
  if (operator === " & " && !isAndWrapped(type)) return node(type, type, "(i32(", a, ") & i32(", b, "))");
  return node(type, type, "(", a, operator, b, ")");
}

/** Not for small signed types: asc takes `a & b` of these for cut to their size where one side is, and negative numbers are cut, too. */
export function isAndWrapped(type: string): boolean {
  return !isSigned(type) || bitsOf(type) >= 32;
}

/** Conversions that mean the same on both sides: i64 to f32 would round twice, out-of-range floats differ. */
function cast(body: Body, type: string, depth: number): Node | undefined {
  const { random } = body;
  if (isInteger(type)) {
    if (random.chance(0.2)) return node(type, type, "(toInt(", expression(body, "f64", depth), "))");
    // asc at -O1 and above reads u64(usize(x)) of a signed field as a signed load.
    const sources = bitsOf(type) === 64 ? INTEGERS.filter((source) => source !== "u32" && source !== "usize") : INTEGERS;
    const source = random.pick([...sources, "bool"]);
    const operand = castOperand(body, source, depth);
    // asc takes `i8(n << 24)`, `u8(n >> 24)` and `i8(n & -3)` of 32 bits for in range, and `i8(u8(i32(u8(n))))`.
    const isNarrowed = bitsOf(type) < 32 && source !== type && bitsOf(source) <= 32;
    return node(type, type, "(", isNarrowed ? node("i64", "i64(", operand, ")") : operand, ")");
  }
  if (type === "f64") return node(type, "f64(", castOperand(body, random.pick([...INTEGERS, "f32"]), depth), ")");
  if (type === "f32") return node(type, "f32(", castOperand(body, random.pick(["i8", "i16", "i32", "u32", "f64"]), depth), ")");
  if (type === "bool") return boolOf(expression(body, random.pick(INTEGERS), depth));
  return undefined;
}

/**
 * asc reads the bare i32 literals in a cast's operand as the cast's type: `f32(c ? 1 : n)`, `u32(c ? b : 1 < n)`. And it takes a small integer that a `? :`
 * of larger ones gives for wrapped: `i8(c ? i16(a & b) : i16(2))`.
 */
function castOperand(body: Body, type: string, depth: number): Node {
  const operand = expression(body, type, depth);
  return type === "i32" || type === "bool" ? node(type, "i32(", operand, ")") : wrapped(operand);
}

/**
 * A small integer by way of i32, which makes asc wrap it: it forgets to where only one of several returns of a function is
 * wrapped by itself.
 */
export function wrapped(value: Node): Node {
  if (!isInteger(value.type) || bitsOf(value.type) >= 32) return value;
  return node(value.type, `${value.type}(i32(`, value, "))");
}

function ternary(body: Body, type: string, depth: number): Node {
  return node(type, "(", condition(body, depth), " ? ", expression(body, type, depth), " : ", expression(body, type, depth), ")");
}

function comparison(body: Body, type: string, depth: number): Node | undefined {
  if (type !== "bool") return undefined;
  const { random } = body;
  const operand = random.chance(0.4) ? "i32" : random.pick([...INTEGERS, ...FLOATS, "string"]);
  const operator = operand === "string" ? random.pick([" == ", " != "]) : random.pick([" < ", " <= ", " > ", " >= ", " == ", " != "]);
  return node(type, "(", expression(body, operand, depth), operator, expression(body, operand, depth), ")");
}

/** Of bools alone: asc types `(a && b) == c` of integers as a bool's operands. */
function andOr(body: Body, type: string, depth: number): Node | undefined {
  if (type !== "bool") return undefined;
  if (body.random.chance(0.2)) return node(type, "!", condition(body, depth));
  return node(type, "(", expression(body, type, depth), body.random.pick([" && ", " || "]), expression(body, type, depth), ")");
}

function stringOperation(body: Body, type: string, depth: number): Node | undefined {
  const { random } = body;
  if (type === "i32" && random.chance(0.3)) {
    if (random.chance(0.5)) return node(type, expression(body, "string", Math.min(depth, 1)), ".length");
    return node(type, "unit(", expression(body, "string", depth), ", (", expression(body, "i32", depth), " & 7))");
  }
  if (type !== "string") return undefined;
  if (random.chance(0.35)) return node(type, "(", expression(body, random.pick([...INTEGERS, "bool"]), depth), ").toString()");
  if (random.chance(0.2)) return node(type, "cut(`<${", expression(body, "string", depth), "}-${", expression(body, "i32", depth), "}>`)");
  return node(type, "cut(", expression(body, "string", depth), " + ", expression(body, "string", depth), ")");
}

function vectorOperation(body: Body, type: string, depth: number): Node | undefined {
  const { random } = body;
  if (type === "i32" && random.chance(0.2)) {
    return node(type, "vLane(", expression(body, "v128", depth), ", ", expression(body, "i32", depth), ")");
  }
  if (type !== "v128") return undefined;
  if (random.chance(0.3)) {
    const lanes = [0, 1, 2, 3].map(() => expression(body, "i32", Math.min(depth, 1)));
    return node(type, "v4(", lanes[0], ", ", lanes[1], ", ", lanes[2], ", ", lanes[3], ")");
  }
  return node(type, random.pick(["vAdd32(", "vSub8(", "vMul16(", "vXor("]), expression(body, type, depth), ", ", expression(body, type, depth), ")");
}

/** Arrays have four elements or more: they are never shortened. */
function element(body: Body, type: string, depth: number): Node | undefined {
  if (!(ELEMENTS as readonly string[]).includes(type)) return undefined;
  const array = variable(body, arrayOf(type));
  if (!array) return undefined;
  if (type === "i32" && body.random.chance(0.2)) return node(type, array, ".length");
  return node(type, array, "[", expression(body, "i32", depth), " & 3]");
}

/** Elements that suspend: the array that is being filled lives across them. */
function arrayLiteral(body: Body, type: string, depth: number): Node | undefined {
  const own = elementOf(type);
  if (own === undefined) return undefined;
  const [a, b, c, d] = [0, 1, 2, 3].map(() => expression(body, own, Math.min(depth, 1)));
  return node(type, "[", a, ", ", b, ", ", c, ", ", d, "]");
}

/** asc reads an accessor again for the value of an assignment to it. */
function assignment(body: Body, type: string, depth: number): Node | undefined {
  const targets = writable(body, (candidate) => candidate === type).filter(({ isAccessor }) => !isAccessor);
  if (targets.length === 0 || body.fresh) return undefined;
  return node(type, "(", body.random.pick(targets).name, " = ", expression(body, type, depth), ")");
}

function syncCall(body: Body, type: string, depth: number): Node | undefined {
  const candidates = affordable(body, (callable) => callable.kind === "sync" && callable.result === type);
  if (candidates.length === 0) return undefined;
  const callable = body.random.pick(candidates);
  charge(body, callable.cost);
  return call(body, callable, "t", undefined, depth);
}

function awaitCall(body: Body, type: string, depth: number): Node | undefined {
  if (!body.canAwait || (body.fresh && isShared(type))) return undefined;
  const candidates = affordable(body, (callable) => callable.kind !== "sync"
    && (callable.result === type || (callable.result === "T" && isTypeArgument(body, type))));
  if (candidates.length === 0) return undefined;
  const callable = body.random.pick(candidates);
  charge(body, callable.cost);
  noteCall(body, callable);
  return node(type, "(", { async: "await " }, call(body, callable, "t", typeArgumentFor(body, callable, type), depth), ")");
}

function isTypeArgument(body: Body, type: string): boolean {
  return hasLiteral(type) || (type === "T" && body.hasT);
}

function awaitValue(body: Body, type: string, depth: number): Node | undefined {
  if (!body.canAwait) return undefined;
  return node(type, "(", { async: "await " }, expression(body, type, depth), ")");
}
