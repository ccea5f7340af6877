// Value types of the generated programs: names, literals, and which operators mean the same in both languages.
//
// Every arithmetic result is wrapped in a cast to its type (`u8(a + b)`): in AssemblyScript a no-op or the wrap it does anyway, in
// JavaScript a function of the prelude that wraps. i64 and u64 are BigInt there, v128 is a vector of lanes.

import type { Random } from "./rng.js";
import { node, type Node } from "./syntax.js";

export const INTEGERS = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "isize", "usize"] as const;
export const FLOATS = ["f32", "f64"] as const;
export const ELEMENTS = ["i32", "i64", "f64", "u8", "f32", "string"] as const;

const BITS: Readonly<Record<string, number>> = {
  i8: 8, i16: 16, i32: 32, i64: 64, u8: 8, u16: 16, u32: 32, u64: 64, isize: 32, usize: 32,
};

export function isInteger(type: string): boolean {
  return type in BITS;
}

export function isFloat(type: string): boolean {
  return type === "f32" || type === "f64";
}

export function isNumeric(type: string): boolean {
  return isInteger(type) || isFloat(type);
}

export function isSigned(type: string): boolean {
  return type.startsWith("i");
}

export function is64(type: string): boolean {
  return BITS[type] === 64;
}

export function bitsOf(type: string): number {
  return BITS[type];
}

export function arrayOf(element: string): string {
  return `Array<${element}>`;
}

/** The element type of an array type, otherwise undefined. */
export function elementOf(type: string): string | undefined {
  return type.startsWith("Array<") ? type.slice(6, -1) : undefined;
}

/** Types a variable, parameter or result may have besides the program's own classes. i32 more often: it drives control flow. */
const DRAW: readonly { readonly type: string; readonly weight: number }[] = [
  ...INTEGERS.map((type) => ({ type, weight: type === "i32" ? 5 : 1 })),
  ...FLOATS.map((type) => ({ type, weight: 2 })),
  { type: "bool", weight: 2 },
  { type: "v128", weight: 1 },
  { type: "string", weight: 2 },
  { type: "array", weight: 3 },
];

export function drawType(random: Random): string {
  const type = random.weighted(DRAW).type;
  return type === "array" ? arrayOf(random.pick(ELEMENTS)) : type;
}

/** A type the host can pass and receive. */
export function drawHostType(random: Random): string {
  return random.pick([...INTEGERS, ...FLOATS, "bool"]);
}

/** An in-range value of a numeric type or bool, as decimal text. */
export function drawNumber(random: Random, type: string): string {
  if (type === "bool") return random.chance(0.5) ? "1" : "0";
  if (isFloat(type)) return drawFloat(random, type);
  const bits = BigInt(BITS[type]);
  const edge = 1n << (isSigned(type) ? bits - 1n : bits);
  const low = isSigned(type) ? -edge : 0n;
  switch (random.below(6)) {
    case 0: return String(edge - 1n - BigInt(random.below(2)));
    case 1: return String(low + 1n + BigInt(random.below(2)));
    case 2: {
      const any = (BigInt(random.bits()) << 32n) | BigInt(random.bits());
      return String(isSigned(type) ? BigInt.asIntN(Number(bits), any) : BigInt.asUintN(Number(bits), any));
    }
    default: return String(isSigned(type) ? random.between(-9, 9) : random.below(12));
  }
}

function drawFloat(random: Random, type: string): string {
  switch (random.below(8)) {
    case 0: return "0.1";
    case 1: return "-0.0";
    case 2: return type === "f32" ? "16777217.0" : "1e300";
    case 3: return type === "f32" ? "3e38" : "5e-324";
    default: return (random.between(-400, 400) / 8).toFixed(3);
  }
}

const WORDS = ["", "a", "Zu", "tacet", "ä€", "0", "xyzzy", "\\n"];

export function literal(random: Random, type: string): Node {
  const element = elementOf(type);
  if (element !== undefined) {
    return node(type, "[", literal(random, element), ", ", literal(random, element), ", ", literal(random, element), ", ", literal(random, element), "]");
  }
  if (type === "string") return node(type, `"${random.pick(WORDS)}"`);
  if (type === "bool") return node(type, random.chance(0.5) ? "true" : "false");
  if (type === "v128") {
    const lanes = [0, 1, 2, 3].map(() => drawNumber(random, "i32"));
    return node(type, `v4(${lanes.join(", ")})`);
  }
  return numberLiteral(type, drawNumber(random, type));
}

function numberLiteral(type: string, text: string): Node {
  if (is64(type)) {
    const value = BigInt.asUintN(64, BigInt(text));
    if (BigInt(text) > -1000n && BigInt(text) < 1000n) return node(type, `${type}(${text})`);
    // Longer than a JavaScript number is exact: built from halves by the prelude.
    return node(type, `${type}Of(${BigInt.asIntN(32, value >> 32n)}, ${BigInt.asIntN(32, value)})`);
  }
  if (type === "i32") return node(type, text.startsWith("-") ? `(${text})` : text);
  return node(type, `${type}(${text})`);
}

/** A value of `type` for a shrinking program, or undefined where only the program can make one. */
export function plainLiteral(type: string): Node | undefined {
  const element = elementOf(type);
  if (element !== undefined) {
    const one = plainLiteral(element);
    return one && node(type, "[", one, ", ", one, ", ", one, ", ", one, "]");
  }
  if (type === "string") return node(type, '"s"');
  if (type === "bool") return node(type, "true");
  if (type === "v128") return node(type, "v4(1, 2, 3, 4)");
  if (type === "i32") return node(type, "1");
  return isNumeric(type) ? node(type, `${type}(1)`) : undefined;
}
