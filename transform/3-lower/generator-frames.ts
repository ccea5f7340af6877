// Frames of generators: what stands in front of one, and where in its owner's frame it is (assembly/generator.ts has the drawing).

import { BinaryOp, TypeRef, type Module } from "assemblyscript";
import { sizeOf } from "./frame.js";
import type { CopyContext } from "./inline.js";
import type { StatusWord } from "./landing.js";
import { AREA, AREA_END } from "./marks.js";
import type { AsyncFunction, Item, Stmt } from "./norm.js";
import type { Expr, Type } from "./raw.js";

export interface GeneratorContext extends CopyContext {
  readonly module: Module;
  /** Whether the collector looks into the frames of generators. */
  readonly collects: boolean;
  /** Most IR nodes that copies of a loop's body, and the generator, may add; 0 = no loop in place. */
  readonly limits: { readonly copies: number; readonly generator: number };
  /** The normal form of a generator, its yields still in it; null for a stub in front of several. */
  template(name: string): AsyncFunction | null;
  /** What the generator or the stub of that name yields. */
  itemOf(name: string): Item;
  /** All functions; those that a generator's frame holds come before it. */
  readonly functions: ReadonlyMap<string, AsyncFunction>;
  /** What is to be done at the end of a generator of that name that stands at a yield. */
  cleanupOf(name: string): Cleanup;
  /** Whether the function of that name may end by an error. */
  throws(name: string): boolean;
  /** Whether these statements of `fn` may. */
  throwsWithin(fn: AsyncFunction, stmts: readonly Stmt[]): boolean;
  /** Whether a call of the function of that name may step, or end, a generator that is not async. */
  steps(name: string): boolean;
  /** Refuses to give the generator made there a place. */
  refuse(origin: Expr, callee: string, cause: string): void;
  /** Names of library functions. */
  readonly lib: {
    readonly generatorNext: string;
    readonly generatorStep: string;
    readonly generatorReturn: string;
    readonly generatorStop: string;
    /** Those that step or end generators which are not async. */
    readonly generatorSteps: readonly string[];
    readonly gcGeneratorMade: string;
    readonly gcGeneratorsGone: string;
  } & StatusWord;
}

/** Whether the collector must see what is in a generator of that name: values across yields, or what it yields. */
export function holdsReferences(functions: GeneratorContext["functions"], name: string): boolean {
  const { item, forwards, managed } = functions.get(name)!;
  return item!.managed || forwards || managed.size > 0;
}

/** Whether it must see what is in a generator that lies in one of that name. */
export function holdsListed(functions: GeneratorContext["functions"], name: string): boolean {
  return functions.get(name)!.areas.some(({ generator }) => generator != null && (holdsReferences(functions, generator) || holdsListed(functions, generator)));
}

/** What is to be done at the end of a generator that stands at a yield. */
export interface Cleanup {
  /** Whether there is anything. */
  readonly any: boolean;
  /** Whether it is more than the ends of generators that it loops over: its own children, scopes, generators, `finally` blocks. */
  readonly own: boolean;
}

/** The word in front of a generator's frame, and what it holds (of an async one: assembly/async-generator.ts). */
const DONE_BYTES = 4;
export const AT_YIELD = 0;
export const ENDED = 1;
export const STOPPING = 2;

/** In front of that, under a collector: its links. */
const LINK_BYTES = 4;

/** Bytes in front of a generator's frame; the value of its last yield comes first. */
export function prefixBytes(item: Pick<Item, "type">, collects: boolean): number {
  return sizeOf(item.type) + DONE_BYTES + (collects ? LINK_BYTES : 0);
}

/** The value of the last yield of the generator that `generator` points to. */
export function loadItem(m: Module, generator: Expr, type: Type, collects: boolean): Expr {
  return m.load(sizeOf(type), false, before(m, generator, prefixBytes({ type }, collects)), type, 0, 4);
}

export function storeItem(m: Module, generator: Expr, item: Item, value: Expr, collects: boolean): Stmt {
  return { kind: "code", expr: m.store(sizeOf(item.type), before(m, generator, prefixBytes(item, collects)), value, item.type, 0, 4) };
}

export function loadDone(m: Module, generator: Expr): Expr {
  return m.load(4, false, before(m, generator, DONE_BYTES), TypeRef.I32, 0, 4);
}

export function storeDone(m: Module, generator: Expr, value: number): Stmt {
  return { kind: "code", expr: m.store(4, before(m, generator, DONE_BYTES), m.i32(value), TypeRef.I32, 0, 4) };
}

/** Where the frame of the generator in the area is. */
export function frameIn(m: Module, fn: AsyncFunction, area: number): Expr {
  return m.binary(BinaryOp.AddI32, m.call(AREA, [m.i32(area)], TypeRef.I32), m.i32(fn.areas[area].bytes));
}

/** Takes what lies in the area out of the collector's list. */
export function unlist(m: Module, lib: GeneratorContext["lib"], area: number): Stmt {
  const place = (marker: string): Expr => m.call(marker, [m.i32(area)], TypeRef.I32);
  return { kind: "code", expr: m.call(lib.gcGeneratorsGone, [place(AREA), place(AREA_END)], TypeRef.None) };
}

function before(m: Module, generator: Expr, bytes: number): Expr {
  return m.binary(BinaryOp.SubI32, generator, m.i32(bytes));
}
