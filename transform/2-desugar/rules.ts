// Rules about promises and generators that types express -> diagnostics.
//
// A promise belongs to the activation that started its task, a generator to the one that made it. It may stand in a local variable, a parameter or an await;
// a field, a global, an element of a collection or a result could hold it longer than its owner lives.

import {
  CommonFlags, ElementKind, type Class, type Element, type Function as AscFunction, type Global, type Property, type PropertyPrototype,
  type Range, type Type,
} from "assemblyscript";
import { isAsync, isGenerator, markOf } from "../1-read/marks.js";
import { report } from "../errors.js";
import { generatedType, isAsyncGenerator, promisedType, type Compilation } from "../state.js";

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
  for (const type of cls.typeArguments ?? []) {
    if (cls.prototype !== compilation.promise) refuseEscape(compilation, type, cls.identifierNode.range, `'${cls.name}'`);
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
    if (!promised) report(compilation.program, "TACET020", returnNode.range, fn.prototype.name, returnNode.range.toString());
    else refuseEscape(compilation, promised, returnNode.range, "the result");
    return;
  }
  const hasBody = fn.prototype.bodyNode != null;
  if (hasBody && generatedType(compilation, fn.signature.returnType)) {
    refuseEscape(compilation, fn.signature.returnType, returnNode.range, `what '${fn.prototype.name}' returns`);
  }
  if (promised && hasBody && !markOf(fn.declaration, "tacet")) report(compilation.program, "TACET051", fn.identifierNode.range, fn.prototype.name);
}

/** Reports `what`, of this type, if it could hold a promise or a generator for too long. */
function refuseEscape(compilation: Compilation, type: Type, range: Range, what: string): void {
  if (promisedType(compilation, type)) report(compilation.program, "TACET050", range, what);
  else if (generatedType(compilation, type)) report(compilation.program, "TACET016", range, what);
}
