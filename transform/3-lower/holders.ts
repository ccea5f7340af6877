// Where the locals of a function hold promises of several children: which hold that of a child's latest task, and which may hold that of an earlier one.
//
//   let next = load(0);                  child 0 in `next`
//   for (let i = 1; i < n; i++) {
//     const page = await next;           has ended whichever child is open: while one is, `next` holds its promise
//     next = load(i);                    child 1 may start again, and `next` holds its promise
//   }
//
// Followed along the ways of unfinished.ts, statement by statement. Of each child that may be open is known which locals certainly hold its
// promise while it is; all do while it is not. Hence an await of one of them ends it, and where one is null the child is not open.
// A start makes the promises of the child's earlier task stale: awaiting one would give what the new task gives.

import { BinaryOp, ExpressionId, UnaryOp } from "assemblyscript";
import { add, assign, bitsFor, has, intersect, remove, union, type Bits } from "./bits.js";
import { heldBy } from "./held.js";
import { i32Of, localOf, walk } from "./nodes.js";
import { someStmt, type AsyncFunction, type Stmt } from "./norm.js";
import { raw, type Expr } from "./raw.js";

/** Sets of locals, one for each child. */
export interface Holding {
  /** Those that hold its promise whenever it is open. */
  readonly certain: Bits[];
  /** Those that may hold the promise of its latest task. */
  readonly possible: Bits[];
  /** Those that may hold that of an earlier task. */
  readonly stale: Bits[];
}

const NONE: readonly number[] = [];

export class Holders {
  /** Locals that may hold promises of children. */
  private readonly locals: ReadonlySet<number>;
  private readonly every: Bits;

  private constructor(private readonly fn: AsyncFunction, held: ReadonlyMap<number, readonly number[]>) {
    this.locals = new Set([...held].filter(([, children]) => children.length).map(([local]) => local));
    this.every = bitsFor(fn.locals.length);
    for (const local of this.locals) add(this.every, local);
  }

  /** @param owners locals that hold one child only -> that; null is given where all do */
  static of(fn: AsyncFunction, owners: ReadonlyMap<number, number>): Holders | null {
    const held = heldBy<readonly number[]>(fn, {
      any: NONE,
      made: s => s.kind == "start" && s.start.result >= 0 ? { local: s.start.result, value: [s.start.child] } : undefined,
      join: (a, b) => b.every(child => a.includes(child)) ? a : [...new Set([...a, ...b])],
    });
    const isShared = (local: number): boolean => (held.get(local) ?? NONE).length > 0 && (owners.get(local) ?? -1) < 0;
    const usesShared = (s: Stmt): boolean => {
      const uses = s.kind == "join" || s.kind == "joined" ? [s.promise] : localsIn(s.kind == "start" ? s.start.args : s.kind == "await" ? s.site.args : []);
      return uses.some(isShared);
    };
    return someStmt(fn.body, usesShared) ? new Holders(fn, held) : null;
  }

  /** What is known where no child was started. */
  atEntry(): Holding {
    const each = (of: () => Bits): Bits[] => this.fn.children.map(of);
    return { certain: each(() => this.every.slice()), possible: each(() => bitsFor(this.fn.locals.length)), stale: each(() => bitsFor(this.fn.locals.length)) };
  }

  started(at: Holding, child: number, result: number): void {
    const { certain, possible, stale } = at;
    union(stale[child], possible[child]);
    possible[child] = bitsFor(this.fn.locals.length);
    certain[child] = bitsFor(this.fn.locals.length);
    if (result < 0) return;
    this.forget(at, result);
    add(possible[child], result);
    add(certain[child], result);
  }

  /** Behind each statement: of a child that is not open there is nothing to hold. */
  settle({ certain }: Holding, open: Bits): void {
    certain.forEach((locals, child) => {
      if (!has(open, child)) assign(locals, this.every);
    });
  }

  /** Those of `open` whose promise is certainly in `local`. */
  heldIn({ certain }: Holding, local: number, open: Bits): number[] {
    return certain.flatMap((locals, child) => has(open, child) && has(locals, local) ? [child] : []);
  }

  /** A child whose earlier promise may be in `local`; -1 = none. */
  staleIn({ stale }: Holding, local: number): number {
    return stale.findIndex(locals => has(locals, local));
  }

  /** `e` is computed. */
  computed(at: Holding, e: Expr): void {
    if (raw._BinaryenExpressionGetId(e) == ExpressionId.LocalSet) {
      this.assigned(at, e);
      return;
    }
    walk(e, (n, id) => {
      if (id == ExpressionId.LocalSet) this.maybeAssigned(at, n);
    });
  }

  /** `local` holds something else from here on. */
  forget({ certain, possible, stale }: Holding, local: number): void {
    if (local >= 0) for (const locals of [...certain, ...possible, ...stale]) remove(locals, local);
  }

  private assigned(at: Holding, set: Expr): void {
    const to = raw._BinaryenLocalSetGetIndex(set);
    const value = raw._BinaryenLocalSetGetValue(set);
    this.computed(at, value);
    const from = holderOf(value);
    if (from == to) return;
    for (const sets of [at.certain, at.possible, at.stale]) {
      for (const locals of sets) {
        if (from >= 0 && has(locals, from)) add(locals, to);
        else remove(locals, to);
      }
    }
  }

  /** An assignment somewhere in an expression, which may not be made. */
  private maybeAssigned({ certain, possible, stale }: Holding, set: Expr): void {
    const to = raw._BinaryenLocalSetGetIndex(set);
    const from = holderOf(raw._BinaryenLocalSetGetValue(set));
    for (const locals of certain) remove(locals, to);
    for (const locals of [...possible, ...stale]) if (from >= 0 && has(locals, from)) add(locals, to);
  }
}

export function copyOf({ certain, possible, stale }: Holding): Holding {
  const each = (sets: readonly Bits[]): Bits[] => sets.map(locals => locals.slice());
  return { certain: each(certain), possible: each(possible), stale: each(stale) };
}

/** Adds what another way to the same place knows. @returns whether `known` changed */
export function meetHolding(known: Holding, other: Holding): boolean {
  return [
    ...known.certain.map((locals, child) => intersect(locals, other.certain[child])),
    ...known.possible.map((locals, child) => union(locals, other.possible[child])),
    ...known.stale.map((locals, child) => union(locals, other.stale[child])),
  ].includes(true);
}

/** The locals that stand among `exprs` by themselves. */
export function localsIn(exprs: readonly Expr[]): number[] {
  return exprs.map(holderOf).filter(local => local >= 0);
}

/** The local that `cond` compares with null, and whether it is null where `cond` is true. */
export function nullTest(cond: Expr): { readonly local: number; readonly isNull: boolean } | null {
  const id = raw._BinaryenExpressionGetId(cond);
  if (id == ExpressionId.LocalGet) return { local: localOf(cond), isNull: false }; // a promise, or it is of no interest
  if (id == ExpressionId.Unary && raw._BinaryenUnaryGetOp(cond) == UnaryOp.EqzI32) {
    const inner = nullTest(raw._BinaryenUnaryGetValue(cond));
    return inner && { local: inner.local, isNull: !inner.isNull };
  }
  const op = id == ExpressionId.Binary ? raw._BinaryenBinaryGetOp(cond) : null;
  if (op != BinaryOp.EqI32 && op != BinaryOp.NeI32) return null;
  const local = holderOf(raw._BinaryenBinaryGetLeft(cond));
  const isZero = i32Of(raw._BinaryenBinaryGetRight(cond)) == 0;
  return local >= 0 && isZero ? { local, isNull: op == BinaryOp.EqI32 } : null;
}

/** The local whose value `e` is, be it one that is set here; -1 = another value. */
function holderOf(e: Expr): number {
  const isTee = raw._BinaryenExpressionGetId(e) == ExpressionId.LocalSet && raw._BinaryenLocalSetIsTee(e);
  return isTee ? raw._BinaryenLocalSetGetIndex(e) : localOf(e);
}
