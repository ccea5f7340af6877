// Normal form -> the straight function: the program's structure as it was, which runs until the first await that suspends.
//
//   let a = x * 2;                a = x * 2
//   const b = await g(a);         b = g(fp + 12, a)
//                                 if (pending) {
//                                   store16(fp + 12 + 2, 12 / 4)  caller
//                                   store(fp + 4, a)              spill
//                                   store16(fp, index | 2 << 10)  header
//                                   return }
//   return a + b;                 return a + b
//
// Code behind a leaf await (park, yield, a generator's first step) can only run after a resume and is left out.
//
// A function that only starts tasks, or ends others that do, has its frame always at a task's root. It returns its status as
// resume functions do, leaves its result in the frame, and writes the header with the caller's distance, which is 0. One that is awaited and
// always suspends returns its status, too (../statuses.ts).
//
//   await yieldNow();             store32(fp, index | 1 << 10)
//                                 return fp | 1

import { BinaryOp, TypeRef } from "assemblyscript";
import { GUARD } from "../frame.js";
import { isLeaf, type Site, type Stmt } from "../norm.js";
import type { Expr } from "../raw.js";
import { zero } from "../zero.js";
import type { StatusKind } from "../statuses.js";
import { alwaysSuspends, leavesAt, type EmitContext, type Lowered } from "./context.js";
import { Emitter } from "./emitter.js";

/** Emits the straight function's body. It uses up the normal form's expressions. @param statusLocal as for Straight */
export function emitStraight(cx: EmitContext, lo: Lowered, statusLocal: number | null, kind?: StatusKind): Expr {
  return new Straight(cx, lo, statusLocal, kind).run();
}

export class Straight extends Emitter {
  /** @param statusLocal an i32 local that nothing else uses, where the function returns its status; null where its result */
  constructor(cx: EmitContext, lo: Lowered, protected readonly statusLocal: number | null, private readonly kind?: StatusKind) {
    super(cx, lo);
  }

  run(): Expr {
    const body = this.list(this.lo.fn.body, null);
    if (this.isGuarded()) body.unshift(this.placeGuard());
    body.unshift(...this.look());
    body.push(this.m.unreachable());
    return this.m.block(null, body, this.type);
  }

  /** What the function returns. */
  protected get type(): number {
    return this.statusLocal === null ? this.lo.fn.result : TypeRef.I32;
  }

  /** @param pad label of the block whose landing pad covers the statements; null where an unwinding goes on in the caller */
  protected list(stmts: readonly Stmt[], pad: string | null): Expr[] {
    const out: Expr[] = [];
    for (const s of stmts) {
      this.one(s, out, pad);
      if (s.kind == "await" && leavesAt(this.cx, s.site)) break;
    }
    return out;
  }

  protected one(s: Stmt, out: Expr[], pad: string | null): void {
    const m = this.m;
    switch (s.kind) {
      case "code": if (s.expr) out.push(this.resolve(s.expr)); return;
      case "block": out.push(m.block(s.label, this.list(s.body, s.pad ? s.label : pad))); return;
      case "loop": out.push(m.loop(s.label, m.block(null, this.list(s.body, pad)))); return;
      case "if": {
        const cond = this.condition(s);
        const then = m.block(null, this.list(s.then, pad));
        out.push(m.if(cond, then, s.else.length ? m.block(null, this.list(s.else, pad)) : 0));
        return;
      }
      case "br": out.push(m.br(s.label, s.cond ? this.resolve(s.cond) : 0)); return;
      case "switch": out.push(m.switch(s.labels, s.fallback, this.resolve(s.cond))); return;
      case "return": out.push(...this.returned(s.value && this.resolve(s.value))); return;
      case "unwind": {
        const status = this.status(s.status);
        if (pad !== null) out.push(this.cx.setPending(status), m.br(pad));
        else if (this.statusLocal !== null) out.push(m.return(status));
        else out.push(this.cx.setPending(status), this.leave());
        return;
      }
      case "trap": out.push(m.unreachable()); return;
      case "join": case "joined": case "landed": return;
      case "make": case "give": throw new Error(`${s.kind} behind generators.ts`);
      case "try": case "throw": case "guard": case "dropped": throw new Error(`${s.kind} behind exceptions.ts`);
      case "start": s.start.args = s.start.args.map(a => this.resolve(a)); out.push(this.startCall(s.start)); return;
      case "await": this.await(s.site, out, pad); return;
    }
  }

  protected condition(s: Stmt & { kind: "if" }): Expr {
    return this.resolve(s.cond);
  }

  protected await(site: Site, out: Expr[], pad: string | null): void {
    if (site.kind == "tail") this.tail(site, out);
    else if (!this.lo.reached.has(site)) out.push(this.m.unreachable());
    else if (isLeaf(site)) out.push(...this.suspendLeaf(site));
    else out.push(...this.callOut(site, pad));
  }

  protected suspendLeaf(site: Site): Expr[] {
    // A generator that was made has not run.
    if (site.kind == "produce") return this.suspend(site);
    return this.suspendWith(this.leafStatus(site), site);
  }

  private suspendWith(status: Expr, site: Site): Expr[] {
    return [this.statusLocal === null ? this.cx.setPending(status) : this.set(this.statusLocal, status), ...this.suspend(site)];
  }

  /** The call, and what happens when it suspends or unwinds. */
  protected callOut(site: Site, pad: string | null): Expr[] {
    const { m, lo } = this;
    const call = this.callOf(site, this.at(lo.frame.bytes));
    if (alwaysSuspends(this.cx, site)) return this.suspendWith(call, site);
    const out = [site.result >= 0 ? this.set(site.result, call) : call];
    const { suspends, throws } = this.ways(site);
    if (!suspends) {
      if (throws) out.push(pad === null ? m.if(this.pending(), m.block(null, [...this.take(), this.leave()])) : m.br(pad, this.pending()));
      return out;
    }
    const suspended = [...this.take(), ...this.suspend(site)];
    if (pad !== null) suspended.unshift(m.br(pad, m.binary(BinaryOp.LeU32, this.pending(), m.i32(2))));
    out.push(m.if(this.pending(), m.block(null, suspended)));
    return out;
  }

  private tail(site: Site, out: Expr[]): void {
    const { m, lo } = this;
    const call = this.callOf(site, this.fp());
    const { returnsStatus } = this.cx.callee(site.callee);
    if (this.statusLocal === null && returnsStatus) out.push(this.cx.setPending(call), this.leave());
    else if (this.statusLocal !== null && !returnsStatus) out.push(...this.tailWithResult(site, call, this.statusLocal));
    else if (lo.fn.result == TypeRef.None && this.statusLocal === null) out.push(call, m.return());
    else out.push(m.return(call)); // its result, or its status
  }

  /** A call in tail position whose result or status is where this function does not leave its own. */
  private tailWithResult(site: Site, call: Expr, statusLocal: number): Expr[] {
    const { m, lo } = this;
    if (lo.fn.result == TypeRef.None) return [call, ...this.takePending(statusLocal), this.leave()];
    const suspended = m.if(m.local_get(statusLocal, TypeRef.I32), this.leave());
    return [this.set(site.result, call), ...this.takePending(statusLocal), suspended, this.keepResult(this.get(site.result)), this.leave()];
  }

  private callOf(site: Site, frame: Expr): Expr {
    site.args = site.args.map(a => this.resolve(a));
    const call = this.call(site, frame);
    this.cx.made(site.origin, call);
    return call;
  }

  /** Leaves the activation suspended at `site`; `pending` is set. */
  protected suspend(site: Site): Expr[] {
    const out = this.spill(site, null);
    if (!isLeaf(site)) out.unshift(this.link(site, site.args));
    out.push(this.leave());
    return out;
  }

  protected placeGuard(): Expr {
    return this.m.store(4, this.fp(), this.m.i32(GUARD), TypeRef.I32, this.lo.frame.bytes - 4, 4);
  }

  /** Where the status is returned: `pending`, which is set, becomes it. */
  private take(): Expr[] {
    return this.statusLocal === null ? [] : this.takePending(this.statusLocal);
  }

  /** Returns with the status set; the value of a function that returns its result does not count. */
  protected leave(): Expr {
    const { m, statusLocal } = this;
    return m.return(statusLocal === null ? zero(m, this.lo.fn.result) : m.local_get(statusLocal, TypeRef.I32));
  }

  private returned(value: Expr): Expr[] {
    const { m } = this;
    if (this.statusLocal === null) return [m.return(value)];
    return [...value ? [this.keepResult(value)] : [], m.return(m.i32(0))];
  }

  /** A root writes the word with its caller's distance, 0, at the same time. */
  protected override storeHeader(value: Expr): Expr {
    return this.kind != "root" ? super.storeHeader(value) : this.m.store(4, this.fp(), value, TypeRef.I32, 0, 4);
  }
}
