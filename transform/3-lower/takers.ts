// Takers: does a function only call the function value it is given?
//
// It may call it, ask whether it is there, put it into a variable that is set once, and hand it to another taker or to a
// closure that is one. Then the function can be copied for a value whose code is known (closures.ts), and no value is left.
// Whatever else it does with it (a field, an array, a result) needs a value in memory.

import { ExpressionId, TypeRef, type Module } from "assemblyscript";
import type { FunctionValues } from "../2-desugar/function-values.js";
import { CLOSURE } from "../2-desugar/markers.js";
import type { Source } from "./collect.js";
import { addTo } from "./lists.js";
import { TOSTACK } from "./marks.js";
import { i32Of, operand, operandCount, targetOf, walk } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

export interface TakerContext {
  readonly module: Module;
  readonly values: FunctionValues;
  source(name: string): Source | undefined;
}

export class Takers {
  private readonly known = new Map<string, boolean>();

  constructor(private readonly cx: TakerContext) {}

  /** Whether the function `name` takes parameter `param` in the sense above. */
  takes(name: string, param: number): boolean {
    const key = `${name} ${param}`;
    const answer = this.known.get(key);
    if (answer !== undefined) return answer;
    const source = this.cx.source(name);
    if (!source) return false;
    const before = [...this.known.keys()];
    this.known.set(key, true); // in a cycle: unless something else keeps it
    const holds = new Set([param]);
    const copied = new Set<Expr>();
    let ok = true;
    const holdsIt = (e: Expr): boolean => {
      switch (raw._BinaryenExpressionGetId(e)) {
        case ExpressionId.Call: return targetOf(this.cx.module, e) == TOSTACK && holdsIt(operand(e, 0));
        case ExpressionId.LocalGet: return holds.has(raw._BinaryenLocalGetGetIndex(e));
        case ExpressionId.LocalSet: return copied.has(e) && raw._BinaryenLocalSetIsTee(e);
        case ExpressionId.Block: {
          const count = raw._BinaryenBlockGetNumChildren(e);
          return count > 0 && !raw._BinaryenBlockGetName(e) && holdsIt(raw._BinaryenBlockGetChildAt(e, count - 1));
        }
        case ExpressionId.If: return holdsIt(raw._BinaryenIfGetIfTrue(e));
      }
      return false;
    };
    const sets = setsIn(source.body);
    if (sets.has(param)) ok = false;
    for (let changed = true; changed;) {
      changed = false;
      for (const [local, list] of sets) {
        if (holds.has(local) || list.length != 1 || local < source.params.length || !holdsIt(raw._BinaryenLocalSetGetValue(list[0]))) continue;
        holds.add(local);
        copied.add(list[0]);
        changed = true;
      }
    }
    const accepts = (e: Expr, i: number): boolean => {
      switch (raw._BinaryenExpressionGetId(e)) {
        case ExpressionId.LocalSet: return copied.has(e);
        case ExpressionId.Drop: return true;
        case ExpressionId.If: return i == 0 || raw._BinaryenExpressionGetType(e) == TypeRef.I32;
        case ExpressionId.Block: return i == operandCount(e) - 1 && !raw._BinaryenBlockGetName(e);
        case ExpressionId.Unary: case ExpressionId.Binary: return isTest(e);
        case ExpressionId.Call: {
          const target = targetOf(this.cx.module, e)!;
          if (target == TOSTACK) return true;
          if (this.cx.values.signatureOf(target)) return i == operandCount(e) - 1;
          if (target.startsWith(CLOSURE)) {
            const fn = target.slice(CLOSURE.length);
            return this.takes(fn, this.cx.source(fn)!.ownParams + i);
          }
          return this.takes(target, i);
        }
      }
      return false;
    };
    const check = (e: Expr): void => {
      if (!ok || !e) return;
      if (raw._BinaryenExpressionGetId(e) == ExpressionId.CallIndirect) {
        const count = raw._BinaryenCallIndirectGetNumOperands(e);
        for (let i = 0; i < count; i++) {
          if (holdsIt(operand(e, i))) ok = false;
          check(operand(e, i));
        }
        const callee = calledBy(operand(e, count));
        if (!callee || !holdsIt(callee)) check(operand(e, count));
        return;
      }
      const count = operandCount(e);
      for (let i = 0; i < count; i++) {
        const child = operand(e, i);
        if (!child) continue;
        if (holdsIt(child) && !accepts(e, i)) ok = false;
        check(child);
      }
    };
    check(source.body);
    // What was found meanwhile may rest on the guess.
    if (!ok) for (const other of this.known.keys()) if (!before.includes(other)) this.known.delete(other);
    this.known.set(key, ok);
    return ok;
  }
}

/** Each local that is set in `body` -> what sets it. */
export function setsIn(body: Expr): Map<number, Expr[]> {
  const sets = new Map<number, Expr[]>();
  walk(body, (e, id) => {
    if (id == ExpressionId.LocalSet) addTo(sets, raw._BinaryenLocalSetGetIndex(e), e);
  });
  return sets;
}

/** The function value that the target of an indirect call loads its index from; 0 where it is something else. */
export function calledBy(target: Expr): Expr {
  if (raw._BinaryenExpressionGetId(target) != ExpressionId.Load) return 0;
  const ptr = raw._BinaryenLoadGetPtr(target);
  // asc notes the number of arguments first
  if (raw._BinaryenExpressionGetId(ptr) != ExpressionId.Block || raw._BinaryenBlockGetNumChildren(ptr) != 2) return ptr;
  return raw._BinaryenBlockGetChildAt(ptr, 1);
}

/** `!f`, `f == null`, `f != null` */
export function isTest(e: Expr): boolean {
  if (raw._BinaryenExpressionGetId(e) == ExpressionId.Unary) return raw._BinaryenExpressionGetType(e) == TypeRef.I32;
  return [raw._BinaryenBinaryGetLeft(e), raw._BinaryenBinaryGetRight(e)].some(side => i32Of(side) == 0);
}
