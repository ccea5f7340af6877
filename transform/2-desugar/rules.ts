// Rules about promises and generators that types express -> diagnostics.
//
// A promise belongs to the activation that started its task, a generator to the one that made it. It may stand in a local variable, a parameter or an await;
// a field, a global, an element of a collection or a result could hold it longer than its owner lives. So it is with what else of the
// library's lies in a frame: scopes, steps of generators, outcomes.

import {
  CommonFlags, ElementKind, isTypeOmitted, type Class, type Element, type Function as AscFunction, type Global, type Property, type PropertyPrototype,
  type Range, type Type,
} from "assemblyscript";
import { isAsync, isGenerator, markOf } from "../1-read/marks.js";
import { report } from "../errors.js";
import { holdsPromises, plainName } from "./promises.js";
import { generatedType, isAsyncGenerator, promisedType, type Compilation } from "../state.js";

/** Classes of the library whose objects lie in frames. */
const VIEWS = [
  ["scope/Scope", "a scope"],
  ["generator/IteratorResult", "a step of a generator"],
  ["promise/PromiseSettledResult", "the outcome of a promise"],
] as const;

/** Reports every declaration of the compiled program that lets a promise outlive its owner. */
export function checkPromises(compilation: Compilation): void {
  const { program } = compilation;
  for (const element of program.instancesByName.values()) {
    if (element.kind == ElementKind.Class || element.kind == ElementKind.Interface) checkClass(compilation, element as Class);
    else if (element.kind == ElementKind.Function) checkFunction(compilation, element as AscFunction);
  }
  for (const element of program.elementsByName.values()) {
    if (element.kind != ElementKind.Global || !element.is(CommonFlags.Compiled)) continue;
    const global = element as Global;
    refuseEscape(compilation, global.type, global.identifierNode.range, `the variable '${global.name}' of the module`);
  }
}

function checkClass(compilation: Compilation, cls: Class): void {
  if (cls.prototype === compilation.promise) return;
  if (holdsPromises(compilation, cls)) {
    // What a class of asc's is made of, its fields and further classes, says no more than where the source uses it.
    const place = compilation.promiseHolders.get(cls);
    if (!place && cls.identifierNode.range.source.isLibrary) return;
    for (const type of cls.typeArguments ?? []) refuseEscape(compilation, type, place ?? cls.identifierNode.range, `'${plainName(cls.type)}'`);
    if (cls.identifierNode.range.source.isLibrary) return;
  }
  for (const member of cls.members?.values() ?? []) {
    const field = fieldOf(member);
    if (field && field.parent === cls) refuseEscape(compilation, field.type, field.identifierNode.range, `the field '${field.name}'`);
  }
}

function fieldOf(member: Element): Property | null {
  if (member.kind == ElementKind.PropertyPrototype) return fieldOf((member as PropertyPrototype).instance as Element | null ?? NO_MEMBER);
  return member.kind == ElementKind.Property && (member as Property).isField ? member as Property : null;
}

const NO_MEMBER = { kind: -1 } as unknown as Element;

function checkFunction(compilation: Compilation, fn: AscFunction): void {
  if (!fn.is(CommonFlags.Compiled) || fn.isAny(CommonFlags.Stub | CommonFlags.Constructor)) return;
  const promised = promisedType(compilation, fn.signature.returnType);
  const returnNode = fn.prototype.functionTypeNode.returnType;
  if (isGenerator(fn.declaration)) {
    const { returnType } = fn.signature;
    const item = generatedType(compilation, returnType);
    const isAsynchronous = isAsync(fn.declaration);
    if (item && isAsyncGenerator(compilation, returnType) == isAsynchronous) refuseEscape(compilation, item, returnNode.range, "what it yields");
    else {
      const [what, name] = isAsynchronous ? ["an async generator", "AsyncGenerator"] : ["a generator", "Generator"];
      report(compilation.program, "TACET015", returnNode.range, fn.prototype.name, returnNode.range.toString(), what, name);
    }
    return;
  }
  if (isAsync(fn.declaration)) {
    if (!promised && isTypeOmitted(returnNode)) report(compilation.program, "TACET026", fn.declaration.range);
    else if (!promised) report(compilation.program, "TACET020", returnNode.range, fn.prototype.name, returnNode.range.toString());
    else refuseEscape(compilation, promised, returnNode.range, "the result");
    return;
  }
  const hasBody = fn.prototype.bodyNode != null;
  if (hasBody && generatedType(compilation, fn.signature.returnType)) {
    refuseEscape(compilation, fn.signature.returnType, returnNode.range, `what '${fn.prototype.name}' returns`);
  }
  if (!promised || !hasBody || markOf(fn.declaration, "tacet") || isOfHolder(compilation, fn)) return;
  const isGetter = fn.declaration.is(CommonFlags.Get);
  report(
    compilation.program, "TACET051", fn.identifierNode.range, nameOf(fn),
    isGetter ? "make it an async method" : "write 'async' before it",
  );
}

/** Whether a function of asc's library gives a promise only because its class or its type arguments hold some. */
function isOfHolder(compilation: Compilation, fn: AscFunction): boolean {
  if (!fn.identifierNode.range.source.isLibrary || compilation.library.owns(fn.prototype)) return false;
  return [...fn.contextualTypeArguments?.values() ?? []].some(type => promisedType(compilation, type));
}

/** The function as messages name it. */
function nameOf({ prototype: { name, declaration } }: AscFunction): string {
  if (declaration.name.text == "" || name.startsWith("anonymous|")) return "this function";
  return `'${name.replace(/^get:/, "")}'`;
}

/** Reports `what`, of this type, if it could hold a promise or a generator for too long. */
function refuseEscape(compilation: Compilation, type: Type, range: Range, what: string): void {
  if (promisedType(compilation, type)) report(compilation.program, "TACET050", range, what);
  else if (generatedType(compilation, type)) report(compilation.program, "TACET016", range, what);
  else if (!compilation.library.holds(range)) {
    const cls = type.getClass();
    const view = cls && VIEWS.find(([name]) => compilation.library.is(cls.prototype, name));
    if (view) report(compilation.program, "TACET039", range, view[1], what);
  }
}
