// Pieces of code that all bodies share: calls, what leaves a frame suspended and what brings it back.

import { BinaryOp, ExpressionId, TypeRef, type Module } from "assemblyscript";
import { members, type Bits } from "../bits.js";
import { GUARD, sizeOf, TASK_FLAGS, WATCHED } from "../frame.js";
import { CHILD_RESULT } from "../../2-desugar/markers.js";
import { AREA, AREA_END, CHILD, FRESH_DONE, FRESH_WATCH, FRESH_WATCHED } from "../marks.js";
import { UNWIND_ERROR, type Site, type Start } from "../norm.js";
import { operand, rewrite } from "../nodes.js";
import { raw, type Expr } from "../raw.js";
import { startName } from "../starts.js";
import { storedAt, type Callee, type EmitContext, type Lowered } from "./context.js";

/** The status of a suspended leaf where no task has a second frame: any but those of an end (assembly/poll.ts), bits 0 and 1 clear. */
const ONLY_FRAME = 4;

/** Base of the emitters of one function's bodies. */
export class Emitter {
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

  /**
   * The status of a suspended leaf: its frame; bit 0 set where it yields and others park, bit 1 where it sleeps and others don't. Where tasks have one frame
   * each, a constant in its stead, from which an engine knows the way on (a yield of 8 types 1.82 -> 1.38 ns).
   * An async generator's yield ends the call of whoever steps it.
   */
  protected leafStatus(site: Site): Expr {
    const { cx, m } = this;
    if (site.kind == "produce" && this.lo.fn.item!.isAsync) return m.i32(0);
    const bit = site.kind == "sleep" && (cx.parks || cx.yields) ? 2 : site.kind == "yield" && cx.parks ? 1 : 0;
    if (!cx.usesTop) return m.i32(ONLY_FRAME | bit);
    return bit ? m.binary(BinaryOp.OrI32, this.fp(), m.i32(bit)) : this.fp();
  }

  protected pending(): Expr {
    return this.cx.getPending();
  }

  /** Replaces markers of frame storage and child results inside `e`. */
  protected resolve(e: Expr): Expr {
    return rewrite(e, (n, id) => {
      if (id != ExpressionId.Call) return n;
      const target = this.m.readStringCached(raw._BinaryenCallGetTarget(n)) ?? "";
      if (target == CHILD) return this.at(this.lo.frame.childOffsets[raw._BinaryenConstGetValueI32(operand(n, 0))]);
      if ([FRESH_WATCH, FRESH_WATCHED, FRESH_DONE].includes(target)) return this.answerFresh(target, raw._BinaryenConstGetValueI32(operand(n, 0)));
      if (target == AREA_END) return this.at(this.lo.frame.areaEnds[raw._BinaryenConstGetValueI32(operand(n, 0))]);
      if (target == AREA) return this.at(this.lo.frame.areaOffsets[raw._BinaryenConstGetValueI32(operand(n, 0))]);
      if (target.startsWith(CHILD_RESULT)) {
        const type = raw._BinaryenExpressionGetType(n);
        return this.m.load(sizeOf(type), false, operand(n, 0), type, this.cx.form.taskBytes + this.cx.form.bytes, 4);
      }
      return n;
    });
  }

  /** What fresh.ts has marked: of a child that has just yielded all is known. */
  private answerFresh(target: string, child: number): Expr {
    const { cx, m } = this;
    const task = this.at(this.lo.frame.childOffsets[child]);
    if (!cx.startsByYield(this.lo.fn.children[child].callee)) return m.call(target == FRESH_DONE ? cx.childDone : cx.childWatch, [task], TypeRef.I32);
    if (target == FRESH_DONE) return m.i32(0);
    if (target == FRESH_WATCHED) return m.i32(1); // by its start
    return m.block(null, [m.store(1, task, m.i32(WATCHED), TypeRef.I32, TASK_FLAGS, 1), m.i32(1)], TypeRef.I32);
  }

  /** How a call may end but by a result. */
  protected ways(site: Site): Pick<Callee, "suspends" | "throws"> {
    return site.kind == "step" ? { suspends: true, throws: true } : this.cx.callee(site.callee);
  }

  protected call(site: Pick<Site, "kind" | "callee" | "args">, frame: Expr): Expr {
    // A resume function returns the status that a straight one leaves behind.
    if (site.kind == "step") return this.cx.setPending(this.m.call(this.cx.stepName(site.callee), site.args, TypeRef.I32));
    const callee = this.cx.callee(site.callee);
    return this.m.call(site.callee, callee.takesFrame ? [frame, ...site.args] : site.args, callee.returnsStatus ? TypeRef.I32 : callee.result);
  }

  protected startCall(start: Start): Expr {
    const offset = this.lo.frame.childOffsets[start.child];
    const address = this.at(offset);
    const isWaited = start.watched && this.cx.startsByYield(start.callee);
    if (isWaited) this.cx.waited.add(start.callee);
    const call = this.m.call(startName(start.callee, isWaited), [address, ...start.args], TypeRef.None);
    this.cx.made(start.origin, call);
    if (start.result < 0) return call;
    return this.m.block(null, [call, this.set(start.result, this.at(offset))]);
  }

  /** Stores that leave `site`'s live values and state in the frame. @param skip locals whose places are up to date */
  protected spill(site: Site, skip: Bits | null): Expr[] {
    const { lo } = this;
    const out = [...storedAt(lo, site, skip).map(local => this.store(local)), ...this.clearReferences(site)];
    // An unwinding that landed here has moved the state to the landing pad; behind the pad of a park no other one lands.
    const state = lo.states.get(site)!;
    const hasMoved = site.kind == "call" && (state & 1) != 0;
    if (!skip || lo.states.size > 1 || hasMoved) out.push(this.header(state));
    return out;
  }

  /** The collector reads all references of a suspended frame: places of those that are dead at `site` are cleared. */
  protected clearReferences(site: Site): Expr[] {
    const { cx, lo, m } = this;
    const out: Expr[] = [];
    if (!cx.managedReload) return out;
    const used = new Set(members(lo.across.get(site)!.kept).map(local => lo.frame.slots.get(local)));
    for (let i = 0; i < lo.frame.managedCount; i++) {
      const offset = lo.frame.managedStart + i * 4;
      if (!used.has(offset)) out.push(m.store(4, this.fp(), m.i32(0), TypeRef.I32, offset, 4));
    }
    return out;
  }

  /** A local -> its place in the frame. */
  protected store(local: number): Expr {
    const type = this.lo.fn.locals[local];
    return this.m.store(sizeOf(type), this.fp(), this.get(local), type, this.lo.frame.slots.get(local)!, 4);
  }

  /** Whether the local is there again after a resume. */
  protected isKept(local: number): boolean {
    return this.lo.frame.slots.has(local) || this.lo.places.has(local);
  }

  /** Its place in the frame -> a local, or the place that the local is. */
  protected reload(local: number): Expr {
    const { lo, cx } = this;
    const place = lo.places.get(local);
    if (place) return this.set(local, this.at((place.kind == "area" ? lo.frame.areaOffsets : lo.frame.childOffsets)[place.id]));
    const type = lo.fn.locals[local];
    const value = this.m.load(sizeOf(type), false, this.fp(), type, lo.frame.slots.get(local)!, 4);
    return this.set(local, lo.fn.managed.has(local) && cx.managedReload ? cx.managedReload(value) : value);
  }

  /** The result of a call that suspended and has completed: it lies in the callee's dead frame. */
  protected takeResult(site: Site): Expr {
    const { lo, cx } = this;
    return this.set(site.result, this.m.load(sizeOf(site.type), false, this.fp(), site.type, lo.frame.bytes + cx.form.bytes, 4));
  }

  /** The result of this activation -> its place in the frame. */
  protected keepResult(value: Expr): Expr {
    const type = this.lo.fn.result;
    return this.m.store(sizeOf(type), this.fp(), value, type, this.cx.form.bytes, 4);
  }

  /** `pending` -> a local; it is 0 again. */
  protected takePending(local: number): Expr[] {
    return [this.set(local, this.pending()), this.cx.setPending(this.m.i32(0))];
  }

  /** The first word of the frame of an activation suspended in `state`: that which `loadHeader` reads. */
  protected headerOf(state: number): number {
    return this.lo.index | state << this.cx.form.indexBits;
  }

  protected header(state: number): Expr {
    return this.storeHeader(this.m.i32(this.headerOf(state)));
  }

  protected storeHeader(value: Expr): Expr {
    const { m, cx } = this;
    return cx.form.wide ? m.store(4, this.fp(), value, TypeRef.I32, 0, 4) : m.store(2, this.fp(), value, TypeRef.I32, 0, 2);
  }

  protected loadHeader(): Expr {
    const { m, cx } = this;
    return cx.form.wide ? m.load(4, false, this.fp(), TypeRef.I32, 0, 4) : m.load(2, false, this.fp(), TypeRef.I32, 0, 2);
  }

  /** Whether this function's frame has a guard word of its own at its end. */
  protected isGuarded(): boolean {
    const { fn } = this.lo;
    return this.cx.guardAt != null && (this.lo.index >= 0 || fn.areas.length > 0 || fn.children.length > 0);
  }

  /** Traps where a guard word was overwritten: behind this frame, and behind the task's stack where this is its root. */
  protected checks(): Expr[] {
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

  /**
   * A load of the last byte that the body may reach by its frame pointer, whose value nobody uses: where each access is checked (boards), this check
   * stands for those of all the others, which the C compiler leaves out then.
   */
  protected look(): Expr[] {
    const { cx, lo, m } = this;
    if (!cx.looksAtEnd || lo.index < 0) return [];
    let end = lo.frame.bytes;
    for (const site of lo.states.keys()) {
      if (site.kind == "call") end = Math.max(end, lo.frame.bytes + cx.form.bytes + (site.result >= 0 ? sizeOf(site.type) : 0));
    }
    return [m.drop(m.load(1, false, this.fp(), TypeRef.I32, end - 1, 1))];
  }

  /** Notes in the callee's frame how far its caller's is. `args`: the site's, which stay as they are */
  protected link(site: Site, args: readonly Expr[]): Expr {
    if (site.kind != "step") return this.linkBehind();
    const { m, cx } = this;
    const generator = (): Expr => m.copyExpression(args[0]);
    const distance = m.binary(BinaryOp.SubI32, generator(), this.fp());
    return cx.form.wide
      ? m.store(4, generator(), distance, TypeRef.I32, 4, 4)
      : m.store(2, generator(), m.binary(BinaryOp.ShrI32, distance, m.i32(2)), TypeRef.I32, 2, 2);
  }

  /** The same for a callee whose frame lies behind this one. */
  protected linkBehind(): Expr {
    const bytes = this.lo.frame.bytes;
    return this.cx.form.wide
      ? this.m.store(4, this.fp(), this.m.i32(bytes), TypeRef.I32, bytes + 4, 4)
      : this.m.store(2, this.fp(), this.m.i32(bytes / 4), TypeRef.I32, bytes + 2, 2);
  }
}
