// Normal form -> one body for start and resume: half the code of a straight and a resume function where most of it would
// stand in both.
//
//   let a = x * 2;                if (fp & 1) { fp -= 1; state = header(fp); a = load(fp + 4) }
//   const b = await g(a);         block suspend {
//                                   if (!state) { a = x * 2 }
//                                   if (state) { state = 0; b = load(fp + 12 + 4) }
//                                   else { b = g(fp + 12, a); if (pending) { state = 2; br suspend } }
//   return a + b;                   return a + b
//                                 }
//                                 link, spill, header: once for all awaits
//                                 return
//
// The dispatcher calls it with bit 0 of the frame pointer set, and takes result and status (dispatch.ts), or the status that it returns. `state` is the header's word
// of the await to continue at, 0 when it was reached. The program's structure stays: code in front of an await is skipped while
// `state` is set, an `if` takes the arm with the await. Invariant: a statement with awaits is entered with `state` 0 or one of its own.
// States rise in the order of the source, so one comparison tells whether a statement lies before the await; several
// statements with awaits in one list are skipped by halves.
//
// Against the Relooper over all blocks behind one switch: loops entered at an await would get a label variable that each
// iteration tests, and every expression would be copied and walked once more.

import { BinaryOp, TypeRef, UnaryOp } from "assemblyscript";
import { bitsFor, has, intersect, members, remove, union, type Bits } from "../bits.js";
import { sizeOf } from "../frame.js";
import { isPure } from "../nodes.js";
import { isLeaf, type Site, type Stmt } from "../norm.js";
import type { Expr } from "../raw.js";
import type { StatusKind } from "../statuses.js";
import { storedAt, type EmitContext, type Lowered } from "./context.js";
import { Straight } from "./straight.js";

/** Emits the one body. @param stateLocal an i32 local that nothing else uses @param statusLocal as for Straight */
export function emitMerged(cx: EmitContext, lo: Lowered, stateLocal: number, statusLocal: number | null, kind?: StatusKind): Expr {
  return new Merged(cx, lo, stateLocal, statusLocal, kind).run();
}

const SUSPEND = "~suspend";

/** First and last state inside a statement. */
interface Range {
  readonly first: number;
  readonly last: number;
}

/** Code without awaits, then a statement with them. */
interface Group {
  readonly run: Expr[];
  readonly own: Expr[];
  readonly last: number;
}

class Merged extends Straight {
  private readonly ranges = new Map<Stmt, Range | null>();
  /** Locals that are stored and loaded in one place for all awaits. */
  private readonly spilledOnce: Bits;
  private readonly reloadedOnce: Bits;
  private readonly linksOnce: boolean;

  constructor(cx: EmitContext, lo: Lowered, private readonly stateLocal: number, statusLocal: number | null, kind?: StatusKind) {
    super(cx, lo, statusLocal, kind);
    const sites = [...lo.states.keys()];
    const kept = sites.map(site => lo.across.get(site)!.kept);
    this.spilledOnce = this.harmless(kept);
    this.reloadedOnce = repeated(kept, lo.fn.locals.length);
    for (const local of members(this.reloadedOnce)) if (!this.isKept(local)) remove(this.reloadedOnce, local);
    this.linksOnce = sites.filter(site => site.kind == "call").length > 1;
  }

  override run(): Expr {
    const { m, lo } = this;
    const body = [this.enter(), ...this.look(), ...this.list(lo.fn.body, null), m.unreachable()];
    if (lo.states.size == 1) return m.block(null, body, this.type);
    const end = members(this.spilledOnce).map(local => this.store(local));
    if (this.linksOnce) end.push(this.linkBehind());
    end.push(this.storeHeader(this.state()), this.leave());
    return m.block(null, [m.block(SUSPEND, body), ...end], this.type);
  }

  /** if (resumed) { … } */
  private enter(): Expr {
    const { m, lo } = this;
    const resumed = [
      this.set(0, m.binary(BinaryOp.SubI32, this.fp(), m.i32(1))),
      ...this.checks(),
      this.set(this.stateLocal, lo.states.size == 1 ? m.i32(1) : this.loadHeader()),
      ...members(this.reloadedOnce).map(local => this.reload(local)),
    ];
    const isResumed = m.binary(BinaryOp.AndI32, this.fp(), m.i32(1));
    return m.if(isResumed, m.block(null, resumed), this.isGuarded() ? this.placeGuard() : 0);
  }

  protected override list(stmts: readonly Stmt[], pad: string | null): Expr[] {
    const groups: Group[] = [];
    let run: Expr[] = [];
    for (const s of stmts) {
      const range = this.rangeOf(s);
      if (!range) {
        this.one(s, run, pad);
        continue;
      }
      const own: Expr[] = [];
      this.one(s, own, pad);
      groups.push({ run, own, last: range.last });
      run = [];
    }
    return groups.length ? [...this.halves(groups), ...run] : run;
  }

  /** The groups in order; what lies before the await to continue at is skipped. */
  private halves(groups: readonly Group[]): Expr[] {
    const { m } = this;
    if (groups.length == 1) {
      const { run, own } = groups[0];
      if (run.length) own.unshift(m.if(m.unary(UnaryOp.EqzI32, this.state()), m.block(null, run)));
      return own;
    }
    const middle = groups.length >> 1;
    const before = groups.slice(0, middle);
    const isBefore = m.binary(BinaryOp.LeU32, this.state(), m.i32(this.headerOf(before[middle - 1].last)));
    return [m.if(isBefore, m.block(null, this.halves(before))), ...this.halves(groups.slice(middle))];
  }

  protected override condition(s: Stmt & { kind: "if" }): Expr {
    const { m } = this;
    const cond = super.condition(s);
    const then = this.rangeOfList(s.then);
    const no = this.rangeOfList(s.else);
    if (!then && !no) return cond;
    if (then && !no && isPure(m, cond)) return m.binary(BinaryOp.OrI32, this.state(), cond);
    if (!then || !no) return m.if(this.state(), m.i32(then ? 1 : 0), cond);
    return m.if(this.state(), m.binary(BinaryOp.LeU32, this.state(), m.i32(this.headerOf(then.last))), cond);
  }

  protected override await(site: Site, out: Expr[], pad: string | null): void {
    const { m, lo, cx } = this;
    const state = lo.states.get(site);
    if (state === undefined) {
      super.await(site, out, pad);
      return;
    }
    const arrive: Expr[] = members(lo.across.get(site)!.kept)
      .filter(local => this.isKept(local) && !has(this.reloadedOnce, local)).map(local => this.reload(local));
    // A parkOrCancel lands behind itself: its result is zero unless its landing pad was entered.
    const landsHere = site.kind == "parkOrCancel";
    if (pad !== null && !landsHere) {
      const word = lo.states.size == 1 ? this.loadHeader() : this.state();
      const isPad = m.binary(BinaryOp.NeI32, word, m.i32(this.headerOf(state)));
      arrive.push(m.if(isPad, m.block(null, [this.setState(0), m.br(pad)])));
    }
    arrive.push(this.setState(0));
    if (landsHere) arrive.push(this.set(site.result, this.pending()), cx.setPending(m.i32(0)));
    else if (site.result >= 0) arrive.push(this.takeResult(site));
    const first = isLeaf(site) ? this.suspendLeaf(site) : this.callOut(site, pad);
    out.push(m.if(this.state(), m.block(null, arrive), m.block(null, first)));
  }

  protected override suspend(site: Site): Expr[] {
    const { m, lo } = this;
    if (lo.states.size == 1) return super.suspend(site);
    const out = [...storedAt(lo, site, this.spilledOnce).map(local => this.store(local)), ...this.clearReferences(site)];
    if (!isLeaf(site) && !(site.kind == "call" && this.linksOnce)) out.push(this.link(site, site.args));
    out.push(this.setState(this.headerOf(lo.states.get(site)!)), m.br(SUSPEND));
    return out;
  }

  private state(): Expr {
    return this.m.local_get(this.stateLocal, TypeRef.I32);
  }

  private setState(value: number): Expr {
    return this.set(this.stateLocal, this.m.i32(value));
  }

  private rangeOf(s: Stmt): Range | null {
    const known = this.ranges.get(s);
    if (known !== undefined) return known;
    let range: Range | null = null;
    if (s.kind == "await") {
      const first = this.lo.states.get(s.site);
      if (first !== undefined) range = { first, last: first + (first & 1) };
    } else if (s.kind == "if") range = joined(this.rangeOfList(s.then), this.rangeOfList(s.else));
    else if (s.kind == "block" || s.kind == "loop") range = this.rangeOfList(s.body);
    this.ranges.set(s, range);
    return range;
  }

  private rangeOfList(stmts: readonly Stmt[]): Range | null {
    return stmts.reduce<Range | null>((range, s) => joined(range, this.rangeOf(s)), null);
  }

  /** Locals that may be stored at every await: their places hold nothing else at one where they are dead. */
  private harmless(kept: readonly Bits[]): Bits {
    const { frame, fn } = this.lo;
    const all = bitsFor(fn.locals.length);
    for (const set of kept) union(all, set);
    const often = repeated(kept, fn.locals.length);
    intersect(all, often);
    const overlap = (a: number, b: number): boolean => {
      const [from, other] = [frame.slots.get(a)!, frame.slots.get(b)!];
      return from < other + sizeOf(fn.locals[b]) && other < from + sizeOf(fn.locals[a]);
    };
    for (const local of members(all)) {
      const isTaken = kept.some(set => !has(set, local)
        && (fn.managed.has(local) || members(set).some(other => frame.slots.has(other) && overlap(local, other))));
      if (!frame.slots.has(local) || isTaken) remove(all, local);
    }
    return all;
  }
}

function joined(a: Range | null, b: Range | null): Range | null {
  return a && b ? { first: Math.min(a.first, b.first), last: Math.max(a.last, b.last) } : a ?? b;
}

/** What is in more than one of the sets. */
function repeated(sets: readonly Bits[], count: number): Bits {
  const once = bitsFor(count);
  const twice = bitsFor(count);
  for (const set of sets) {
    const again = once.slice();
    intersect(again, set);
    union(twice, again);
    union(once, set);
  }
  return twice;
}
