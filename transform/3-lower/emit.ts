// Normal form + frame -> the straight function and the resume function, as Binaryen IR.
//
// source                        straight F(fp, x)                              F~resume(fp)
//   let a = x * 2;                a = x * 2                                     switch (state) {
//   const b = await g(a);         b = g(fp + 12, a)                             case 1: a = load(fp + 4); b = load(fp + 12 + 4);
//                                 if (pending) {                                  return a + b -> store(fp + 4), 0
//                                   store16(fp + 12 + 2, 12 / 4)  caller      }
//                                   store(fp + 4, a)              spill
//                                   store16(fp, index | 1 << 10)  header
//                                   return }
//   return a + b;                 return a + b
//
// The straight function keeps the program's structure; a suspended activation continues in the resume function, which is
// made by Relooper from the blocks reachable behind the awaits. Results of suspended calls pass through memory: the dead
// frame of the callee, 4 bytes in, so no global is needed for any type. The resume function returns its status in a
// register (0 done, 1 threw, 2 cancelled, else the suspended frame) and leaves `pending` zero.

import { BinaryOp, ExpressionId, TypeRef, type Module } from "assemblyscript";
import { has, members, type Bits } from "./bits.js";
import { successors, type Block, type Graph } from "./cfg.js";
import { GUARD, sizeOf, TASK_BYTES, type Frame, type HeaderForm } from "./frame.js";
import { AREA, CHILD, CHILD_RESULT } from "./normalize.js";
import { isLeaf, UNWIND_ERROR, type AsyncFunction, type Site, type Start, type Stmt } from "./norm.js";
import type { Across } from "./liveness.js";
import { operand, rewrite, walkPair } from "./nodes.js";
import { raw, type Expr, type Type } from "./raw.js";

/** What emission needs to know about a callee. */
export interface Callee {
  /** Whether it takes a frame pointer as its first argument. */
  readonly takesFrame: boolean;
  readonly suspends: boolean;
  readonly throws: boolean;
  readonly result: Type;
}

export interface Lowered {
  readonly fn: AsyncFunction;
  readonly graph: Graph;
  readonly frame: Frame;
  readonly across: ReadonlyMap<Site, Across>;
  readonly clean: ReadonlyMap<Site, Bits>;
  /** State stored at each suspending await; state + 1 is its landing pad's where it is odd. */
  readonly states: ReadonlyMap<Site, number>;
  /** Number of the resume function, or -1 when nothing can suspend here with a frame. */
  readonly index: number;
  readonly takesFrame: boolean;
}

export interface EmitContext {
  readonly module: Module;
  readonly form: HeaderForm;
  /** Name of the function that starts a child (see starts.ts). */
  startName(callee: string): string;
  /** The status word: what the call that returned left behind. */
  getPending(): Expr;
  setPending(value: Expr): Expr;
  callee(name: string): Callee;
  /** Called for each expression copied into the resume function, for source maps. */
  copied(original: Expr, copy: Expr): void;
  /** Called for each expression made for an await, with the await's own expression. */
  made(origin: Expr, expr: Expr): void;
  /** Where a task's guard word stands behind its root frame; null without guards. */
  readonly guardAt: ((callee: string) => number) | null;
  /** Whether some function ends with a tail call of it. */
  isTailTarget(name: string): boolean;
  readonly managedReload: ((value: Expr) => Expr) | null;
}

/** Suffix of resume functions. */
export const RESUME = "~resume";

class Emitter {
  protected readonly m: Module;

  constructor(protected readonly cx: EmitContext, protected readonly lo: Lowered) {
    this.m = cx.module;
  }

  protected fp(): Expr {
    return this.m.local_get(0, TypeRef.I32);
  }

  /** fp + offset */
  protected at(offset: number): Expr {
    return offset ? this.m.binary(BinaryOp.AddI32, this.fp(), this.m.i32(offset)) : this.fp();
  }

  protected get(local: number): Expr {
    return this.m.local_get(local, this.lo.fn.locals[local]);
  }

  protected set(local: number, value: Expr): Expr {
    return raw._BinaryenLocalSet(this.m.ref, local, value);
  }

  /** The status an unwinding goes on with: saved in a local by a landing pad, or one that begins here. */
  protected status(local: number): Expr {
    if (local >= 0) return this.get(local);
    return this.m.i32(local == UNWIND_ERROR ? 1 : 2);
  }

  /** The status of a suspended leaf: its frame; bit 0 set where it yields. */
  protected leafStatus(site: Site): Expr {
    return site.kind == "yield" ? this.m.binary(BinaryOp.OrI32, this.fp(), this.m.i32(1)) : this.fp();
  }

  protected pending(): Expr {
    return this.cx.getPending();
  }

  /** Replaces markers of frame storage and child results inside `e`. */
  protected resolve(e: Expr): Expr {
    return rewrite(e, n => {
      if (raw._BinaryenExpressionGetId(n) != ExpressionId.Call) return n;
      const target = this.m.readStringCached(raw._BinaryenCallGetTarget(n)) ?? "";
      if (target == CHILD) return this.at(this.lo.frame.childOffsets[raw._BinaryenConstGetValueI32(operand(n, 0))]);
      if (target == AREA) return this.at(this.lo.frame.areaOffsets[raw._BinaryenConstGetValueI32(operand(n, 0))]);
      if (target.startsWith(CHILD_RESULT)) {
        const type = raw._BinaryenExpressionGetType(n);
        return this.m.load(sizeOf(type), false, operand(n, 0), type, TASK_BYTES + this.cx.form.bytes, 4);
      }
      return n;
    });
  }

  protected call(site: { callee: string; args: Expr[] }, frame: Expr): Expr {
    const callee = this.cx.callee(site.callee);
    return this.m.call(site.callee, callee.takesFrame ? [frame, ...site.args] : site.args, callee.result);
  }

  protected startCall(start: Start): Expr {
    const offset = this.lo.frame.childOffsets[start.child];
    const address = this.at(offset);
    const call = this.m.call(this.cx.startName(start.callee), [address, ...start.args], TypeRef.None);
    this.cx.made(start.origin, call);
    if (start.result < 0) return call;
    return this.m.block(null, [call, this.set(start.result, this.at(offset))]);
  }

  /** Stores that leave `site`'s live values and state in the frame. */
  protected spill(site: Site, skip: Bits | null): Expr[] {
    const { cx, lo, m } = this;
    const out: Expr[] = [];
    for (const local of members(lo.across.get(site)!.kept)) {
      const offset = lo.frame.slots.get(local);
      if (offset === undefined || skip && has(skip, local)) continue;
      const type = lo.fn.locals[local];
      out.push(m.store(sizeOf(type), this.fp(), this.get(local), type, offset, 4));
    }
    // The collector reads all references of a suspended frame: places of those that are dead here are cleared.
    if (cx.managedReload) {
      const used = new Set(members(lo.across.get(site)!.kept).map(local => lo.frame.slots.get(local)));
      for (let i = 0; i < lo.frame.managedCount; i++) {
        const offset = cx.form.bytes + i * 4;
        if (!used.has(offset)) out.push(m.store(4, this.fp(), m.i32(0), TypeRef.I32, offset, 4));
      }
    }
    if (!skip || lo.states.size > 1) out.push(this.header(lo.states.get(site)!));
    return out;
  }

  private header(state: number): Expr {
    const { m, cx, lo } = this;
    const value = m.i32(lo.index | state << cx.form.indexBits);
    return cx.form.wide
      ? m.store(4, this.fp(), value, TypeRef.I32, 0, 4)
      : m.store(2, this.fp(), value, TypeRef.I32, 0, 2);
  }

  /** Whether this function's frame has a guard word of its own at its end. */
  protected isGuarded(): boolean {
    const { fn } = this.lo;
    return this.cx.guardAt != null && (this.lo.index >= 0 || fn.areas.length > 0 || fn.children.length > 0);
  }

  /** Notes in the callee's frame how far its caller's is. */
  protected link(): Expr {
    const bytes = this.lo.frame.bytes;
    return this.cx.form.wide
      ? this.m.store(4, this.fp(), this.m.i32(bytes), TypeRef.I32, bytes + 4, 4)
      : this.m.store(2, this.fp(), this.m.i32(bytes / 4), TypeRef.I32, bytes + 2, 2);
  }
}

/** Emits the straight function's body. */
export function emitStraight(cx: EmitContext, lo: Lowered): Expr {
  return new Straight(cx, lo).run();
}

class Straight extends Emitter {
  run(): Expr {
    const body = this.list(this.lo.fn.body, null);
    if (this.isGuarded()) body.unshift(this.m.store(4, this.fp(), this.m.i32(GUARD), TypeRef.I32, this.lo.frame.bytes - 4, 4));
    body.push(this.m.unreachable());
    return this.m.block(null, body, this.lo.fn.result);
  }

  private list(stmts: readonly Stmt[], pad: string | null): Expr[] {
    const out: Expr[] = [];
    for (const s of stmts) this.one(s, out, pad);
    return out;
  }

  private one(s: Stmt, out: Expr[], pad: string | null): void {
    const m = this.m;
    switch (s.kind) {
      case "code": out.push(this.resolve(s.expr)); return;
      case "block": out.push(m.block(s.label, this.list(s.body, s.pad ? s.label : pad))); return;
      case "loop": {
        const body = this.list(s.body, pad);
        out.push(m.loop(s.label, m.block(null, body)));
        return;
      }
      case "if": {
        const then = m.block(null, this.list(s.then, pad));
        out.push(m.if(this.resolve(s.cond), then, s.else.length ? m.block(null, this.list(s.else, pad)) : 0));
        return;
      }
      case "br": out.push(m.br(s.label, s.cond ? this.resolve(s.cond) : 0)); return;
      case "switch": out.push(m.switch(s.labels, s.fallback, this.resolve(s.cond))); return;
      case "return": out.push(m.return(s.value ? this.resolve(s.value) : 0)); return;
      case "unwind": out.push(this.cx.setPending(this.status(s.status)), pad === null ? this.leave() : m.br(pad)); return;
      case "trap": out.push(m.unreachable()); return;
      case "join": case "joined": return;
      case "try": case "throw": case "rethrow": throw new Error(`${s.kind} behind exceptions.ts`);
      case "start": s.start.args = s.start.args.map(a => this.resolve(a)); out.push(this.startCall(s.start)); return;
      case "await": this.await(s.site, out, pad); return;
    }
  }

  private await(site: Site, out: Expr[], pad: string | null): void {
    const { m, cx, lo } = this;
    if (isLeaf(site)) {
      out.push(...this.spill(site, null), cx.setPending(this.leafStatus(site)), this.leave());
      return;
    }
    site.args = site.args.map(a => this.resolve(a));
    const { suspends, throws } = cx.callee(site.callee);
    if (site.kind == "tail") {
      const call = this.call(site, this.fp());
      cx.made(site.origin, call);
      if (lo.fn.result == TypeRef.None) out.push(call, m.return());
      else out.push(m.return(call));
      return;
    }
    const call = this.call(site, this.at(lo.frame.bytes));
    cx.made(site.origin, call);
    out.push(site.result >= 0 ? this.set(site.result, call) : call);
    if (!suspends) {
      if (throws) out.push(pad === null ? m.if(this.pending(), this.leave()) : m.br(pad, this.pending()));
      return;
    }
    const suspended = [this.link(), ...this.spill(site, null), this.leave()];
    if (pad === null) out.push(m.if(this.pending(), m.block(null, suspended)));
    else {
      const unwinding = m.br(pad, m.binary(BinaryOp.LeU32, this.pending(), m.i32(2)));
      out.push(m.if(this.pending(), m.block(null, [unwinding, ...suspended])));
    }
  }

  /** Returns with `pending` set; the value does not count. */
  private leave(): Expr {
    return this.m.return(zero(this.m, this.lo.fn.result));
  }
}

/** Emits the resume function's body, on copies: it runs before emitStraight, which uses up the originals. */
export function emitResume(cx: EmitContext, lo: Lowered, labelLocal: number): Expr {
  return new Resume(cx, lo, labelLocal).run();
}

/** Where a resume enters: an await's continuation, or its landing pad. */
interface Entry {
  readonly state: number;
  readonly site: Site;
  readonly to: Block;
  readonly isPad: boolean;
}

class Resume extends Emitter {
  constructor(cx: EmitContext, lo: Lowered, private readonly labelLocal: number) {
    super(cx, lo);
  }

  run(): Expr {
    const { m, lo } = this;
    const entries = this.entries();
    const reachable = new Set<Block>();
    const visit = (b: Block): void => {
      if (reachable.has(b)) return;
      reachable.add(b);
      for (const next of successors(b)) if (!this.leavesAt(b)) visit(next);
    };
    for (const e of entries) visit(e.to);

    const relooper = raw._RelooperCreate(m.ref);
    const made = new Map<Block, number>();
    for (const b of lo.graph.blocks) if (reachable.has(b)) made.set(b, this.block(relooper, b));
    for (const b of made.keys()) this.branches(b, made);
    const reloads = entries.map(e => {
      const ref = raw._RelooperAddBlock(relooper, this.reload(e));
      this.edge(ref, made.get(e.to)!);
      return ref;
    });
    let entry = reloads[0];
    if (entries.length > 1) {
      entry = raw._RelooperAddBlockWithSwitch(relooper, m.nop(), this.state());
      entries.forEach((e, i) => {
        if (i) this.caseEdge(entry, reloads[i], [e.state]);
      });
      this.caseEdge(entry, reloads[0], []);
    }
    const body = raw._RelooperRenderAndDispose(relooper, entry, this.labelLocal);
    return m.block(null, [...this.checks(), body, m.unreachable()], TypeRef.I32);
  }

  /** Traps where a guard word was overwritten: behind this frame, and behind the task's stack where this is its root. */
  private checks(): Expr[] {
    const { cx, lo, m } = this;
    if (!cx.guardAt) return [];
    const broken = (offset: number): Expr =>
      m.binary(BinaryOp.NeI32, m.load(4, false, this.fp(), TypeRef.I32, offset, 4), m.i32(GUARD));
    const distance = cx.form.wide ? m.load(4, false, this.fp(), TypeRef.I32, 4, 4) : m.load(2, false, this.fp(), TypeRef.I32, 2, 2);
    return [
      m.if(broken(lo.frame.bytes - 4), m.unreachable()),
      // A function that was called in another's place may be in a task laid out for that one.
      ...cx.isTailTarget(lo.fn.name) ? [] : [m.if(distance, m.nop(), m.if(broken(cx.guardAt(lo.fn.name)), m.unreachable()))],
    ];
  }

  private entries(): Entry[] {
    const out: Entry[] = [];
    for (const { end } of this.lo.graph.blocks) {
      if (end.kind != "await") continue;
      const state = this.lo.states.get(end.site);
      if (state === undefined) continue;
      out.push({ state, site: end.site, to: end.next, isPad: false });
      if (end.site.kind == "parkOrCancel") out.push({ state: state + 1, site: end.site, to: end.next, isPad: true });
      else if (end.pad) out.push({ state: state + 1, site: end.site, to: end.pad, isPad: true });
    }
    return out;
  }

  /** A park and a tail call never continue in the same call of the resume function. */
  private leavesAt(b: Block): boolean {
    return b.end.kind == "await" && b.end.site.kind != "call";
  }

  private state(): Expr {
    const { m, cx } = this;
    return cx.form.wide
      ? m.load(2, false, this.fp(), TypeRef.I32, 2, 2)
      : m.binary(BinaryOp.ShrU32, m.load(2, false, this.fp(), TypeRef.I32, 0, 2), m.i32(cx.form.indexBits));
  }

  private reload(e: Entry): Expr {
    const { m, lo, cx } = this;
    const out: Expr[] = [];
    const across = lo.across.get(e.site)!;
    for (const local of members(e.isPad && across.byPad ? across.byPad : across.byNext)) {
      const offset = lo.frame.slots.get(local);
      if (offset === undefined) continue;
      const type = lo.fn.locals[local];
      const value = m.load(sizeOf(type), false, this.fp(), type, offset, 4);
      out.push(this.set(local, lo.fn.managed.has(local) && cx.managedReload ? cx.managedReload(value) : value));
    }
    const { site } = e;
    if (site.kind == "parkOrCancel") {
      out.push(this.set(site.result, e.isPad ? this.pending() : m.i32(0)));
      if (e.isPad) out.push(cx.setPending(m.i32(0)));
    } else if (site.result >= 0 && !e.isPad) {
      const type = site.type;
      out.push(this.set(site.result, m.load(sizeOf(type), false, this.fp(), type, lo.frame.bytes + cx.form.bytes, 4)));
    }
    return out.length ? m.block(null, out) : m.nop();
  }

  private copy(e: Expr): Expr {
    const copy = this.m.copyExpression(e);
    walkPair(e, copy, this.cx.copied);
    return copy;
  }

  private block(relooper: number, b: Block): number {
    const { m, cx, lo } = this;
    const out: Expr[] = [];
    for (const item of b.items) {
      if (item.kind == "code") out.push(this.resolve(this.copy(item.expr)));
      else if (item.kind == "start") out.push(this.startCall({ ...item.start, args: item.start.args.map(a => this.resolve(this.copy(a))) }));
    }
    const end = b.end;
    switch (end.kind) {
      case "switch": return raw._RelooperAddBlockWithSwitch(relooper, m.block(null, out), this.resolve(this.copy(end.cond)));
      case "return":
        if (end.value) {
          const type = lo.fn.result;
          out.push(m.store(sizeOf(type), this.fp(), this.resolve(this.copy(end.value)), type, cx.form.bytes, 4));
        }
        out.push(m.return(m.i32(0)));
        break;
      case "unwind": out.push(end.pad ? this.cx.setPending(this.status(end.status)) : m.return(this.status(end.status))); break;
      case "trap": out.push(m.unreachable()); break;
      case "await": this.await(end.site, end.pad, out); break;
    }
    return raw._RelooperAddBlock(relooper, m.block(null, out));
  }

  private await(site: Site, pad: Block | null, out: Expr[]): void {
    const { m, cx, lo } = this;
    if (isLeaf(site)) {
      out.push(...this.spill(site, lo.clean.get(site)!), m.return(this.leafStatus(site)));
      return;
    }
    const args = site.args.map(a => this.resolve(this.copy(a)));
    const callee = cx.callee(site.callee);
    const tail = site.kind == "tail";
    const call = this.call({ callee: site.callee, args }, tail ? this.fp() : this.at(lo.frame.bytes));
    cx.made(site.origin, call);
    if (tail && lo.fn.result != TypeRef.None) {
      // Evaluated before the status is looked at: a local takes it.
      out.push(this.set(site.result, call));
    } else out.push(site.result >= 0 ? this.set(site.result, call) : call);
    if (callee.suspends) {
      const leave: Expr[] = tail ? [] : [this.link(), ...this.spill(site, lo.clean.get(site)!)];
      leave.push(this.takePending());
      const padded = lo.states.has(site) && (lo.states.get(site)! & 1) != 0;
      const suspended = padded ? m.binary(BinaryOp.GtU32, this.pending(), m.i32(2)) : this.pending();
      out.push(m.if(suspended, m.block(null, leave)));
    } else if (callee.throws && (tail || !pad)) {
      out.push(m.if(this.pending(), this.takePending()));
    }
    if (tail) {
      if (lo.fn.result != TypeRef.None) {
        out.push(m.store(sizeOf(lo.fn.result), this.fp(), this.get(site.result), lo.fn.result, cx.form.bytes, 4));
      }
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
  private takePending(): Expr {
    const { m, labelLocal } = this;
    return m.block(null, [
      this.set(labelLocal, this.pending()),
      this.cx.setPending(m.i32(0)),
      m.return(m.local_get(labelLocal, TypeRef.I32)),
    ]);
  }

  private branches(b: Block, made: ReadonlyMap<Block, number>): void {
    const from = made.get(b)!;
    const end = b.end;
    switch (end.kind) {
      case "goto": this.edge(from, made.get(end.to)!); return;
      case "if":
        this.edge(from, made.get(end.yes)!, this.resolve(this.copy(end.cond)));
        this.edge(from, made.get(end.no)!);
        return;
      case "switch": {
        const byTarget = new Map<Block, number[]>();
        end.targets.forEach((t, i) => {
          if (t == end.fallback) return;
          const list = byTarget.get(t);
          if (list) list.push(i);
          else byTarget.set(t, [i]);
        });
        for (const [t, indexes] of byTarget) this.caseEdge(from, made.get(t)!, indexes);
        this.caseEdge(from, made.get(end.fallback)!, []);
        return;
      }
      case "unwind":
        if (end.pad) this.edge(from, made.get(end.pad)!);
        return;
      case "await":
        if (end.site.kind != "call") return;
        if (end.pad) {
          const { suspends, throws } = this.cx.callee(end.site.callee);
          if (suspends || throws) this.edge(from, made.get(end.pad)!, this.pending());
        }
        this.edge(from, made.get(end.next)!);
        return;
    }
  }
}

/** A zero of `type`; 0 for None. */
export function zero(m: Module, type: Type): Expr {
  switch (type) {
    case TypeRef.None: return 0;
    case TypeRef.I32: return m.i32(0);
    case TypeRef.I64: return m.i64(0, 0);
    case TypeRef.F32: return m.f32(0);
    case TypeRef.F64: return m.f64(0);
    case TypeRef.V128: return m.v128(new Uint8Array(16));
  }
  throw new Error(`no zero of type ${type}`);
}
