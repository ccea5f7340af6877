// Constructors of errors that are only ever thrown -> without their allocation.
//
//   (func $Denied#constructor (param $this) …            (func $Denied#constructor (param $this) …
//     (if (i32.eqz $this) ($this = __new(16, 5)))   ->     …
//     …)                                                   …)
//
// Where the runtime has no collector, `throw new E(…)` constructs into a static object (2-desugar/throwing.ts). If no other
// `new` of the class is left in the program, the constructor need not be able to allocate; and if nothing else allocates,
// the allocator leaves the module, at every optimisation level: what can't grow its memory shows so.

import { ExpressionId, type Class, type Compiler } from "assemblyscript";
import { exportsOf, functionsOf, type FunctionCode } from "./contents.js";
import { localOf, operand, rewrite, targetOf, walk } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

/** Changes the constructors of `classes` and of what they extend. */
export function constructInPlace(compiler: Compiler, classes: ReadonlySet<Class>): void {
  const { module: m } = compiler;
  const filled = new Set<string>();
  for (let cls of classes) {
    for (;; cls = cls.base) {
      const name = cls.constructorInstance?.internalName;
      for (const fn of name ? [name, `${name}@varargs`] : []) if (m.hasFunction(fn)) filled.add(fn);
      if (!cls.base) break;
    }
  }
  if (!filled.size) return;
  for (const { internalName } of compiler.functionTable) filled.delete(internalName);
  const bodies = bodiesOf(compiler);
  for (let shrank = true; shrank;) {
    shrank = false;
    for (const { name, body } of bodies) {
      walk(body, e => {
        const target = functionOf(compiler, e);
        if (!target || !filled.has(target) || isCall(e) && isObject(operand(e, 0), filled.has(name))) return;
        filled.delete(target);
        shrank = true;
      });
    }
  }
  for (const name of filled) {
    const ref = m.getFunction(name);
    raw._BinaryenFunctionSetBody(ref, rewrite(raw._BinaryenFunctionGetBody(ref), e => isAllocation(e) ? m.nop() : e));
  }
  removeUnused(compiler);
}

/** All code of the program; what runs at its start is not a function yet. */
function bodiesOf({ module, currentBody }: Compiler): Pick<FunctionCode, "name" | "body">[] {
  return [...currentBody.map(body => ({ name: "", body })), ...functionsOf(module)];
}

/** Whether `self` is certainly not null: a static object, or what a constructor of ours was given. */
function isObject(self: Expr, inConstructor: boolean): boolean {
  switch (raw._BinaryenExpressionGetId(self)) {
    case ExpressionId.Const: return raw._BinaryenConstGetValueI32(self) != 0;
    case ExpressionId.LocalGet: return inConstructor && raw._BinaryenLocalGetGetIndex(self) == 0;
    default: return false;
  }
}

/** `if (!this) this = …`, with which asc begins a constructor. */
function isAllocation(e: Expr): boolean {
  if (raw._BinaryenExpressionGetId(e) != ExpressionId.If) return false;
  const condition = raw._BinaryenIfGetCondition(e);
  const set = raw._BinaryenIfGetIfTrue(e);
  if (raw._BinaryenExpressionGetId(condition) != ExpressionId.Unary || raw._BinaryenExpressionGetId(set) != ExpressionId.LocalSet) return false;
  const self = raw._BinaryenUnaryGetValue(condition);
  return raw._BinaryenLocalSetGetIndex(set) == 0 && localOf(self) == 0;
}

/** Removes functions of asc's runtime that nothing calls any more. */
function removeUnused(compiler: Compiler): void {
  const { module: m } = compiler;
  const kept = new Set(compiler.functionTable.map(fn => fn.internalName));
  for (const { value } of exportsOf(m)) kept.add(value);
  for (let removed = true; removed;) {
    removed = false;
    const called = new Set(kept);
    const bodies = bodiesOf(compiler);
    for (const { name, body } of bodies) {
      walk(body, e => {
        const target = functionOf(compiler, e);
        if (target && target != name) called.add(target);
      });
    }
    for (const { name } of bodies) {
      if (!name.startsWith("~lib/rt/") || called.has(name)) continue;
      m.removeFunction(name);
      removed = true;
    }
  }
}

function isCall(e: Expr): boolean {
  return raw._BinaryenExpressionGetId(e) == ExpressionId.Call;
}

/** The function that `e` calls or refers to. */
function functionOf({ module: m }: Compiler, e: Expr): string | null {
  if (raw._BinaryenExpressionGetId(e) == ExpressionId.RefFunc) return m.readStringCached(raw._BinaryenRefFuncGetFunc(e));
  return targetOf(m, e);
}
