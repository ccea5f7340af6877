// What an owner asks about a child right behind its start, when nothing else has run: the emission knows the answer where starts of the callee
// always end by a yield.
//
//   start c = f(); …; if (childWatch(c)) { … }   ->   start c = f(); …; if (~tacet/fresh-watch(c)) { … }      with no suspension between
//
// Where the question stands in the same list of statements, and nothing between can lead elsewhere, the start itself marks the child as waited for.

import { TypeRef, ExpressionId, type Module } from "assemblyscript";
import { FRESH_DONE, FRESH_WATCH, FRESH_WATCHED } from "./marks.js";
import { mapParts, type AsyncFunction, type Start, type Stmt } from "./norm.js";
import { localOf, operand, operandsOf, rewrite, targetOf } from "./nodes.js";
import { raw, type Expr } from "./raw.js";
import { childOf } from "./unfinished.js";

export interface FreshLibrary {
  readonly childWatch: string;
  readonly childDone: string;
}

/** What is known at a place: of children that nothing has run behind the start of. */
class Known {
  constructor(
    /** Not waited for yet. */
    readonly fresh = new Set<number>(),
    /** Nor ended. */
    readonly running = new Set<number>(),
    /** Those starts from which each way leads here. */
    readonly near = new Map<number, Start>(),
  ) {}

  started(start: Start): void {
    this.fresh.add(start.child);
    this.running.add(start.child);
    this.near.set(start.child, start);
  }

  /** What is known where control may not get to. */
  behindBranch(): Known {
    return new Known(new Set(this.fresh), new Set(this.running));
  }

  inside(): Known {
    return new Known(new Set(this.fresh), new Set(this.running), new Map(this.near));
  }

  forget(): void {
    for (const known of [this.fresh, this.running, this.near]) known.clear();
  }
}

/** Marks those questions in `fn`, whose promises are in locals yet. */
export function markFresh(m: Module, lib: FreshLibrary, fn: AsyncFunction): void {
  const owners = childOf(fn);
  const answer = (e: Expr, known: Known): Expr => {
    const sure = asked(e);
    return rewrite(e, n => answerOne(n, known, sure));
  };
  const answerOne = (n: Expr, { fresh, running, near }: Known, sure: ReadonlySet<Expr>): Expr => {
    const target = targetOf(m, n);
    if (target == null || target != lib.childWatch && target != lib.childDone) return n;
    const promise = operand(n, 0);
    const child = owners.get(localOf(promise)) ?? -1;
    const question = (mark: string): Expr => m.call(mark, [m.i32(child)], TypeRef.I32);
    if (target == lib.childDone) return running.has(child) ? question(FRESH_DONE) : n;
    if (!fresh.delete(child)) return n; // it is marked as waited for, which counts once
    const start = sure.has(n) && near.get(child);
    if (start) start.watched = true;
    return question(start ? FRESH_WATCHED : FRESH_WATCH);
  };
  const list = (stmts: readonly Stmt[], known: Known): Stmt[] => stmts.map(s => {
    switch (s.kind) {
      case "start": {
        const start = { ...s.start };
        known.started(start);
        return { ...s, start };
      }
      case "code": return { ...s, expr: answer(s.expr, known) };
      case "if": {
        const cond = answer(s.cond, known);
        const [then, otherwise] = [s.then, s.else].map(arm => list(arm, known.behindBranch()));
        known.forget();
        return { ...s, cond, then, else: otherwise };
      }
      default: {
        const inside = s.kind == "block" ? known.inside() : new Known();
        known.forget();
        return mapParts(s, part => list(part, inside));
      }
    }
  });
  fn.body = list(fn.body, new Known());
}

/** Calls that `e` makes whichever way it goes: those which stand in it without a condition. */
function asked(e: Expr, calls = new Set<Expr>()): ReadonlySet<Expr> {
  switch (raw._BinaryenExpressionGetId(e)) {
    case ExpressionId.Call:
      calls.add(e);
      break;
    case ExpressionId.Drop: case ExpressionId.LocalSet: case ExpressionId.Unary: case ExpressionId.Binary:
      for (const part of operandsOf(e)) asked(part, calls);
  }
  return calls;
}
