// An arrow without `async` that gives a promise, where a function that gives one is wanted: an async arrow.
//
//   await retry(3, () => load(page))   ->   await retry(3, async () => await load(page))
//
// In JavaScript both do the same, but for an error before `load` has begun, of which the caller hears at the call or at its await. Other
// functions that give promises say `async` (TACET051): there more than one expression may come before.

import { ArrowKind, Compiler, isTypeOmitted, NodeKind, ReportMode, Type, type Expression, type FunctionDeclaration, type FunctionExpression } from "assemblyscript";
import { ASYNC_MARK, createMark, GIVES_MARK, isAsync, markOf } from "../1-read/marks.js";
import { report } from "../errors.js";
import type { Expr } from "../3-lower/raw.js";
import { compilationOf, promisedType, type Compilation } from "../state.js";
import { isFirst, override, type Patched } from "./patch.js";
import { plainName } from "./promises.js";

const INSTALLED = Symbol.for("tacet.arrows");

/** Patches asc, once per process. */
export function installArrows(): void {
  const proto = Compiler.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;
  override<Compiler, [FunctionExpression, Type, number], Expr>(proto, "compileFunctionExpression", original => function (
    this: Compiler, expression, contextual, constraints,
  ) {
    const compilation = compilationOf(this.program);
    const { declaration } = expression;
    const isPlain = declaration.arrowKind != ArrowKind.None && declaration.body?.kind == NodeKind.Expression && !isAsync(declaration);
    const result = compilation && isPlain ? resultOf(this, declaration, contextual) : null;
    if (!compilation || !result || !promisedType(compilation, result)) return original.call(this, expression, contextual, constraints);
    // asc compiles a copy: where a plain function is wanted, this is one.
    const { decorators } = declaration;
    declaration.decorators = [...decorators ?? [], createMark(ASYNC_MARK, declaration.range), createMark(GIVES_MARK, declaration.range)];
    try {
      return original.call(this, expression, contextual, constraints);
    } finally {
      declaration.decorators = decorators;
    }
  });
}

/** What the arrow says that it gives, or else what is wanted of it. */
function resultOf({ currentFlow: flow, resolver }: Compiler, { signature: { returnType } }: FunctionDeclaration, contextual: Type): Type | null {
  if (isTypeOmitted(returnType)) return contextual.signatureReference?.returnType ?? null;
  return resolver.resolveType(returnType, flow, flow.sourceFunction, flow.contextualTypeArguments, ReportMode.Swallow);
}

/** Refuses a value that is no promise, where such an arrow gives it. */
export function checkGiven({ currentFlow: flow, program, resolver }: Compiler, compilation: Compilation, value: Expression): void {
  const fn = flow.sourceFunction;
  if (!markOf(fn.declaration, GIVES_MARK)) return;
  const type = resolver.resolveExpression(value, flow, Type.auto, ReportMode.Swallow);
  if (type && !promisedType(compilation, type)) report(program, "TACET124", value.range, plainName(type), plainName(fn.signature.returnType));
}
