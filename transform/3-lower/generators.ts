// Generators: calls of `function*` and loops over them -> statements that the other passes know.
//
//   for (const x of gen(a)) body           the loop in place: gen's body here, the loop's at its yield
//
//     code   $g = gen(a)                     code   $a' = a
//     loop L                                 block end {
//       if (advance($g)) {          ->         … code $v = value of the yield; block next { body, where $v stands for item($g),
//         body, where item($g) is the              and `br L` is `br next`; br end unless it goes on } …
//         value; br L                        }
//       }                                  Nothing of the generator is left but its locals: no frame, no call, no state.
//
//   other uses                             a frame in an area of the owner, and a resume of it at each step
//
//     $g = gen(a)                            code   $g = area + prefix; done word = 0; gen($g, a)   keeps a, runs nothing
//     advance($g)                            gen~resume($g) where only this call can have made $g, else generatorNext($g)
//     item($g)                               load($g - prefix)
//     yield v   in gen                       code   store(fp - prefix, v); await produce
//
// A loop is put in place when nobody else sees its generator, and the copies of its body (one a yield) stay small: with one yield
// the result is the plain loop a user would have written. At -O0 the frame is kept, so that both forms are exercised.
// The design that lost joins several yields by a local state and one copy of the body: jumping back into the generator's loops
// needs a second dispatch for each item, which costs what the frame form costs.

import { BinaryOp, ExpressionId, TypeRef, type Module } from "assemblyscript";
import { ADVANCE, ITEM } from "../2-desugar/markers.js";
import { RESUME } from "./emit/context.js";
import { sizeOf } from "./frame.js";
import { copyStmts, inlinable, paste, weighStmts, type CopyContext } from "./inline.js";
import { leaveTo } from "./children.js";
import { AREA, AREA_END } from "./marks.js";
import { eachStmt, endsOpen, mapExprs, mapParts, type AsyncFunction, type Item, type Stmt } from "./norm.js";
import { operand, rewrite, walk } from "./nodes.js";
import { raw, type Expr, type Type } from "./raw.js";

export interface GeneratorContext extends CopyContext {
  readonly module: Module;
  /** Whether the collector looks into the frames of generators. */
  readonly collects: boolean;
  /** Most IR nodes that copies of a loop's body, and the generator, may add; 0 = no loop in place. */
  readonly limits: { readonly copies: number; readonly generator: number };
  /** The normal form of a generator, its yields still in it; null for a stub in front of several. */
  template(name: string): AsyncFunction | null;
  /** What the generator or the stub of that name yields. */
  itemOf(name: string): Item;
  /** Whether the collector must see what is in it: values across yields, or what it yields. */
  holdsReferences(name: string): boolean;
  /** Refuses to give the generator made there a place. */
  refuse(origin: Expr, callee: string, cause: string): void;
  /** Names of library functions. */
  readonly lib: {
    readonly generatorNext: string;
    readonly generatorReturn: string;
    readonly gcGeneratorMade: string;
    readonly gcGeneratorsGone: string;
    getPending(): Expr;
    setPending(value: Expr): Expr;
  };
}

/** For plain functions at every level: whether a recursive one is refused must not depend on what asc optimises. */
const PLAIN_LIMITS = { copies: 120, generator: 400 };

/** Words between the value of a yield and the frame: whether it is done, and the collector's links. */
const DONE_BYTES = 4;
const LINK_BYTES = 4;

/** Bytes in front of a generator's frame. */
export function prefixBytes(item: Pick<Item, "type">, collects: boolean): number {
  return sizeOf(item.type) + DONE_BYTES + (collects ? LINK_BYTES : 0);
}

/** Replaces calls of generators, and loops over them, in `fn`. Its callees come first. */
export function expandGenerators(cx: GeneratorContext, fn: AsyncFunction): void {
  new Expander(cx, fn).run();
}

/** A generator's emission form: `template` with its yields as suspensions, and one before anything runs. */
export function frameForm(cx: GeneratorContext, template: AsyncFunction): AsyncFunction {
  const fn: AsyncFunction = { ...template, locals: [...template.locals], managed: new Set(template.managed), body: [] };
  const { module: m } = cx;
  const item = template.item!;
  const produce = (origin: Expr): Stmt => ({
    kind: "await", site: { kind: "produce", callee: "", args: [], result: -1, type: TypeRef.None, origin },
  });
  const inList = (stmts: readonly Stmt[]): Stmt[] => stmts.flatMap<Stmt>(s => {
    switch (s.kind) {
      case "give": {
        const place = m.binary(BinaryOp.SubI32, m.local_get(0, TypeRef.I32), m.i32(prefixBytes(item, cx.collects)));
        return [{ kind: "code", expr: m.store(sizeOf(item.type), place, s.value, item.type, 0, 4) }, produce(s.origin)];
      }
      default: return [mapParts(s, inList)];
    }
  });
  fn.body = [produce(0), ...inList(copyStmts(cx, template.body, "~f"))];
  return fn;
}

/** The value of the last yield of the generator that `generator` points to. */
export function loadItem(m: Module, generator: Expr, type: Type, collects: boolean): Expr {
  const place = m.binary(BinaryOp.SubI32, generator, m.i32(prefixBytes({ type }, collects)));
  return m.load(sizeOf(type), false, place, type, 0, 4);
}

/** A loop over a generator that only it sees. */
interface Loop {
  /** The statement `if (advance) …`. */
  readonly step: Stmt & { kind: "if" };
  /** Label of the loop around it; null where the body never goes on. */
  readonly label: string | null;
  /** Puts other statements in place of the whole loop. */
  replace(stmts: Stmt[]): void;
}

class Expander {
  /** How often each local is set and read. */
  private readonly sets = new Map<number, number>();
  private readonly gets = new Map<number, number>();
  /** Locals whose value is copied into another. */
  private readonly copied = new Set<number>();
  private loopDepth = 0;
  /** Areas of generators that are in the collector's list. */
  private readonly listed: number[] = [];
  private serial = 0;

  constructor(private readonly cx: GeneratorContext, private readonly fn: AsyncFunction) {}

  run(): void {
    const count = (map: Map<number, number>, local: number): void => void map.set(local, (map.get(local) ?? 0) + 1);
    mapExprs(this.fn.body, e => {
      walk(e, n => {
        const id = raw._BinaryenExpressionGetId(n);
        if (id == ExpressionId.LocalGet) count(this.gets, raw._BinaryenLocalGetGetIndex(n));
        else if (id == ExpressionId.LocalSet) {
          count(this.sets, raw._BinaryenLocalSetGetIndex(n));
          const value = raw._BinaryenLocalSetGetValue(n);
          if (raw._BinaryenExpressionGetId(value) == ExpressionId.LocalGet) this.copied.add(raw._BinaryenLocalGetGetIndex(value));
        }
      });
      return e;
    });
    this.fn.body = this.list(this.fn.body);
    this.closeEarly(this.fn.body);
    if (this.listed.length && !this.fn.isPlain && !this.fn.item) this.leaveList();
    // What is left steps over generators from elsewhere.
    mapExprs(this.fn.body, e => this.resolve(e));
  }

  private list(stmts: Stmt[]): Stmt[] {
    for (let i = 0; i < stmts.length; i++) {
      const s = stmts[i];
      if (s.kind == "block") s.body = this.list(s.body);
      else if (s.kind == "loop") {
        this.loopDepth++;
        s.body = this.list(s.body);
        this.loopDepth--;
      } else if (s.kind == "if") {
        s.then = this.list(s.then);
        s.else = this.list(s.else);
      } else if (s.kind == "try") {
        s.body = this.list(s.body);
        s.handler &&= this.list(s.handler);
        s.cleanup &&= this.list(s.cleanup);
      } else if (s.kind == "make") {
        const local = this.variableOf(s.result, stmts[i + 1]);
        const template = this.cx.template(s.callee);
        const loop = local >= 0 && template ? this.loopOver(stmts, i + 2, local) : null;
        if (loop) loop.step.then = this.list(loop.step.then); // inner loops first: they may be copied
        if (loop && template && this.fits(loop, template)) {
          stmts.splice(i, 2);
          this.inPlace(s, local, template, loop);
          i--;
        } else {
          if (this.loopDepth && (local < 0 || this.copied.has(local))) {
            this.cx.refuse(s.origin, s.callee, "it has one place for all rounds of the loop, and the one of an earlier round may still be in use");
          }
          const made = this.inFrame(s);
          if (local >= 0 && template) this.stepDirectly(stmts, local, s.callee);
          stmts.splice(i, 1, ...made);
          i += made.length - 1;
        }
      }
    }
    return stmts;
  }

  /** The variable that alone takes what the call made, or -1. */
  private variableOf(made: number, next: Stmt | undefined): number {
    if (next?.kind != "code" || raw._BinaryenExpressionGetId(next.expr) != ExpressionId.LocalSet) return -1;
    const value = raw._BinaryenLocalSetGetValue(next.expr);
    const isCopy = raw._BinaryenExpressionGetId(value) == ExpressionId.LocalGet && raw._BinaryenLocalGetGetIndex(value) == made;
    const local = raw._BinaryenLocalSetGetIndex(next.expr);
    return isCopy && this.gets.get(made) == 1 && this.sets.get(local) == 1 ? local : -1;
  }

  /** The loop behind the call that is all that becomes of `local`. */
  private loopOver(stmts: Stmt[], from: number, local: number): Loop | null {
    for (const s of stmts.slice(from)) {
      const replace = (by: Stmt[]): void => void stmts.splice(stmts.indexOf(s), 1, ...by);
      if (s.kind == "if" && this.advances(s.cond, local)) return this.only({ step: s, label: null, replace }, local);
      if (s.kind == "loop") {
        const [step] = s.body;
        if (s.body.length == 1 && step.kind == "if" && this.advances(step.cond, local)) return this.only({ step, label: s.label, replace }, local);
      }
      if (s.kind == "block") {
        const inside = this.loopOver(s.body, 0, local);
        if (inside) return inside;
      }
    }
    return null;
  }

  private advances(cond: Expr, local: number): boolean {
    return this.target(cond) == ADVANCE && this.reads(operand(cond, 0), local);
  }

  private reads(e: Expr, local: number): boolean {
    return raw._BinaryenExpressionGetId(e) == ExpressionId.LocalGet && raw._BinaryenLocalGetGetIndex(e) == local;
  }

  /** `loop` if every use of `local` is its step or its item. */
  private only(loop: Loop, local: number): Loop | null {
    let uses = 1;
    mapExprs(loop.step.then, e => {
      walk(e, n => {
        if (this.target(n)?.startsWith(ITEM) && this.reads(operand(n, 0), local)) uses++;
      });
      return e;
    });
    return uses == this.gets.get(local) && !loop.step.else.length ? loop : null;
  }

  private fits(loop: Loop, template: AsyncFunction): boolean {
    const limits = this.fn.isPlain ? PLAIN_LIMITS : this.cx.limits;
    if (!limits.generator || !inlinable(template) || weighStmts(template.body) > limits.generator) return false;
    const yields = countYields(template.body);
    return yields == 1 || (yields - 1) * weighStmts(loop.step.then) <= limits.copies && !holdsChildren(loop.step.then);
  }

  private inPlace(make: Stmt & { kind: "make" }, local: number, template: AsyncFunction, loop: Loop): void {
    const { cx, fn } = this;
    const { module: m } = cx;
    const item = template.item!;
    const tag = `~g${fn.locals.length}.${this.serial++}`;
    const end = `${tag}.out`;
    const value = fn.locals.push(item.type) - 1;
    if (item.managed) fn.managed.add(value);
    let copies = countYields(template.body);
    let copy = 0;
    const given = (e: Expr): Stmt[] => {
      const next = `${tag}.next${copy}`;
      const body = --copies ? copyStmts(cx, loop.step.then, `${tag}.${copy}`) : loop.step.then;
      copy++;
      const here = redirect(body, loop.label, next);
      this.replaceItems(here, local, () => m.local_get(value, item.type));
      const kept = item.managed && m.useShadowStack ? m.tostack(e) : e;
      return [
        { kind: "code", expr: raw._BinaryenLocalSet(m.ref, value, kept) },
        { kind: "block", label: next, body: [...here, { kind: "br", label: end, cond: 0 }], pad: false },
      ];
    };
    const site = { args: make.args, result: -1, origin: make.origin };
    loop.replace([{ kind: "block", label: end, body: paste(cx, fn, template, site, tag, given), pad: false }]);
  }

  /** A call whose generator needs a frame. */
  private inFrame(make: Stmt & { kind: "make" }): Stmt[] {
    const { cx, fn } = this;
    const { module: m } = cx;
    const bytes = prefixBytes(cx.itemOf(make.callee), cx.collects);
    const area = fn.areas.push({ bytes, generator: make.callee, align: 4, origin: make.origin }) - 1;
    const frame = (): Expr => m.binary(BinaryOp.AddI32, m.call(AREA, [m.i32(area)], TypeRef.I32), m.i32(bytes));
    // The done word last: an argument may step the generator that was made here before.
    const collector: Stmt[] = [];
    if (cx.collects && cx.holdsReferences(make.callee)) {
      this.listed.push(area);
      collector.push(
        this.gone(area),
        { kind: "code", expr: m.call(cx.lib.gcGeneratorMade, [this.get(make.result)], TypeRef.None) },
      );
    }
    return [
      { kind: "code", expr: m.call(make.callee, [frame(), ...make.args], TypeRef.None) },
      { kind: "code", expr: raw._BinaryenLocalSet(m.ref, make.result, frame()) },
      { kind: "code", expr: m.store(4, m.binary(BinaryOp.SubI32, this.get(make.result), m.i32(DONE_BYTES)), m.i32(0), TypeRef.I32, 0, 4) },
      ...collector,
    ];
  }

  /** Takes what lies in the area out of the collector's list. */
  private gone(area: number): Stmt {
    const { module: m, lib } = this.cx;
    const place = (marker: string): Expr => m.call(marker, [m.i32(area)], TypeRef.I32);
    return { kind: "code", expr: m.call(lib.gcGeneratorsGone, [place(AREA), place(AREA_END)], TypeRef.None) };
  }

  /**
   * However the activation ends, its generators leave the collector's list: its frame is used for something else then. (Static
   * memory is not, and a generator's own generators leave with it.)
   */
  private leaveList(): void {
    const { fn, cx } = this;
    const { module: m, lib } = cx;
    const gone = (): Stmt[] => this.listed.map(area => this.gone(area));
    const temp = (type: Type): number => fn.locals.push(type) - 1;
    const set = (local: number, value: Expr): Stmt => ({ kind: "code", expr: raw._BinaryenLocalSet(m.ref, local, value) });
    const result = fn.result == TypeRef.None ? -1 : temp(fn.result);
    if (result >= 0 && fn.resultManaged) fn.managed.add(result);
    const kept = (value: Expr): Expr => fn.resultManaged && m.useShadowStack ? m.tostack(value) : value;
    const status = temp(TypeRef.I32);
    const body = leaveTo(fn.body, "~generators.done", value => value && result >= 0 ? set(result, kept(value)) : null);
    fn.body = [
      { kind: "block", label: "~generators.pad", pad: true, body: [
        { kind: "block", label: "~generators.done", body, pad: false },
        ...gone(),
        { kind: "return", value: result >= 0 ? this.get(result) : 0 },
      ] },
      set(status, lib.getPending()),
      { kind: "code", expr: lib.setPending(m.i32(0)) },
      ...gone(),
      { kind: "unwind", status },
    ];
  }

  /** A loop over a generator that others see as well ends it where it is left early. */
  private closeEarly(stmts: readonly Stmt[]): void {
    for (const s of stmts) {
      if (s.kind == "block") this.closeEarly(s.body);
      else if (s.kind == "if") {
        this.closeEarly(s.then);
        this.closeEarly(s.else);
        if (this.target(s.cond) == ADVANCE) s.then = this.closing(s.then, operand(s.cond, 0), null);
      } else if (s.kind == "try") {
        for (const part of [s.body, s.handler, s.cleanup]) this.closeEarly(part ?? []);
      } else if (s.kind == "loop") {
        const [step] = s.body;
        if (s.body.length != 1 || step.kind != "if" || this.target(step.cond) != ADVANCE) this.closeEarly(s.body);
        else {
          this.closeEarly(step.then);
          step.then = this.closing(step.then, operand(step.cond, 0), s.label);
        }
      }
    }
  }

  /** `stmts` with the generator ended before each way out but `again`, the loop's label. */
  private closing(stmts: readonly Stmt[], generator: Expr, again: string | null): Stmt[] {
    const { module: m, lib } = this.cx;
    const own = new Set<string | null>([again]);
    eachStmt(stmts, s => {
      if (s.kind == "block" || s.kind == "loop") own.add(s.label);
    });
    const close = (): Stmt => ({ kind: "code", expr: m.call(lib.generatorReturn, [m.copyExpression(generator)], TypeRef.None) });
    const list = (body: readonly Stmt[]): Stmt[] => body.flatMap<Stmt>(s => {
      switch (s.kind) {
        case "return": return [...this.before(s, close())];
        case "br":
          if (own.has(s.label)) return [s];
          if (!s.cond) return [close(), s];
          return [{ kind: "if", cond: s.cond, then: [close(), { ...s, cond: 0 }], else: [] }];
        case "switch": {
          if ([...s.labels, s.fallback].every(label => own.has(label))) return [s];
          throw new Error(`${this.fn.name}: a br_table out of a loop over a generator`);
        }
        default: return [mapParts(s, list)];
      }
    });
    const closed = list(stmts);
    return again === null && endsOpen(closed) ? [...closed, close()] : closed;
  }

  /** `return v` with `stmt` behind the evaluation of v. */
  private before(s: Stmt & { kind: "return" }, stmt: Stmt): Stmt[] {
    if (!s.value) return [stmt, s];
    const { fn } = this;
    const value = fn.locals.push(raw._BinaryenExpressionGetType(s.value)) - 1;
    if (fn.resultManaged) fn.managed.add(value);
    const { module: m } = this.cx;
    const kept = fn.resultManaged && m.useShadowStack ? m.tostack(s.value) : s.value;
    return [{ kind: "code", expr: raw._BinaryenLocalSet(m.ref, value, kept) }, stmt, { kind: "return", value: this.get(value) }];
  }

  /** A loop whose generator can only be the one that `callee` made at one place, and that nobody else steps, resumes it directly. */
  private stepDirectly(stmts: readonly Stmt[], local: number, callee: string): void {
    const { module: m } = this.cx;
    let steps = 0;
    mapExprs(stmts, e => {
      walk(e, n => {
        const target = this.target(n);
        if (target && (target == ADVANCE || target.startsWith(ITEM)) && this.reads(operand(n, 0), local)) steps++;
      });
      return e;
    });
    if (steps != this.gets.get(local)) return;
    mapExprs(stmts, e => rewrite(e, n => this.target(n) == ADVANCE && this.reads(operand(n, 0), local)
      ? m.call(callee + RESUME, [operand(n, 0)], TypeRef.I32) : n));
  }

  /** The item of the generator in `local` -> `value()`. */
  private replaceItems(stmts: readonly Stmt[], local: number, value: () => Expr): void {
    mapExprs(stmts, e => rewrite(e, n => this.target(n)?.startsWith(ITEM) && this.reads(operand(n, 0), local) ? value() : n));
  }

  /** Markers of generators that have a frame. */
  private resolve(e: Expr): Expr {
    const { module: m, lib, collects } = this.cx;
    return rewrite(e, n => {
      const target = this.target(n);
      if (target == ADVANCE) return m.call(lib.generatorNext, [operand(n, 0)], TypeRef.I32);
      if (!target?.startsWith(ITEM)) return n;
      return loadItem(m, operand(n, 0), raw._BinaryenExpressionGetType(n), collects);
    });
  }

  private get(local: number): Expr {
    return this.cx.module.local_get(local, this.fn.locals[local]);
  }

  private target(e: Expr): string | null {
    if (raw._BinaryenExpressionGetId(e) != ExpressionId.Call) return null;
    return this.cx.module.readStringCached(raw._BinaryenCallGetTarget(e));
  }
}

/** The branches to `from` go to `to`. */
function redirect(stmts: readonly Stmt[], from: string | null, to: string): Stmt[] {
  if (from === null) return [...stmts];
  const label = (name: string): string => name == from ? to : name;
  return stmts.map<Stmt>(s => {
    switch (s.kind) {
      case "br": return { ...s, label: label(s.label) };
      case "switch": return { ...s, labels: s.labels.map(label), fallback: label(s.fallback) };
      default: return mapParts(s, body => redirect(body, from, to));
    }
  });
}

function countYields(stmts: readonly Stmt[]): number {
  let count = 0;
  eachStmt(stmts, s => void (count += s.kind == "give" ? 1 : 0));
  return count;
}

/** Whether a child starts in them: it has one place in the frame, so its statement can't be copied. */
function holdsChildren(stmts: readonly Stmt[]): boolean {
  let found = false;
  eachStmt(stmts, s => void (found ||= s.kind == "start"));
  return found;
}
