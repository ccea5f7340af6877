// Which IR nodes are whole: those that hold no await, start, unwind or return, and no branch to a label outside themselves (see normalize.ts).

import { ExpressionId, type Module } from "assemblyscript";
import { ADVANCE, ADVANCE_ASYNC, THROW, TRY, WRAPPERS, YIELD } from "../2-desugar/markers.js";
import { combinatorOf, SCOPE_SPAWN } from "./marks.js";
import type { AsyncFunction } from "./norm.js";
import type { Calls } from "./normalize.js";
import { operand, operandCount } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

interface Info {
  readonly hot: boolean;
  readonly labels: ReadonlySet<string>;
}

/** Marks of statements of their own. */
const MARKERS: ReadonlySet<string> = new Set([ADVANCE, ADVANCE_ASYNC, THROW, TRY, YIELD]);

/** Intrinsics that only mean something around an await. */
export const SUSPENDING: ReadonlySet<string> = new Set([
  "__park", "__parkOrCancel", "__yield", "__sleep", "__generatorStep", "__unwind", "__unwindError", "spawn", SCOPE_SPAWN, ...WRAPPERS,
]);

const NONE: ReadonlySet<string> = new Set();
/** Of most nodes. */
const COLD: Info = { hot: false, labels: NONE };

/** The whole nodes of one function. It notes in `fn` what it sees on the way. */
export class Wholes {
  private readonly infos = new Map<Expr, Info>();

  constructor(private readonly module: Module, private readonly calls: Calls, private readonly fn: AsyncFunction) {}

  /** Whether `e` is one. */
  has(e: Expr): boolean {
    const info = this.info(e);
    return !info.hot && info.labels.size == 0;
  }

  private info(e: Expr): Info {
    const known = this.infos.get(e);
    if (known) return known;
    let hot = false;
    let labels: Set<string> | null = null;
    const id = raw._BinaryenExpressionGetId(e);
    const count = operandCount(e, id);
    for (let i = 0; i < count; i++) {
      const child = operand(e, i, id);
      if (!child) continue;
      const below = this.info(child);
      hot ||= below.hot;
      if (below.labels.size) {
        labels ??= new Set();
        for (const label of below.labels) labels.add(label);
      }
    }
    switch (id) {
      case ExpressionId.Return: hot = true; break;
      case ExpressionId.Call: {
        const target = this.name(raw._BinaryenCallGetTarget(e));
        const intrinsic = this.calls.intrinsic(target);
        if (intrinsic) this.fn.asks = true;
        if (MARKERS.has(target) || this.calls.isAwait(target) || combinatorOf(target) || intrinsic && SUSPENDING.has(intrinsic)) hot = true;
        if (this.calls.isAsync(target) || this.calls.isGenerator(target) || this.calls.throws(target)) hot = true;
        break;
      }
      case ExpressionId.Block: labels?.delete(this.name(raw._BinaryenBlockGetName(e))); break;
      case ExpressionId.Loop: labels?.delete(this.name(raw._BinaryenLoopGetName(e))); break;
      case ExpressionId.If: this.noteConstant(raw._BinaryenIfGetCondition(e)); break;
      case ExpressionId.Unary: this.noteConstant(raw._BinaryenUnaryGetValue(e)); break;
      case ExpressionId.Break:
        (labels ??= new Set()).add(this.name(raw._BinaryenBreakGetName(e)));
        this.noteConstant(raw._BinaryenBreakGetCondition(e));
        break;
      case ExpressionId.Switch: {
        labels ??= new Set();
        const n = raw._BinaryenSwitchGetNumNames(e);
        for (let i = 0; i < n; i++) labels.add(this.name(raw._BinaryenSwitchGetNameAt(e, i)));
        labels.add(this.name(raw._BinaryenSwitchGetDefaultName(e)));
        break;
      }
    }
    const info = hot || labels ? { hot, labels: labels ?? NONE } : COLD;
    this.infos.set(e, info);
    return info;
  }

  private noteConstant(condition: Expr): void {
    if (condition && raw._BinaryenExpressionGetId(condition) == ExpressionId.Const) this.fn.asks = true;
  }

  private name(ptr: number): string {
    return this.module.readStringCached(ptr) ?? "";
  }
}
