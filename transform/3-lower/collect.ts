// asc's program -> the functions the lowering works on.

import { CommonFlags, ElementKind, ExpressionId, expandType, TypeRef, type Class, type Function as AscFunction, type Module, type Range, type Type as AscType } from "assemblyscript";
import { isAsync, markOf } from "../1-read/marks.js";
import { promisedType, type Compilation } from "../state.js";
import type { AsyncFunction } from "./norm.js";
import { operand, operandCount, walk } from "./nodes.js";
import { raw, type Expr, type Type } from "./raw.js";

/** An asc function with its IR. */
export interface Source {
  readonly asc: AscFunction;
  readonly name: string;
  readonly body: Expr;
  readonly params: readonly Type[];
  readonly vars: readonly Type[];
}

/** A compiler-known function of assembly/intrinsics.ts. */
export interface Intrinsic {
  readonly name: string;
  readonly asc: AscFunction;
}

export interface Collected {
  /** Async functions and forwarding stubs by internal name. */
  readonly asyncs: ReadonlyMap<string, Source>;
  /** All other functions with a body. */
  readonly plain: ReadonlyMap<string, Source>;
  readonly intrinsics: ReadonlyMap<string, Intrinsic>;
}

/** Sorts the compiled functions of the program. */
export function collect(compilation: Compilation, module: Module): Collected {
  const asyncs = new Map<string, Source>();
  const plain = new Map<string, Source>();
  const intrinsics = new Map<string, Intrinsic>();
  for (const fn of compiledFunctions(compilation)) {
    if (markOf(fn.declaration, "tacet")) {
      intrinsics.set(fn.internalName, { name: fn.prototype.name, asc: fn });
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
    const source: Source = { asc: fn, name: fn.internalName, body, params, vars };
    if (promisedType(compilation, fn.signature.returnType)) asyncs.set(source.name, source);
    else plain.set(source.name, source);
  }
  return { asyncs, plain, intrinsics };
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
  const promised = promisedType(compilation, source.asc.signature.returnType)!;
  const managed = new Set<number>();
  managedParams(source.asc).forEach((is, i) => {
    if (is) managed.add(i + 1);
  });
  walk(source.body, e => shift(e));
  return {
    name: source.name,
    paramCount: source.params.length,
    locals: [TypeRef.I32, ...source.params, ...source.vars],
    managed,
    result: promised.toRef(),
    resultManaged: promised.isManaged,
    body: [],
    areas: [],
    children: [],
    forwards: !isAsync(source.asc.declaration) || source.asc.is(CommonFlags.Stub),
  };
}

function shift(e: Expr): void {
  if (raw._BinaryenExpressionGetId(e) == ExpressionId.LocalGet) raw._BinaryenLocalGetSetIndex(e, raw._BinaryenLocalGetGetIndex(e) + 1);
  else if (raw._BinaryenExpressionGetId(e) == ExpressionId.LocalSet) raw._BinaryenLocalSetSetIndex(e, raw._BinaryenLocalSetGetIndex(e) + 1);
}

/** Without a frame parameter local 0 is unused: all indices move down by one. */
export function dropFrameLocal(body: Expr): void {
  walk(body, e => {
    if (raw._BinaryenExpressionGetId(e) == ExpressionId.LocalGet) raw._BinaryenLocalGetSetIndex(e, raw._BinaryenLocalGetGetIndex(e) - 1);
    else if (raw._BinaryenExpressionGetId(e) == ExpressionId.LocalSet) raw._BinaryenLocalSetSetIndex(e, raw._BinaryenLocalSetGetIndex(e) - 1);
  });
}

function managedParams(fn: AscFunction): boolean[] {
  const { thisType, parameterTypes } = fn.signature;
  const types: AscType[] = thisType ? [thisType, ...parameterTypes] : [...parameterTypes];
  return types.map(t => t.isManaged);
}

/** The class argument of a generic intrinsic such as `inFrame<T>`. */
export function classArgument(intrinsic: Intrinsic): Class | null {
  return intrinsic.asc.typeArguments?.[0]?.getClass() ?? null;
}

/** Source range of the nearest node around `at` that has one; null outside all bodies. */
export function rangeAround(at: Expr, locations: ReadonlyMap<Expr, Range>, sources: readonly Source[]): Range | null {
  let range: Range | null = null;
  const holds = (e: Expr): boolean => {
    if (e == at) return true;
    const count = operandCount(e);
    for (let i = 0; i < count; i++) {
      const child = operand(e, i);
      if (!child || !holds(child)) continue;
      range ??= locations.get(e) ?? null;
      return true;
    }
    return false;
  };
  for (const { body } of sources) if (holds(body)) break;
  return range;
}
