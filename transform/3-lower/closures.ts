// Closures: a function value whose code is known where it goes -> copies of its takers that call it directly.
//
//   function each(a, f) { … f(x) … }            function each~1(a, k) { … arrow(x, k) … }
//   each(a, x => x + k)                         each~1(a, k)
//
// typing (2-desugar/captures.ts) left `(call $~tacet/closure|arrow (captured values…))`. Here:
//   lift        the closure's function takes what it captured as parameters behind its own
//   follow      a closure is known as the operand of a call, in a local that is set once, and in a parameter of a copy
//   copy        a function that only calls such a parameter, or hands it on, is copied with the captured values in its place
// so that a call of a closure is a direct call and nothing is stored. The same is done for async function values without
// captures, whose candidates would otherwise add up to the largest frame (see values.ts).
// A closure that goes elsewhere (a field, an array, a function that keeps it) has no home without a heap: TACET030.

import { ExpressionId, TypeRef, type Module, type Range } from "assemblyscript";
import type { TacetCode } from "../errors.js";
import { CLOSURE } from "../2-desugar/markers.js";
import { promisedType, type Compilation } from "../state.js";
import { findReassigned, type ReassignContext } from "./reassigned.js";
import type { Source } from "./collect.js";
import { bindParameters, liftCaptures } from "./copies.js";
import { TOSTACK } from "./marks.js";
import { calledBy, isTest, setsIn, Takers } from "./takers.js";
import { i32Of, operand, operandCount, operandsOf, setOperand, someExpr, targetOf, walkPair } from "./nodes.js";
import { raw, type Expr, type Type } from "./raw.js";

export interface ClosureContext {
  readonly compilation: Compilation;
  readonly module: Module;
  /** Async functions and others by name; copies are added. */
  readonly asyncs: Map<string, Source>;
  readonly plain: Map<string, Source>;
  readonly generators: Map<string, Source>;
  /** Names of functions without captures by the address of their value. */
  readonly constants: ReadonlyMap<number, string>;
  refuse(code: TacetCode, at: Expr, args?: readonly string[]): void;
  /** Where the source of an expression stands. */
  rangeOf(e: Expr): Range | null;
  copied(original: Expr, copy: Expr): void;
}

/** A closure whose code is known: what a direct call of it takes besides the arguments. */
interface Known {
  readonly fn: string;
  /** Locals that hold the captured values. */
  readonly locals: readonly number[];
}

/** A function copied for a copy for a copy … more often than this is recursion over ever new closures. */
const COPY_DEPTH_MAX = 12;

/** Rewrites all functions of the program. @returns names of plain functions that changed their parameters or are new */
export function bindClosures(cx: ClosureContext): ReadonlySet<string> {
  const binder = new Binder(cx);
  binder.run();
  return binder.changed;
}

/** What is known about one function while it is rewritten. */
class Body {
  readonly known = new Map<number, Known>();
  constructor(readonly source: Source) {}
}

class Binder {
  readonly changed = new Set<string>();
  private readonly m: Module;
  /** Functions still to be rewritten. */
  private readonly work: Body[] = [];
  private readonly copies = new Map<string, string>();
  private readonly depths = new Map<string, number>();
  private readonly takers: Takers;
  /** Functions as they were before they were rewritten: what copies are made from. */
  private readonly originals = new Map<string, Source>();
  private readonly reassign: ReassignContext;
  private body!: Body;

  constructor(private readonly cx: ClosureContext) {
    this.m = cx.module;
    this.takers = new Takers({
      module: cx.module, values: cx.compilation.values,
      source: name => this.originals.get(name) ?? this.source(name),
    });
    this.reassign = {
      module: cx.module, compilation: cx.compilation,
      isAsync: target => cx.asyncs.has(target) || cx.compilation.values.signatureOf(target) != null,
      rangeOf: e => cx.rangeOf(e),
    };
  }

  run(): void {
    for (const [fn, captures] of this.cx.compilation.captures) {
      const source = this.source(fn.internalName);
      if (source) this.put(liftCaptures(source, captures.map(c => c.inner)), false);
    }
    for (const source of [...this.cx.asyncs.values(), ...this.cx.generators.values(), ...this.cx.plain.values()]) this.work.push(new Body(source));
    for (let body = this.work.pop(); body; body = this.work.pop()) {
      if (body.known.size || this.concerns(body.source)) this.rewriteBody(body);
    }
  }

  private source(name: string): Source | undefined {
    return this.cx.asyncs.get(name) ?? this.cx.generators.get(name) ?? this.cx.plain.get(name);
  }

  private put(source: Source, isNew: boolean): void {
    const maps = [this.cx.asyncs, this.cx.generators, this.cx.plain];
    const map = maps.find(m => m.has(isNew ? source.asc.internalName : source.name)) ?? this.cx.plain;
    map.set(source.name, source);
    if (map === this.cx.plain) this.changed.add(source.name);
  }

  /** Whether the function makes closures, or gives async functions away. */
  private concerns(source: Source): boolean {
    return someExpr(source.body, e => {
      const target = targetOf(this.m, e);
      return target != null && (target.startsWith(CLOSURE) || this.constantOperands(e, target).length > 0);
    });
  }

  // -- one function -------------------------------------------------------------------------------------------------

  private rewriteBody(body: Body): void {
    this.body = body;
    this.keepOriginal(body.source);
    for (const found of findReassigned(this.reassign, body.source.body)) {
      this.cx.refuse("TACET031", found.at, [found.name, "the closure made before has the value it had then"]);
    }
    this.findKnown();
    const now = this.visit(body.source.body);
    const source = { ...body.source, body: now };
    this.put(source, false);
  }

  private keepOriginal(source: Source): void {
    const body = this.m.copyExpression(source.body);
    walkPair(source.body, body, this.cx.copied);
    this.originals.set(source.name, { ...source, body, vars: [...source.vars] });
  }

  /** Locals that are set once, to a closure. */
  private findKnown(): void {
    const { source, known } = this.body;
    const sets = setsIn(source.body);
    for (const local of known.keys()) if (sets.has(local)) throw new Error(`${source.name}: a parameter that is set was bound`);
    for (let changed = true; changed;) {
      changed = false;
      for (const [local, list] of sets) {
        if (list.length != 1 || local < source.params.length || known.has(local)) continue;
        const value = this.closureIn(raw._BinaryenLocalSetGetValue(list[0]));
        if (!value) continue;
        known.set(local, typeof value == "object" ? value : this.hold(value));
        changed = true;
      }
    }
  }

  /** Locals for what the closure at `marker` captures. */
  private hold(marker: Expr): Known {
    const { fn, values } = this.resolve(marker);
    const vars = this.body.source.vars as Type[];
    const locals = values.map(v => this.body.source.params.length + vars.push(raw._BinaryenExpressionGetType(v)) - 1);
    return { fn, locals };
  }

  /** The closure that `e` is for certain: known already, or the marker that makes it; null where it is anything else. */
  private closureIn(e: Expr): Known | Expr | null {
    switch (raw._BinaryenExpressionGetId(e)) {
      case ExpressionId.Call: {
        const target = targetOf(this.m, e)!;
        if (target == TOSTACK) return this.closureIn(operand(e, 0));
        return target.startsWith(CLOSURE) ? e : null;
      }
      case ExpressionId.LocalGet: return this.body.known.get(raw._BinaryenLocalGetGetIndex(e)) ?? null;
      case ExpressionId.LocalSet: return this.body.known.get(raw._BinaryenLocalSetGetIndex(e)) ?? this.closureIn(raw._BinaryenLocalSetGetValue(e));
      case ExpressionId.Block: {
        const count = raw._BinaryenBlockGetNumChildren(e);
        return count && !raw._BinaryenBlockGetName(e) ? this.closureIn(raw._BinaryenBlockGetChildAt(e, count - 1)) : null;
      }
      case ExpressionId.If: {
        // asc's check of `f!`: (if (local.tee $t f) (local.get $t) (abort))
        const no = raw._BinaryenIfGetIfFalse(e);
        if (!no || raw._BinaryenExpressionGetType(no) != TypeRef.Unreachable || !this.closureIn(raw._BinaryenIfGetCondition(e))) return null;
        return this.closureIn(raw._BinaryenIfGetIfTrue(e));
      }
    }
    return null;
  }

  /** Effects of computing the closure `e` besides the closure: `first` gets them, in order. */
  private effects(e: Expr, first: Expr[]): void {
    switch (raw._BinaryenExpressionGetId(e)) {
      case ExpressionId.Call: if (targetOf(this.m, e) == TOSTACK) this.effects(operand(e, 0), first); return;
      case ExpressionId.LocalSet: {
        const set = this.keep(e);
        if (set) first.push(set);
        return;
      }
      case ExpressionId.Block: {
        const count = raw._BinaryenBlockGetNumChildren(e);
        for (let i = 0; i < count - 1; i++) first.push(this.visit(raw._BinaryenBlockGetChildAt(e, i)));
        this.effects(raw._BinaryenBlockGetChildAt(e, count - 1), first);
        return;
      }
      case ExpressionId.If:
        this.effects(raw._BinaryenIfGetCondition(e), first);
        this.effects(raw._BinaryenIfGetIfTrue(e), first);
    }
  }

  /** Puts the captured values of the closure that `set` keeps into their locals; 0 where there is nothing to do. */
  private keep(set: Expr): Expr {
    const { m } = this;
    const value = raw._BinaryenLocalSetGetValue(set);
    const out: Expr[] = [];
    this.effects(value, out);
    const marker = this.markerIn(value);
    if (marker) {
      const { locals } = this.body.known.get(raw._BinaryenLocalSetGetIndex(set))!;
      const { values } = this.resolve(marker);
      values.forEach((v, i) => out.push(raw._BinaryenLocalSet(m.ref, locals[i], this.visit(v))));
    }
    return out.length ? m.block(null, out) : 0;
  }

  private markerIn(e: Expr): Expr {
    const value = this.closureIn(e);
    return typeof value == "number" ? value : 0;
  }

  /** Function and captured values of a marker; a captured closure that is known counts with what it captured itself. */
  private resolve(marker: Expr): { fn: string; values: Expr[] } {
    const name = targetOf(this.m, marker)!.slice(CLOSURE.length);
    const { ownParams } = this.source(name)!;
    const values: Expr[] = [];
    const bound = new Map<number, string>();
    const bindings: Expr[] = [];
    operandsOf(marker).forEach((value, i) => {
      const inner = this.valueOf(value);
      if (!inner || !this.takers.takes(name, ownParams + i)) {
        values.push(value);
        return;
      }
      bound.set(ownParams + i, inner.fn);
      bindings.push(...inner.values);
    });
    return { fn: bound.size ? this.copy(name, bound, marker) : name, values: [...values, ...bindings] };
  }

  /** The closure `e` with expressions for what it captured; null where it is none. */
  private valueOf(e: Expr): { fn: string; values: Expr[] } | null {
    const value = this.closureIn(e);
    if (!value) return null;
    if (typeof value == "number") return this.resolve(value);
    const { source } = this.body;
    const types = [...source.params, ...source.vars];
    return { fn: value.fn, values: value.locals.map(l => this.m.local_get(l, types[l])) };
  }

  private visit(e: Expr): Expr {
    const { m } = this;
    switch (raw._BinaryenExpressionGetId(e)) {
      case ExpressionId.LocalSet: {
        if (!this.body.known.has(raw._BinaryenLocalSetGetIndex(e))) break;
        if (raw._BinaryenLocalSetIsTee(e)) return this.escapes(e);
        return this.keep(e) || m.nop();
      }
      case ExpressionId.Drop: {
        const value = raw._BinaryenDropGetValue(e);
        if (!this.closureIn(value)) break;
        const out: Expr[] = [];
        this.effects(value, out);
        return out.length ? m.block(null, out) : m.nop();
      }
      case ExpressionId.LocalGet: return this.closureIn(e) ? this.escapes(e) : e;
      case ExpressionId.CallIndirect: {
        const args = operandsOf(e);
        return this.calledValue(e, calledBy(args.pop()!), args) ?? this.visitOperands(e);
      }
      case ExpressionId.Call: return this.visitCall(e);
      case ExpressionId.If: case ExpressionId.Unary: case ExpressionId.Binary: return this.visitTest(e);
    }
    return this.visitOperands(e);
  }

  private visitOperands(e: Expr): Expr {
    const count = operandCount(e);
    for (let i = 0; i < count; i++) {
      const old = operand(e, i);
      if (!old) continue;
      const now = this.visit(old);
      if (now != old) setOperand(e, i, now);
    }
    return e;
  }

  /** Where only truth is asked of a closure, it is true. */
  private visitTest(e: Expr): Expr {
    const isIf = raw._BinaryenExpressionGetId(e) == ExpressionId.If;
    const count = isIf ? 1 : operandCount(e);
    for (let i = 0; i < count; i++) {
      const value = operand(e, i);
      if (!this.closureIn(value) || !isIf && !isTest(e)) continue;
      const out: Expr[] = [];
      this.effects(value, out);
      out.push(this.m.i32(1));
      setOperand(e, i, out.length > 1 ? this.m.block(null, out, TypeRef.I32) : out[0]);
    }
    return this.visitOperands(e);
  }

  private visitCall(e: Expr): Expr {
    const target = targetOf(this.m, e)!;
    if (target == TOSTACK && this.closureIn(operand(e, 0)) || target.startsWith(CLOSURE)) return this.escapes(e);
    const indirect = this.cx.compilation.values.signatureOf(target);
    if (indirect) {
      const args = operandsOf(e);
      const made = this.calledValue(e, args.pop()!, args);
      if (made) return made;
    }
    const bound = new Map<number, string>();
    const args: Expr[] = [];
    const bindings: Expr[] = [];
    const constants = this.constantOperands(e, target);
    operandsOf(e).forEach((arg, i) => {
      const constant = constants.find(c => c.index == i);
      const value = constant ? { fn: constant.fn, values: [] } : this.valueOf(arg);
      if (!value || !this.takers.takes(target, i)) {
        args.push(this.visit(arg));
        return;
      }
      bound.set(i, value.fn);
      if (!constant) this.effects(arg, bindings);
      bindings.push(...value.values.map(v => this.visit(v)));
    });
    if (!bound.size) {
      args.forEach((arg, i) => setOperand(e, i, arg));
      return e;
    }
    // Effects yield no value: they go in front of the next one.
    const extra: Expr[] = [];
    let waiting: Expr[] = [];
    for (const b of bindings) {
      const type = raw._BinaryenExpressionGetType(b);
      if (type == TypeRef.None) waiting.push(b);
      else {
        extra.push(waiting.length ? this.m.block(null, [...waiting, b], type) : b);
        waiting = [];
      }
    }
    const made = this.m.call(this.copy(target, bound, e), [...args, ...extra], raw._BinaryenExpressionGetType(e));
    this.cx.copied(e, made);
    return waiting.length ? this.m.block(null, [...waiting, made], raw._BinaryenExpressionGetType(e)) : made;
  }

  /** A call of the function value `callee`: direct where it is a closure that is known. */
  private calledValue(e: Expr, callee: Expr, args: Expr[]): Expr | null {
    const value = callee && this.valueOf(callee);
    if (!value) return null;
    const first: Expr[] = [];
    this.effects(callee, first);
    const type = raw._BinaryenExpressionGetType(e);
    const made = this.m.call(value.fn, [...args, ...value.values], type);
    this.cx.copied(e, made);
    const call = this.visitCall(made); // an argument may be a closure too
    return first.length ? this.m.block(null, [...first, call], type) : call;
  }

  private escapes(e: Expr): Expr {
    this.cx.refuse("TACET030", this.markerIn(e) || e);
    return this.m.unreachable();
  }

  // -- copies -------------------------------------------------------------------------------------------------------

  /** Operands of a call that are async functions without captures, given to a parameter that is only called. */
  private constantOperands(e: Expr, target: string): { index: number; fn: string }[] {
    const source = this.source(target);
    if (!source) return [];
    const out: { index: number; fn: string }[] = [];
    source.paramTypes.forEach((type, index) => {
      const signature = type.getSignature();
      if (!signature || !promisedType(this.cx.compilation, signature.returnType) || index >= operandCount(e)) return;
      let value = operand(e, index);
      if (targetOf(this.m, value) == TOSTACK) value = operand(value, 0);
      const constant = i32Of(value);
      const fn = constant == null ? undefined : this.cx.constants.get(constant);
      if (fn && this.takers.takes(target, index)) out.push({ index, fn });
    });
    return out;
  }

  /** The copy of `name` in which the parameters `bound` are those functions. */
  private copy(name: string, bound: ReadonlyMap<number, string>, at: Expr): string {
    const key = `${name}(${[...bound].map(([i, fn]) => `${i}:${fn}`).join()})`;
    const known = this.copies.get(key);
    if (known) return known;
    const depth = 1 + Math.max(...[name, ...bound.values()].map(n => this.depths.get(n) ?? 0));
    if (depth > COPY_DEPTH_MAX) {
      this.cx.refuse("TACET032", at);
      return name;
    }
    const source = this.originals.get(name) ?? this.source(name)!;
    const made = `${name.replace(/~\d+$/, "")}~${this.copies.size + 1}`;
    this.copies.set(key, made);
    this.depths.set(made, depth);
    const closures = new Map([...bound].map(([param, fn]) => [param, this.source(fn)!]));
    const { copy, locals } = bindParameters(this.m, source, made, closures, this.cx.copied);
    this.put(copy, true);
    const work = new Body(copy);
    for (const [param, { local, captured }] of locals) work.known.set(local, { fn: bound.get(param)!, locals: captured });
    this.work.push(work);
    return made;
  }
}
