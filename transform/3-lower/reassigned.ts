// Reassigned captures: where a closure's copy of a variable would differ from what JavaScript reads.
//
//   let k = 1;
//   const f = (): i32 => k;      position 10: made
//   k = 2;                       position 20: set
//   f();                         position 30: used        made < set < used: JavaScript sees 2
//
// Positions are evaluation order. A set also comes between making and using when one loop holds both set and use, but not the
// making. A closure that is an operand of a call is last used there; of a child task, or where it is kept, never: then every
// later set counts. Not so the increment of a `for (let i …)`: it works on the next round's variable.

import { ExpressionId, type Module, type Range } from "assemblyscript";
import { AWAIT, CLOSURE } from "../2-desugar/markers.js";
import type { Compilation } from "../state.js";
import { addTo } from "./lists.js";
import { TOSTACK } from "./marks.js";
import { operand, operandCount, targetOf } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

export interface Reassigned {
  /** The assignment. */
  readonly at: Expr;
  readonly name: string;
}

export interface ReassignContext {
  readonly module: Module;
  readonly compilation: Compilation;
  isAsync(target: string): boolean;
  rangeOf(e: Expr): Range | null;
}

/** Assignments to captured variables of `body` that a closure should have seen. */
export function findReassigned(cx: ReassignContext, body: Expr): Reassigned[] {
  return new Finder(cx).find(body);
}

class Finder {
  private readonly position = new Map<Expr, number>();
  private readonly parent = new Map<Expr, Expr>();
  private readonly markers: Expr[] = [];
  private readonly loops: { from: number; to: number }[] = [];
  private readonly sets = new Map<number, Expr[]>();
  private readonly gets = new Map<number, Expr[]>();

  constructor(private readonly cx: ReassignContext) {}

  find(body: Expr): Reassigned[] {
    this.number(body);
    const out: Reassigned[] = [];
    for (const marker of this.markers) {
      const made = this.position.get(marker)!;
      const uses = [...this.usesOf(marker, new Set())];
      const count = operandCount(marker);
      for (let i = 0; i < count; i++) {
        let value = operand(marker, i);
        while (raw._BinaryenExpressionGetId(value) == ExpressionId.Call) value = operand(value, 0); // __tostack
        if (raw._BinaryenExpressionGetId(value) != ExpressionId.LocalGet) continue;
        for (const at of this.sets.get(raw._BinaryenLocalGetGetIndex(value)) ?? []) {
          const set = this.position.get(at)!;
          if (!uses.some(use => this.between(made, set, use, at))) continue;
          out.push({ at, name: this.nameOf(marker, i) });
        }
      }
    }
    return out;
  }

  private number(e: Expr): void {
    const from = this.position.size;
    const count = operandCount(e);
    for (let i = 0; i < count; i++) {
      const child = operand(e, i);
      if (!child) continue;
      this.parent.set(child, e);
      this.number(child);
    }
    const here = this.position.size;
    this.position.set(e, here);
    switch (raw._BinaryenExpressionGetId(e)) {
      case ExpressionId.Loop: this.loops.push({ from, to: here }); break;
      case ExpressionId.LocalSet: addTo(this.sets, raw._BinaryenLocalSetGetIndex(e), e); break;
      case ExpressionId.LocalGet: addTo(this.gets, raw._BinaryenLocalGetGetIndex(e), e); break;
      case ExpressionId.Call: if (targetOf(this.cx.module, e)?.startsWith(CLOSURE)) this.markers.push(e); break;
    }
  }

  private between(made: number, set: number, use: number, at: Expr): boolean {
    if (use == Infinity && this.isIncrement(at)) return false;
    if (made < set && set < use) return true;
    const last = use == Infinity ? set : use;
    return this.loops.some(({ from, to }) => made < from && from <= set && set <= to && from <= last && last <= to);
  }

  /** Positions at which the closure `e` is used; Infinity where it is kept. */
  private *usesOf(e: Expr, seen: Set<Expr>): Generator<number> {
    if (seen.has(e)) return;
    seen.add(e);
    const up = this.parent.get(e);
    if (!up) return;
    const here = this.position.get(up)!;
    switch (raw._BinaryenExpressionGetId(up)) {
      case ExpressionId.Call: {
        const target = targetOf(this.cx.module, up)!;
        if (target == TOSTACK || target.startsWith(CLOSURE)) yield* this.usesOf(up, seen);
        else if (this.cx.isAsync(target) && !this.isAwaited(up)) yield Infinity;
        else yield here;
        return;
      }
      case ExpressionId.LocalSet: {
        for (const get of this.gets.get(raw._BinaryenLocalSetGetIndex(up)) ?? []) yield* this.usesOf(get, seen);
        if (raw._BinaryenLocalSetIsTee(up)) yield* this.usesOf(up, seen);
        return;
      }
      case ExpressionId.Drop: return;
      case ExpressionId.CallIndirect: case ExpressionId.Unary: case ExpressionId.Binary: yield here; return;
      case ExpressionId.Load: case ExpressionId.Block: case ExpressionId.If:
        yield here;
        yield* this.usesOf(up, seen);
        return;
      default: yield Infinity;
    }
  }

  private isAwaited(call: Expr): boolean {
    let up = this.parent.get(call);
    while (up && raw._BinaryenExpressionGetId(up) == ExpressionId.Block) up = this.parent.get(up);
    return up !== undefined && (targetOf(this.cx.module, up)?.startsWith(AWAIT) ?? false);
  }

  private isIncrement(at: Expr): boolean {
    const range = this.cx.rangeOf(at);
    return range != null && this.cx.compilation.increments.some(r => r.source === range.source && r.start <= range.start && range.end <= r.end);
  }

  private nameOf(marker: Expr, index: number): string {
    const name = targetOf(this.cx.module, marker)!.slice(CLOSURE.length);
    for (const [fn, captures] of this.cx.compilation.captures) if (fn.internalName == name) return captures[index].outer.name;
    return "?";
  }
}
