// Rules about promises that types express -> diagnostics.
//
// A promise belongs to the activation that started its task. It may stand in a local variable, a parameter or an await;
// a field, a global, an element of a collection or a result could hold it longer than its owner lives.

import {
  CommonFlags, ElementKind, type Class, type Element, type Function as AscFunction, type Global, type Property, type PropertyPrototype,
  type Range, type Type,
} from "assemblyscript";
import { isAsync, markOf } from "../1-read/marks.js";
import { report } from "../errors.js";
import { promisedType, type Compilation } from "../state.js";

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
    if (holdsPromise(compilation, global.type)) escapes(compilation, global.identifierNode.range, `the variable '${global.name}' of the module`);
  }
}

function checkClass(compilation: Compilation, cls: Class): void {
  for (const type of cls.typeArguments ?? []) {
    if (cls.prototype !== compilation.promise && holdsPromise(compilation, type)) {
      escapes(compilation, cls.identifierNode.range, `'${cls.name}'`);
    }
  }
  for (const member of cls.members?.values() ?? []) {
    const field = fieldOf(member);
    if (field && field.parent === cls && holdsPromise(compilation, field.type)) {
      escapes(compilation, field.identifierNode.range, `the field '${field.name}'`);
    }
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
  if (isAsync(fn.declaration)) {
    if (!promised) report(compilation.program, "TACET020", returnNode.range, fn.prototype.name, returnNode.range.toString());
    else if (holdsPromise(compilation, promised)) escapes(compilation, returnNode.range, "the result");
    return;
  }
  const hasBody = fn.prototype.bodyNode != null;
  if (promised && hasBody && !markOf(fn.declaration, "tacet")) report(compilation.program, "TACET051", fn.identifierNode.range, fn.prototype.name);
}

function holdsPromise(compilation: Compilation, type: Type): boolean {
  return promisedType(compilation, type) != null;
}

function escapes(compilation: Compilation, range: Range, what: string): void {
  report(compilation.program, "TACET050", range, what);
}
