// `try` and `throw` -> blocks with landing pads, completion records, unwinds.
//
//   throw e                    the error in flight = e; unwind
//
//   try { A } catch { H }      block end {
//                                block pad { A; br end }        every unwinding inside lands behind it, status in `pending`
//                                status = pending; pending = 0
//                                if (status == 2) unwind(2)               a cancel can't be caught
//                                H
//                              }
//
//   try { A } finally { F }    block done {
//                                block pad { A, where            return v     becomes  result = v; kind = 3; br done
//                                               a br outwards    becomes  kind = 4, 5, …; br done
//                                            kind = 0; br done }
//                                kind = pending; pending = 0; error = the error in flight
//                              }
//                              F                                 once, whatever it runs for
//                              if (kind) { kind 1, 2: the error in flight = error, unwind(kind); 3: return result; 4, 5, …: br }
//
// What cannot happen is left out: the pad where nothing in A unwinds, the handler where nothing throws, kinds that no statement sets,
// the copy of the error where nothing in F can throw meanwhile. A throw in F while a cancel passes is dropped: it must not replace the cancel.
// (The end of a generator enters its landing pads as a cancel does; there it does replace.)
// The lost design duplicates F for every exit: 5,520 instead of 4,096 bytes for three functions with eight exits (-Oz).
// Inner statements first, so an outer `finally` sees the returns and branches of inner ones as its own.

import { BinaryOp, TypeRef, type Module } from "assemblyscript";
import { FAILING, FAILURE, LEAVING } from "../2-desugar/markers.js";
import { CANCELLED, clearPending, keepError, land, THREW, type StatusWord } from "./landing.js";
import { loadDone, STOPPING } from "./generator-frames.js";
import { rewrite, targetOf } from "./nodes.js";
import { eachNode, endsOpen, isCall, mapExprs, mapParts, UNWIND_CANCEL, UNWIND_ERROR, type AsyncFunction, type Site, type Stmt } from "./norm.js";
import type { Expr } from "./raw.js";
import { Statements } from "./statements.js";

/** What assembly/error.ts is called, and the status word. */
export interface ExceptionLibrary extends StatusWord {
  readonly errorGet: string;
  readonly errorSet: string;
  readonly errorThrow: string;
}

export interface ExceptionContext extends ExceptionLibrary {
  readonly module: Module;
  suspends(callee: string): boolean;
  throws(site: Site): boolean;
  /** Whether a call of that function may throw and catch. */
  disturbs(callee: string): boolean;
  /** Whether such a call steps a generator that may do so. */
  disturbsByStep(target: string): boolean;
  /** Whether one of the children of `fn` whose promises these locals hold may end by an error. */
  mayFail(fn: AsyncFunction, promises: readonly number[]): boolean;
}

// Kinds of a completion record beyond THREW and CANCELLED.
const RETURNS = 3;
const LEAVES = 4;

/** What a cleanup throws goes on: no cancel passes. */
const RAISED: readonly Stmt[] = [{ kind: "landed", as: "raised" }];

/** How control may leave statements other than forwards: what their landing pad must be ready for. */
interface Hazards {
  throws: boolean;
  cancels: boolean;
}

/** Replaces all `try` and `throw` statements of `fn`. */
export function lowerExceptions(cx: ExceptionContext, fn: AsyncFunction): void {
  fn.body = new Lowerer(cx, new Statements(cx.module, fn)).list(fn.body);
}

class Lowerer {
  private labelCount = 0;
  /** What the locals that unwinds go on with can hold. */
  private readonly statuses = new Map<number, Hazards>();

  constructor(private readonly cx: ExceptionContext, private readonly s: Statements) {}

  list(stmts: readonly Stmt[]): Stmt[] {
    return stmts.flatMap(s => this.one(s));
  }

  private one(s: Stmt): Stmt[] {
    switch (s.kind) {
      case "throw": {
        const set = s.site < 0 ? this.s.do(this.cx.errorSet, s.value) : this.s.do(this.cx.errorThrow, s.value, this.s.m.i32(s.site));
        return [set, { kind: "unwind", status: UNWIND_ERROR }];
      }
      case "guard": return s.aborted || this.cx.mayFail(this.s.fn, s.promises) ? this.list(s.then) : [];
      case "dropped": return [];
      case "try": {
        const body = this.list(s.body);
        const caught = s.handler ? this.caught(body, this.list(s.handler)) : body;
        return s.cleanup ? this.cleaned(caught, this.list(s.cleanup)) : caught;
      }
      default: return [mapParts(s, part => this.list(part))];
    }
  }

  private caught(body: Stmt[], handler: Stmt[]): Stmt[] {
    const { s, cx } = this;
    const hazards = this.hazards(body);
    if (!hazards.throws) return body; // a cancel passes
    const end = this.label("catch.end");
    const pad = this.label("catch");
    const out: Stmt[] = [s.block(pad, [...body, s.br(end)], true)];
    if (hazards.cancels) {
      const status = s.temp(TypeRef.I32);
      const isCancel = s.m.binary(BinaryOp.EqI32, s.get(status), s.m.i32(CANCELLED));
      out.push(...land(s, cx, status), s.if(isCancel, [{ kind: "unwind", status: UNWIND_CANCEL }]));
    } else out.push(clearPending(s, cx));
    return [s.block(end, [...out, { kind: "landed", as: "caught" }, ...handler])];
  }

  private cleaned(body: Stmt[], cleanup: Stmt[]): Stmt[] {
    const { s, cx } = this;
    const { m } = s;
    const hazards = this.hazards(body);
    const unwinds = hazards.throws || hazards.cancels;
    const done = this.label("finally");
    const kind = s.temp(TypeRef.I32);
    this.tell(cleanup, LEAVING, () => unwinds
      ? m.binary(BinaryOp.LtU32, m.binary(BinaryOp.SubI32, s.get(kind), m.i32(THREW)), m.i32(CANCELLED))
      : m.i32(0));
    this.tell(cleanup, FAILING, () => hazards.throws ? m.binary(BinaryOp.EqI32, s.get(kind), m.i32(THREW)) : m.i32(0));
    const exits = new Exits(s, kind, done, name => this.label(name));
    const routed = exits.route(body);
    const isOpen = endsOpen(body);
    if (!unwinds) this.tell(cleanup, FAILURE, () => m.i32(0));
    if (!unwinds && !exits.count) return isOpen ? [...body, ...cleanup] : body;

    if (isOpen) routed.push(exits.set(0));
    const [keep, restore, error] = hazards.throws && (this.disturbs(cleanup) || this.steps(cleanup)) ? keepError(s, cx) : [[], [], -1];
    this.tell(cleanup, FAILURE, () => error < 0 ? m.i32(0) : s.get(error));
    const inner = unwinds ? [s.block(this.label("finally.pad"), [...routed, s.br(done)], true), ...land(s, cx, kind), ...keep] : routed;
    this.statuses.set(kind, hazards);

    const after: Stmt[] = [];
    if (unwinds) {
      const unwind: Stmt[] = [...restore, { kind: "unwind", status: kind }];
      if (exits.count) after.push(s.if(m.binary(BinaryOp.LeU32, s.get(kind), m.i32(CANCELLED)), unwind));
      else after.push(...unwind);
    }
    const landed: Stmt[] = unwinds ? [{ kind: "landed", as: "completed" }] : [];
    if (exits.count) after.push(...landed, ...exits.dispatch());
    const next: Stmt[] = isOpen ? [s.if(s.get(kind), after), ...landed] : after;
    const begun: Stmt[] = unwinds ? [{ kind: "landed", as: "cleanup" }] : [];
    return [s.block(done, inner), ...begun, ...this.sheltered(cleanup, kind, hazards.cancels), ...next];
  }

  /** Replaces a marker for what the cleanup runs for. */
  private tell(cleanup: readonly Stmt[], marker: string, value: () => Expr): void {
    mapExprs(cleanup, e => rewrite(e, n => targetOf(this.s.m, n) == marker ? value() : n));
  }

  /** The cleanup, whose errors are dropped where a cancel passes. */
  private sheltered(cleanup: Stmt[], kind: number, mayCancel: boolean): Stmt[] {
    const hazards = this.hazards(cleanup);
    const { s } = this;
    const { m } = s;
    const { item } = s.fn;
    if (!mayCancel || !hazards.throws || item && !item.isAsync) return cleanup;
    const end = this.label("cleanup.end");
    const status = s.temp(TypeRef.I32);
    this.statuses.set(status, hazards);
    let isDropped = m.binary(BinaryOp.AndI32,
      m.binary(BinaryOp.EqI32, s.get(kind), m.i32(CANCELLED)), m.binary(BinaryOp.EqI32, s.get(status), m.i32(THREW)));
    if (item) isDropped = m.binary(BinaryOp.AndI32, isDropped, m.binary(BinaryOp.NeI32, loadDone(m, s.get(0)), m.i32(STOPPING)));
    return [s.block(end, [
      s.block(this.label("cleanup"), [...cleanup, s.br(end)], true),
      ...land(s, this.cx, status),
      s.if(isDropped, [{ kind: "landed", as: "dropped" }], [...item ? [] : RAISED, { kind: "unwind", status }]),
    ])];
  }

  /** What may unwind out of `stmts`; what lands inside does not. */
  private hazards(stmts: readonly Stmt[]): Hazards {
    const found: Hazards = { throws: false, cancels: false };
    const visit = (s: Stmt): void => {
      switch (s.kind) {
        case "block": if (!s.pad) s.body.forEach(visit); break;
        case "loop": s.body.forEach(visit); break;
        case "if": s.then.forEach(visit); s.else.forEach(visit); break;
        case "unwind": {
          const known = s.status >= 0 ? this.statuses.get(s.status) : undefined;
          found.throws ||= s.status >= 0 ? !known || known.throws : s.status == UNWIND_ERROR;
          found.cancels ||= s.status >= 0 ? !known || known.cancels : s.status == UNWIND_CANCEL;
          break;
        }
        case "await":
          found.throws ||= this.cx.throws(s.site);
          found.cancels ||= this.maySuspend(s.site) && s.site.kind != "parkOrCancel";
          break;
        case "join": found.cancels = true; break;
      }
    };
    stmts.forEach(visit);
    return found;
  }

  /** Whether another error may be in flight while `stmts` run. */
  private disturbs(stmts: readonly Stmt[]): boolean {
    return stmts.some(s => {
      switch (s.kind) {
        case "block": case "loop": return this.disturbs(s.body);
        case "if": return this.disturbs(s.then) || this.disturbs(s.else);
        case "await": return this.maySuspend(s.site) || this.cx.disturbs(s.site.callee);
        case "unwind": case "start": case "join": return true;
        default: return false;
      }
    });
  }

  /** Whether a generator that may throw and catch is stepped in an expression of `stmts`. */
  private steps(stmts: readonly Stmt[]): boolean {
    let found = false;
    eachNode(stmts, e => {
      const target = targetOf(this.s.m, e);
      found ||= target != null && this.cx.disturbsByStep(target);
    });
    return found;
  }

  private maySuspend(site: Site): boolean {
    return !isCall(site) || this.cx.suspends(site.callee);
  }

  private label(name: string): string {
    return `~${name}${this.labelCount++}`;
  }
}

/** The ways out of a body with a cleanup, but for unwinding, each a kind of its completion record. */
class Exits {
  private result = -1;
  private returns = false;
  private readonly targets: string[] = [];

  constructor(
    private readonly s: Statements, private readonly kind: number, private readonly done: string,
    private readonly label: (name: string) => string,
  ) {}

  get count(): number {
    return this.targets.length + (this.returns ? 1 : 0);
  }

  set(kind: number): Stmt {
    return this.s.set(this.kind, this.s.m.i32(kind));
  }

  /** `body` with every way out of it leading to the cleanup. */
  route(body: readonly Stmt[], inside: ReadonlySet<string> = new Set()): Stmt[] {
    return body.flatMap<Stmt>(s => {
      switch (s.kind) {
        case "block": case "loop": return [{ ...s, body: this.route(s.body, new Set([...inside, s.label])) }];
        case "if": return [{ ...s, then: this.route(s.then, inside), else: this.route(s.else, inside) }];
        case "return": return this.returned(s.value);
        case "br":
          if (inside.has(s.label)) return [s];
          return s.cond ? [this.s.if(s.cond, this.to(s.label))] : this.to(s.label);
        case "switch": return this.table(s, inside);
        default: return [s];
      }
    });
  }

  /** What follows the cleanup for the kinds set by `route`; the last one is not asked for. */
  dispatch(): Stmt[] {
    const { s } = this;
    const ways: { kind: number; stmts: Stmt[] }[] = this.targets.map((label, i) => ({ kind: LEAVES + i, stmts: [s.br(label)] }));
    if (this.returns) ways.unshift({ kind: RETURNS, stmts: [{ kind: "return", value: this.result >= 0 ? s.get(this.result) : 0 }] });
    return ways.flatMap<Stmt>(({ kind, stmts }, i) => i == ways.length - 1
      ? stmts
      : [s.if(s.m.binary(BinaryOp.EqI32, s.get(this.kind), s.m.i32(kind)), stmts)]);
  }

  private returned(value: Expr): Stmt[] {
    this.returns = true;
    const { s } = this;
    if (value && this.result < 0) this.result = s.keeper(s.fn.result, s.fn.resultManaged);
    return [...value ? [s.set(this.result, value)] : [], this.set(RETURNS), s.br(this.done)];
  }

  private to(label: string): Stmt[] {
    let i = this.targets.indexOf(label);
    if (i < 0) i = this.targets.push(label) - 1;
    return [this.set(LEAVES + i), this.s.br(this.done)];
  }

  /** A table of which some targets lie outside: each gets a block here. */
  private table(s: Stmt & { kind: "switch" }, inside: ReadonlySet<string>): Stmt[] {
    const labels = new Map<string, string>();
    const local = (label: string): string => {
      if (inside.has(label)) return label;
      if (!labels.has(label)) labels.set(label, this.label("switch"));
      return labels.get(label)!;
    };
    let out: Stmt[] = [{ kind: "switch", labels: s.labels.map(local), fallback: local(s.fallback), cond: s.cond }];
    for (const [label, made] of labels) out = [this.s.block(made, out), ...this.to(label)];
    return out;
  }
}
