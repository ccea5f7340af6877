// Control-flow graph -> the resume function: a switch over the states, then the blocks reachable behind awaits, as the
// Relooper arranges them.
//
//   const b = await g(a);         switch (state) {
//                                 case 2: a = load(fp + 4); b = load(fp + 12 + 4);
//   return a + b;                   store(fp + 4, a + b); return 0
//                                 }
//
// It returns its status in a register (0 done, 1 threw, 2 cancelled, else the suspended frame) and leaves `pending` zero.

import { BinaryOp, TypeRef } from "assemblyscript";
import type { Block } from "../cfg.js";
import { addTo } from "../lists.js";
import { isLeaf, type Site } from "../norm.js";
import { isPure } from "../nodes.js";
import { raw, type Expr } from "../raw.js";
import { alwaysSuspends, leavesAt, reach, waysOn, type EmitContext, type Lowered } from "./context.js";
import { Emitter } from "./emitter.js";
import { placeReloads, type Arrival } from "./reloads.js";

/** Locals that nothing else uses, i32 both: the Relooper's label, and what is branched on. */
export interface Scratch {
  readonly label: number;
  readonly condition: number;
}

/** Emits the resume function's body, on copies: it runs before emitStraight, which uses up the originals. */
export function emitResume(cx: EmitContext, lo: Lowered, scratch: Scratch): Expr {
  return new Resume(cx, lo, scratch).run();
}

/** Where a resume enters: an await's continuation, or its landing pad. */
interface Entry extends Arrival {
  readonly state: number;
  readonly site: Site;
  readonly isPad: boolean;
}

class Resume extends Emitter {
  /** Of blocks that end in two ways. */
  private readonly conditions = new Map<Block, Expr>();

  constructor(cx: EmitContext, lo: Lowered, private readonly scratch: Scratch) {
    super(cx, lo);
  }

  run(): Expr {
    const { m, lo } = this;
    const entries = this.entries();
    if (!entries.length) return m.unreachable(); // control reaches none of its awaits
    const reachable = reach(this.cx, entries.map(e => e.to));
    const region = {
      blocks: lo.graph.blocks.filter(b => reachable.has(b)),
      ways: (b: Block): readonly Block[] => waysOn(this.cx, b),
    };
    const reloads = placeReloads(m, lo, region, entries, local => !lo.fn.managed.has(local));

    const relooper = raw._RelooperCreate(m.ref);
    const made = new Map<Block, number>();
    for (const b of region.blocks) made.set(b, this.block(relooper, b, reloads.late.get(b) ?? []));
    for (const b of region.blocks) this.branches(b, made);
    const arrivals = entries.map(e => {
      const ref = raw._RelooperAddBlock(relooper, this.arrive(e, reloads.atOnce.get(e)!));
      this.edge(ref, made.get(e.to)!);
      return ref;
    });
    let entry = arrivals[0];
    if (entries.length > 1) {
      entry = raw._RelooperAddBlockWithSwitch(relooper, m.nop(), this.state());
      entries.forEach((e, i) => {
        if (i) this.caseEdge(entry, arrivals[i], [e.state]);
      });
      this.caseEdge(entry, arrivals[0], []);
    }
    const body = raw._RelooperRenderAndDispose(relooper, entry, this.scratch.label);
    return m.block(null, [...this.look(), ...this.checks(), body, m.unreachable()], TypeRef.I32);
  }

  private entries(): Entry[] {
    const out: Entry[] = [];
    for (const { end } of this.lo.graph.blocks) {
      if (end.kind != "await") continue;
      const state = this.lo.states.get(end.site);
      if (state === undefined) continue;
      const { byNext, byPad } = this.lo.across.get(end.site)!;
      out.push({ state, site: end.site, to: end.next, kept: byNext, isPad: false });
      // A parkOrCancel lands behind itself.
      if (end.site.kind == "parkOrCancel") out.push({ state: state + 1, site: end.site, to: end.next, kept: byNext, isPad: true });
      else if (end.pad) out.push({ state: state + 1, site: end.site, to: end.pad, kept: byPad!, isPad: true });
    }
    return out;
  }

  private state(): Expr {
    const { m, cx } = this;
    return cx.form.wide
      ? m.load(2, false, this.fp(), TypeRef.I32, 2, 2)
      : m.binary(BinaryOp.ShrU32, this.loadHeader(), m.i32(cx.form.indexBits));
  }

  private arrive(e: Entry, reloads: readonly number[]): Expr {
    const { m, cx } = this;
    const out = this.reloaded(reloads);
    const { site } = e;
    if (site.kind == "parkOrCancel") {
      out.push(this.set(site.result, e.isPad ? this.pending() : m.i32(0)));
      if (e.isPad) out.push(cx.setPending(m.i32(0)));
    } else if (site.result >= 0 && !e.isPad) out.push(this.takeResult(site));
    return out.length ? m.block(null, out) : m.nop();
  }

  private reloaded(locals: readonly number[]): Expr[] {
    return locals.filter(local => this.isKept(local)).map(local => this.reload(local));
  }

  private copy(e: Expr): Expr {
    const copy = this.m.copyExpression(e);
    this.cx.copied(e, copy);
    return copy;
  }

  private block(relooper: number, b: Block, reloads: readonly number[]): number {
    const { m } = this;
    const out = this.reloaded(reloads);
    for (const item of b.items) {
      if (item.kind == "code") {
        if (item.expr) out.push(this.resolve(this.copy(item.expr)));
      } else if (item.kind == "start") out.push(this.startCall({ ...item.start, args: item.start.args.map(a => this.resolve(this.copy(a))) }));
    }
    const end = b.end;
    switch (end.kind) {
      case "switch": {
        const cond = this.branchedOn(end.cond, out);
        return raw._RelooperAddBlockWithSwitch(relooper, m.block(null, out), cond);
      }
      case "if": this.conditions.set(b, this.branchedOn(end.cond, out)); break;
      case "return":
        if (end.value) out.push(this.keepResult(this.resolve(this.copy(end.value))));
        out.push(m.return(m.i32(0)));
        break;
      case "unwind": out.push(end.pad ? this.cx.setPending(this.status(end.status)) : m.return(this.status(end.status))); break;
      case "trap": out.push(m.unreachable()); break;
      case "await": this.await(end.site, end.pad, out); break;
    }
    return raw._RelooperAddBlock(relooper, m.block(null, out));
  }

  /** The Relooper drops a condition whose ways are alike: one that does more than read is evaluated in the block, at the end of `out`. */
  private branchedOn(cond: Expr, out: Expr[]): Expr {
    const copy = this.resolve(this.copy(cond));
    if (isPure(this.m, cond)) return copy;
    out.push(this.m.local_set(this.scratch.condition, copy, false));
    return this.m.local_get(this.scratch.condition, TypeRef.I32);
  }

  private await(site: Site, pad: Block | null, out: Expr[]): void {
    const { m, cx, lo } = this;
    if (isLeaf(site)) {
      out.push(...this.spill(site, lo.clean.get(site)!), m.return(this.leafStatus(site)));
      return;
    }
    const args = site.args.map(a => this.resolve(this.copy(a)));
    const { suspends, throws } = this.ways(site);
    const tail = site.kind == "tail";
    const call = this.call({ ...site, args }, tail ? this.fp() : this.at(lo.frame.bytes));
    cx.made(site.origin, call);
    if (tail && cx.callee(site.callee).returnsStatus) {
      out.push(m.return(call));
      return;
    }
    if (alwaysSuspends(this.cx, site)) {
      const status = this.scratch.label;
      out.push(this.set(status, call), this.link(site, args), ...this.spill(site, lo.clean.get(site)!), m.return(m.local_get(status, TypeRef.I32)));
      return;
    }
    if (tail && lo.fn.result != TypeRef.None) {
      // Evaluated before the status is looked at: a local takes it.
      out.push(this.set(site.result, call));
    } else out.push(site.result >= 0 ? this.set(site.result, call) : call);
    if (suspends) {
      const leave: Expr[] = tail ? [] : [this.link(site, args), ...this.spill(site, lo.clean.get(site)!)];
      leave.push(this.returnPending());
      const padded = lo.states.has(site) && (lo.states.get(site)! & 1) != 0;
      const suspended = padded ? m.binary(BinaryOp.GtU32, this.pending(), m.i32(2)) : this.pending();
      out.push(m.if(suspended, m.block(null, leave)));
    } else if (throws && (tail || !pad)) {
      out.push(m.if(this.pending(), this.returnPending()));
    }
    if (tail) {
      if (lo.fn.result != TypeRef.None) out.push(this.keepResult(this.get(site.result)));
      out.push(m.return(m.i32(0)));
    }
  }

  private edge(from: number, to: number, cond: Expr = 0): void {
    raw._RelooperAddBranch(from, to, cond, 0);
  }

  private caseEdge(from: number, to: number, cases: readonly number[]): void {
    const list = raw._malloc(cases.length * 4);
    cases.forEach((c, i) => raw.__i32_store(list + i * 4, c));
    raw._RelooperAddBranchForSwitch(from, to, list, cases.length, 0);
    raw._free(list);
  }

  /** return pending, pending = 0 */
  private returnPending(): Expr {
    const { m, scratch } = this;
    return m.block(null, [...this.takePending(scratch.label), m.return(m.local_get(scratch.label, TypeRef.I32))]);
  }

  private branches(b: Block, made: ReadonlyMap<Block, number>): void {
    const from = made.get(b)!;
    const end = b.end;
    switch (end.kind) {
      case "goto": this.edge(from, made.get(end.to)!); return;
      case "if":
        this.edge(from, made.get(end.yes)!, this.conditions.get(b)!);
        this.edge(from, made.get(end.no)!);
        return;
      case "switch": {
        const byTarget = new Map<Block, number[]>();
        end.targets.forEach((t, i) => {
          if (t != end.fallback) addTo(byTarget, t, i);
        });
        for (const [t, indexes] of byTarget) this.caseEdge(from, made.get(t)!, indexes);
        this.caseEdge(from, made.get(end.fallback)!, []);
        return;
      }
      case "unwind":
        if (end.pad) this.edge(from, made.get(end.pad)!);
        return;
      case "await":
        if (leavesAt(this.cx, end.site)) return;
        if (end.pad) {
          const { suspends, throws } = this.ways(end.site);
          if (suspends || throws) this.edge(from, made.get(end.pad)!, this.pending());
        }
        this.edge(from, made.get(end.next)!);
        return;
    }
  }
}
