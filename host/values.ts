// Values: JavaScript <-> AssemblyScript types at the border. Arguments are checked before the guest sees them, since
// WebAssembly itself would quietly turn "1" into 1 and 2.5 into 2.

import { TacetFault } from "./errors.js";
import type { GuestMemory } from "./memory.js";

/** What makes strings in a program's memory: the loader's helpers. */
export interface StringHelpers {
  __newString(text: string): number;
  __pin(ptr: number): number;
  __unpin(ptr: number): void;
}

export interface ValueType {
  readonly name: string;
  /** What JavaScript passes, in words. */
  readonly jsType: string;
  accepts(value: unknown): boolean;
  /** An accepted value -> argument of an export. */
  lower(value: unknown, strings: StringHelpers | undefined): number | bigint;
  /** Reads a value of this type at `ptr`, in the guest's memory. */
  load(memory: GuestMemory, ptr: number): unknown;
  /** Writes an accepted value into an 8-byte slot; undefined for strings, which the collector would not see there. */
  readonly store: ((memory: GuestMemory, ptr: number, value: unknown) => void) | undefined;
}

type Getter = (view: DataView, ptr: number) => unknown;

function integer(name: string, min: number, max: number, get: Getter, set: (view: DataView, ptr: number, value: number) => void): ValueType {
  return {
    name,
    jsType: `an integer from ${min} to ${max}`,
    accepts: (value) => typeof value === "number" && Number.isInteger(value) && value >= min && value <= max,
    lower: (value) => (value as number) | 0,
    load: (memory, ptr) => get(memory.view, ptr),
    store: (memory, ptr, value) => set(memory.view, ptr, value as number),
  };
}

function bigInteger(name: string, min: bigint, max: bigint, get: Getter, set: (view: DataView, ptr: number, value: bigint) => void): ValueType {
  return {
    name,
    jsType: `a BigInt from ${min}n to ${max}n`,
    accepts: (value) => typeof value === "bigint" && value >= min && value <= max,
    lower: (value) => BigInt.asIntN(64, value as bigint),
    load: (memory, ptr) => get(memory.view, ptr),
    store: (memory, ptr, value) => set(memory.view, ptr, value as bigint),
  };
}

function float(name: string, get: Getter, set: (view: DataView, ptr: number, value: number) => void): ValueType {
  return {
    name,
    jsType: "a number",
    accepts: (value) => typeof value === "number",
    lower: (value) => value as number,
    load: (memory, ptr) => get(memory.view, ptr),
    store: (memory, ptr, value) => set(memory.view, ptr, value as number),
  };
}

const i32 = (name: string): ValueType =>
  integer(name, -(2 ** 31), 2 ** 31 - 1, (view, ptr) => view.getInt32(ptr, true), (view, ptr, value) => view.setInt32(ptr, value, true));
const u32 = (name: string): ValueType =>
  integer(name, 0, 2 ** 32 - 1, (view, ptr) => view.getUint32(ptr, true), (view, ptr, value) => view.setUint32(ptr, value, true));

const bool: ValueType = {
  name: "bool",
  jsType: "a boolean",
  accepts: (value) => typeof value === "boolean",
  lower: (value) => (value === true ? 1 : 0),
  load: (memory, ptr) => memory.view.getUint8(ptr) !== 0,
  store: (memory, ptr, value) => memory.view.setUint32(ptr, value === true ? 1 : 0, true),
};

const string: ValueType = {
  name: "string",
  jsType: "a string",
  accepts: (value) => typeof value === "string",
  lower: (value, strings) => needed(strings).__newString(value as string),
  load: (memory, ptr) => {
    const at = memory.view.getUint32(ptr, true);
    if (at === 0) return null;
    const text = memory.stringAt(at, memory.u8.length);
    if (text === undefined) throw new TacetFault("BAD_RESULT", `${at} is no string in the program's memory`);
    return text;
  },
  store: undefined,
};

const nothing: ValueType = {
  name: "void",
  jsType: "nothing",
  accepts: () => true,
  lower: () => 0,
  load: () => undefined,
  store: () => undefined,
};

const TYPES: ReadonlyMap<string, ValueType> = new Map([
  integer("i8", -128, 127, (view, ptr) => view.getInt8(ptr), (view, ptr, value) => view.setInt32(ptr, value, true)),
  integer("i16", -32768, 32767, (view, ptr) => view.getInt16(ptr, true), (view, ptr, value) => view.setInt32(ptr, value, true)),
  i32("i32"),
  i32("isize"),
  integer("u8", 0, 255, (view, ptr) => view.getUint8(ptr), (view, ptr, value) => view.setUint32(ptr, value, true)),
  integer("u16", 0, 65535, (view, ptr) => view.getUint16(ptr, true), (view, ptr, value) => view.setUint32(ptr, value, true)),
  u32("u32"),
  u32("usize"),
  bigInteger("i64", -(2n ** 63n), 2n ** 63n - 1n, (view, ptr) => view.getBigInt64(ptr, true),
    (view, ptr, value) => view.setBigInt64(ptr, value, true)),
  bigInteger("u64", 0n, 2n ** 64n - 1n, (view, ptr) => view.getBigUint64(ptr, true), (view, ptr, value) => view.setBigUint64(ptr, value, true)),
  float("f32", (view, ptr) => view.getFloat32(ptr, true), (view, ptr, value) => view.setFloat32(ptr, value, true)),
  float("f64", (view, ptr) => view.getFloat64(ptr, true), (view, ptr, value) => view.setFloat64(ptr, value, true)),
  bool,
  string,
  nothing,
].map((type) => [type.name, type]));

/** @returns undefined for a type that does not cross (v128, classes) */
export function valueType(name: string): ValueType | undefined {
  return TYPES.get(name);
}

/** `1.5` -> "the number 1.5", for messages. */
export function describe(value: unknown): string {
  if (typeof value === "bigint") return `the BigInt ${value}n`;
  if (typeof value === "number" || typeof value === "boolean") return `the ${typeof value} ${value}`;
  if (typeof value === "string") return `the string ${JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)}`;
  return value === null ? "null" : typeof value === "object" ? "an object" : typeof value;
}

function needed(strings: StringHelpers | undefined): StringHelpers {
  if (strings === undefined) throw new TypeError("strings cross only with --runtime minimal or incremental and --exportRuntime");
  return strings;
}
