// asc's program -> the functions the lowering works on.

import { CommonFlags, ElementKind, expandType, TypeRef, type Class, type Function as AscFunction, type Module, type Range, Type as AscType } from "assemblyscript";
import { ADOPTS_MARK, isAsync, isGenerator, markOf } from "../1-read/marks.js";
import { BORROWED } from "../2-desugar/kept.js";
import { ADVANCE, isAdvance, THROW, TRY } from "../2-desugar/markers.js";
import { generatedType, isAsyncGenerator, promisedType, type Compilation } from "../state.js";
import { indirectNameOf } from "./indirect.js";
import { addTo } from "./lists.js";
import type { Locations } from "./locations.js";
import type { Mentions } from "./mentions.js";
import type { AsyncFunction } from "./norm.js";
import { operand, operandCount, renumber } from "./nodes.js";
import { raw, type Expr, type Type } from "./raw.js";

/** An asc function with its IR. */
export interface Source {
  readonly asc: AscFunction;
  readonly name: string;
  readonly body: Expr;
  readonly params: readonly Type[];
  /** The parameters' types in asc, `this` first. */
  readonly paramTypes: readonly AscType[];
  /** Parameters in front of those that a closure captured. */
  readonly ownParams: number;
  readonly vars: readonly Type[];
  /** Set for a stub whose calls of async functions take its place. */
  readonly forwards: boolean;
}

/** A compiler-known function of assembly/intrinsics.ts. */
export interface Intrinsic {
  readonly name: string;
  readonly asc: AscFunction;
}

export interface Collected {
  /** Async functions and forwarding stubs by internal name. */
  readonly asyncs: Map<string, Source>;
  /** Generators and the stubs that make them. */
  readonly generators: Map<string, Source>;
  /** All other functions with a body. */
  readonly plain: Map<string, Source>;
  readonly intrinsics: ReadonlyMap<string, Intrinsic>;
}

/** Sorts the compiled functions of the program. */
export function collect(compilation: Compilation, module: Module): Collected {
  const asyncs = new Map<string, Source>();
  const generators = new Map<string, Source>();
  const plain = new Map<string, Source>();
  const intrinsics = new Map<string, Intrinsic>();
  for (const fn of compiledFunctions(compilation)) {
    if (markOf(fn.declaration, "tacet")) {
      const name = fn.is(CommonFlags.Instance) ? `${fn.prototype.parent.name}#${fn.prototype.name}` : fn.prototype.name;
      intrinsics.set(fn.internalName, { name, asc: fn });
      continue;
    }
    const ref = module.getFunction(fn.internalName);
    if (!ref) continue;
    const body = raw._BinaryenFunctionGetBody(ref);
    if (!body) continue;
    const vars: Type[] = [];
    const count = raw._BinaryenFunctionGetNumVars(ref);
    for (let i = 0; i < count; i++) vars.push(raw._BinaryenFunctionGetVar(ref, i));
    const params = expandType(raw._BinaryenFunctionGetParams(ref));
    const { thisType, parameterTypes } = fn.signature;
    const source: Source = {
      asc: fn, name: fn.internalName, body, params, vars,
      paramTypes: thisType ? [thisType, ...parameterTypes] : parameterTypes,
      ownParams: params.length,
      forwards: !(isAsync(fn.declaration) || isGenerator(fn.declaration)) || fn.is(CommonFlags.Stub),
    };
    if (promisedType(compilation, fn.signature.returnType)) asyncs.set(source.name, source);
    else if (makesGenerator(compilation, fn)) generators.set(source.name, source);
    else plain.set(source.name, source);
  }
  return { asyncs, generators, plain, intrinsics };
}

/** Whether a call of `fn` makes a generator: a generator itself, or a stub in front of some. */
function makesGenerator(compilation: Compilation, fn: AscFunction): boolean {
  return generatedType(compilation, fn.signature.returnType) != null && (isGenerator(fn.declaration) || fn.is(CommonFlags.Stub));
}

function compiledFunctions(compilation: Compilation): Set<AscFunction> {
  const out = new Set<AscFunction>();
  for (const element of compilation.program.instancesByName.values()) {
    if (element.kind != ElementKind.Function) continue;
    const fn = element as AscFunction;
    if (fn.is(CommonFlags.Compiled)) out.add(fn);
    for (const stub of [fn.varargsStub, fn.overrideStub]) if (stub) out.add(stub);
  }
  // Top-level statements of a file are a function of their own that stands in no table.
  for (const file of compilation.program.filesByName.values()) out.add(file.startFunction);
  return out;
}

/** A shell for the normal form of `source`, with local 0 added for the frame and all indices in its body moved by one. */
export function shellOf(compilation: Compilation, source: Source): AsyncFunction {
  const { returnType } = source.asc.signature;
  const promised = promisedType(compilation, returnType);
  const generated = makesGenerator(compilation, source.asc) ? generatedType(compilation, returnType) : null;
  const isPlain = !promised && !generated;
  const result = promised ?? (isPlain ? returnType : AscType.void);
  const managed = new Set<number>();
  source.paramTypes.forEach((type, i) => {
    if (type.isManaged) managed.add(i + 1);
  });
  renumber(source.body, local => local + 1);
  return {
    name: source.name,
    paramCount: source.params.length,
    locals: [TypeRef.I32, ...source.params, ...source.vars],
    managed,
    asks: false,
    settled: new Set(),
    result: result.toRef(),
    resultManaged: result.isManaged,
    item: generated && { type: generated.toRef(), managed: generated.isManaged, isAsync: isAsyncGenerator(compilation, returnType) },
    isPlain,
    body: [],
    areas: [],
    children: [],
    scopes: [],
    forwards: !isPlain && source.forwards,
    takes: markOf(source.asc.declaration, ADOPTS_MARK) ? "adopts" : compilation.library.is(source.asc.prototype, BORROWED) ? "borrows" : null,
    depths: [],
  };
}

export interface NormalForm {
  /** The functions that go through normal form: what is async, generators, what uses them, what throws or catches, and its callers. */
  readonly sources: readonly Source[];
  /** Functions that are not async and may throw, as far as calls tell. */
  readonly throwing: ReadonlySet<string>;
  /** Functions that are not async and may step a generator that is not. */
  readonly stepping: ReadonlySet<string>;
  /** Functions that stand for calls through values (indirect.ts), each with the functions that it may call. */
  readonly indirect: ReadonlyMap<string, readonly string[]>;
}

/** Stands for the step of any generator that is not async. */
const STEP = "~step";

/**
 * Bodies as they are by now. @param mentions what they called before @param throws whether there is a `throw` or `try` at all
 * @param steps the library's functions that step generators; null where nothing is a generator @param table the functions that have values
 */
export function normalFormOf(
  collected: Collected, module: Module, mentions: ReadonlyMap<string, Mentions>, throws: boolean, steps: readonly string[] | null, table: readonly string[],
): NormalForm {
  const known = [...collected.asyncs.values(), ...collected.generators.values()];
  if (!steps && !throws) return { sources: known, throwing: new Set(), stepping: new Set(), indirect: new Map() };
  const generators = [...collected.generators.values()].filter(({ asc }) => !isAsync(asc.declaration));
  const used = new Set<string>();
  const throwing = new Set<string>();
  const callers = new Map<string, string[]>([[STEP, [...steps ?? []]]]);
  const called = (callee: string, by: string): void => addTo(callers, callee, by);
  const indirect = new Map<string, string[]>();
  for (const name of table) {
    if (!collected.plain.has(name)) continue;
    const value = indirectNameOf(module, name);
    addTo(indirect, value, name);
    called(name, value);
  }
  for (const { name } of [...collected.plain.values(), ...generators]) {
    const { targets, values } = mentions.get(name)!;
    for (const value of values) called(value, name);
    for (const target of targets) {
      if (target == ADVANCE) called(STEP, name);
      if (isAdvance(target) || target == TRY || collected.generators.has(target)) used.add(name);
      else if (target == THROW) throwing.add(name);
      else if (collected.plain.has(target)) called(target, name);
    }
  }
  for (const name of throwing) {
    for (const caller of callers.get(name) ?? []) throwing.add(caller); // a set shows what is added meanwhile
    if (collected.generators.has(name)) throwing.add(STEP);
  }
  const stepping = new Set(callers.get(STEP));
  for (const name of stepping) for (const caller of callers.get(name) ?? []) stepping.add(caller);
  const kept = [...collected.plain.values()].filter(({ name }) => used.has(name) || throwing.has(name))
    .map(source => ({ ...source, body: raw._BinaryenFunctionGetBody(module.getFunction(source.name)) }));
  for (const name of indirect.keys()) if (!throwing.has(name)) indirect.delete(name);
  return {
    sources: [...known, ...kept], stepping, indirect,
    throwing: new Set([...throwing].filter(name => collected.plain.has(name) || indirect.has(name))),
  };
}

/** The sources of these functions by name. */
export function sourcesOf({ asyncs, generators, plain }: Collected, names: readonly string[]): Map<string, Source> {
  return new Map(names.map(name => [name, (asyncs.get(name) ?? generators.get(name) ?? plain.get(name))!]));
}

/** Whether the function is one of the library's that step, or end, the generator they are given first. */
export function handsToGenerator(compilation: Compilation, { asyncs, plain }: Collected, callee: string): boolean {
  const source = asyncs.get(callee) ?? plain.get(callee);
  const first = source?.paramTypes[0];
  return first !== undefined && compilation.library.owns(source!.asc) && generatedType(compilation, first) != null;
}

/** The class argument of a generic intrinsic such as `inFrame<T>`. */
export function classArgument(intrinsic: Intrinsic): Class | null {
  return intrinsic.asc.typeArguments?.[0]?.getClass() ?? null;
}

/** Source range of `at`, or of the nearest node around it that has one; null outside all bodies. */
export function rangeNear(at: Expr, locations: Locations, { asyncs, generators, plain }: Collected): Range | null {
  const own = locations.get(at);
  if (own) return own;
  for (const { body } of [...asyncs.values(), ...generators.values(), ...plain.values()]) {
    const range = rangeOf(body, at, () => true, locations);
    if (range) return range;
  }
  return null;
}

/** The innermost source range of nodes of `body` that hold `at` which counts; null where there is none. */
export function rangeOf(body: Expr, at: Expr, counts: (range: Range) => boolean, locations: Locations): Range | null {
  let found: Range | null = null;
  const note = (e: Expr): boolean => {
    const range = found ? null : locations.get(e);
    if (range && counts(range)) found = range;
    return true;
  };
  const holds = (e: Expr): boolean => {
    if (e == at) return note(e);
    const count = operandCount(e);
    for (let i = 0; i < count; i++) {
      const child = operand(e, i);
      if (child && holds(child)) return note(e);
    }
    return false;
  };
  holds(body);
  return found;
}
