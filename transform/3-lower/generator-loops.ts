// Loops over generators that have frames, and the ends of such generators.
//
//   for (const x of $g) body               try { loop L { if (step) { body, where item($g) is a load; br L } } }
//                                          finally { end $g }
//
//   step   gen~resume($g) where only this loop steps it and nobody asks whether it is done, otherwise generatorNext($g);
//          generatorStep($g), asked once before the loop whether it is done, where the body is short of all that could step or end it
//          of an async one: if (!done) { done = 1; await step($g) }, then !done (assembly/async-generator.ts)
//   end    generatorReturn($g), of an async one await generatorStop($g): nothing where it has ended by itself
//
// So a loop that is left ends the generator, as in JavaScript, and with it what that one loops over: when a generator is put in the place
// of a loop, the body comes to lie inside these `try` statements, which exceptions.ts lowers afterwards. Left out where the
// loop alone sees the generator and nothing is left to clean up: that nobody ended it can't be told.
//
// An activation ends the generators that it made and that own something (children, scopes, `finally` blocks), given up or not, and takes
// its generators from the collector's list: its frame is used for something else then. (Static memory is not, and a generator's own
// generators leave with it.)
//
// A step of an async generator is a call in the activation that awaits it: the generator's frame gets the distance to that one's frame, so
// that awaits inside suspend the task, and a yield pops to it like the end of a call. The distance may be negative, as generators are
// handed down. generatorStop enters the landing pad of the yield where the generator stands, as a cancel would; that unwinding ends in
// the generator's own frame:
//
//   block pad { body }
//   status = pending; pending = 0
//   if (done == 2 && status == cancelled) return
//   unwind(status)

import { BinaryOp, ExpressionId, TypeRef, UnaryOp } from "assemblyscript";
import { ADVANCE, FAILING, isAdvance, ITEM } from "../2-desugar/markers.js";
import { RESUME } from "./emit/context.js";
import { ENDED, frameIn, loadDone, loadItem, STOPPING, storeDone, unlist, type Cleanup, type GeneratorContext } from "./generator-frames.js";
import { CANCELLED, land, THREW } from "./landing.js";
import { eachNode, eachStmt, mapExprs, mapParts, someStmt, UNWIND_ERROR, type AsyncFunction, type Stmt } from "./norm.js";
import { operand, rewrite, targetOf } from "./nodes.js";
import { raw, type Expr, type Type } from "./raw.js";
import { Statements } from "./statements.js";

/** What became of the generators that a function makes and that have frames. */
export interface Placed {
  /** Areas of those in the collector's list. */
  readonly listed: number[];
  /** Areas of those that must be ended with the activation. */
  readonly owning: number[];
  /** Locals that can only hold generators of one name, which only one loop steps. */
  readonly known: Map<number, string>;
}

/** Awaits the end of the async generator `generator`; `quiet`: it never throws. */
export function stopGenerator(lib: GeneratorContext["lib"], generator: Expr, origin: Expr, quiet: boolean): Stmt {
  return { kind: "await", site: { kind: "call", callee: lib.generatorStop, args: [generator], result: -1, type: TypeRef.None, origin, quiet } };
}

/** Finishes `fn`, whose generators have their places: afterwards no marker of generators is left. */
export function finishLoops(cx: GeneratorContext, fn: AsyncFunction, placed: Placed): void {
  const { module: m, lib } = cx;
  fn.body = new Loops(cx, fn, placed).list(fn.body);
  mapExprs(fn.body, e => resolve(cx, placed, e));
  const { listed, owning } = placed;
  if (!listed.length && !owning.length) return;
  const cleanup = [...owning].reverse().flatMap(area => {
    const { generator, origin } = fn.areas[area];
    const quiet = !cx.throws(generator!);
    return endOnce(cx, () => stopGenerator(lib, frameIn(m, fn, area), origin, quiet), quiet);
  });
  cleanup.push(...listed.map(area => unlist(m, lib, area)));
  fn.body = [
    ...owning.map(area => storeDone(m, frameIn(m, fn, area), ENDED)),
    { kind: "try", body: fn.body, handler: null, cleanup },
  ];
}

class Loops {
  constructor(private readonly cx: GeneratorContext, private readonly fn: AsyncFunction, private readonly placed: Placed) {}

  list(stmts: readonly Stmt[]): Stmt[] {
    return stmts.flatMap<Stmt>(s => {
      const step = s.kind == "loop" && s.body.length == 1 ? s.body[0] : s;
      if (step.kind != "if" || !isAdvance(targetOf(this.cx.module, step.cond))) return [mapParts(s, body => this.list(body))];
      const quiet = step.quiet ?? false;
      const end = (): Stmt | null => this.end(step.cond, quiet);
      const isAlone = s.kind == "loop" && this.isAlone(step);
      const stepped = this.stepped(step, isAlone);
      let loop: Stmt[] = s.kind == "loop" ? [{ ...s, body: stepped }] : stepped;
      if (isAlone) loop = [{ kind: "if", cond: loadDone(this.cx.module, this.generatorOf(step.cond)), then: [], else: loop }];
      return end() ? [{ kind: "try", body: loop, handler: null, cleanup: endOnce(this.cx, () => end()!, quiet) }] : loop;
    });
  }

  /** What ends the generator that `advance` steps; null where nothing has to. */
  private end(advance: Expr, quiet: boolean): Stmt | null {
    const { module: m, lib, cleanupOf } = this.cx;
    const known = this.knownOf(advance);
    if (known !== undefined && !cleanupOf(known).any) return null;
    const generator = this.generatorOf(advance);
    return targetOf(m, advance) == ADVANCE
      ? this.cx.throws(lib.generatorReturn) && !quiet ? called(lib.generatorReturn, generator, -1, TypeRef.None, advance)
        : { kind: "code", expr: m.call(lib.generatorReturn, [generator], TypeRef.None) }
      : stopGenerator(lib, generator, advance, quiet);
  }

  /** Whether nothing in the loop's body steps or ends the generator, which isn't async and which others may have ended before. */
  private isAlone(step: Stmt & { kind: "if" }): boolean {
    const { cx } = this;
    if (targetOf(cx.module, step.cond) != ADVANCE || directStep(cx, this.placed, step.cond)) return false;
    let found = someStmt(step.then, s => s.kind == "await" || s.kind == "start" || s.kind == "join" || s.kind == "make" || s.kind == "give");
    eachNode(step.then, (e, id) => {
      const target = targetOf(cx.module, e);
      found ||= id == ExpressionId.CallIndirect || target != null && !target.startsWith(ITEM) && cx.steps(target);
    });
    return !found;
  }

  private generatorOf(advance: Expr): Expr {
    return this.cx.module.copyExpression(operand(advance, 0));
  }

  private stepped(s: Stmt & { kind: "if" }, isAlone: boolean): Stmt[] {
    const { module: m } = this.cx;
    const then = this.list(s.then);
    if (targetOf(m, s.cond) == ADVANCE) return this.steppedInPlace({ ...s, then }, isAlone);
    const generator = (): Expr => this.generatorOf(s.cond);
    const step: Stmt = { kind: "await", site: {
      kind: "step", callee: this.knownOf(s.cond) ?? "", args: [generator()], result: -1, type: TypeRef.None, origin: s.cond, quiet: s.quiet,
    } };
    return [
      { kind: "if", cond: loadDone(m, generator()), then: [], else: [storeDone(m, generator(), ENDED), step] },
      { ...s, cond: m.unary(UnaryOp.EqzI32, loadDone(m, generator())), then },
    ];
  }

  /** A step over a generator that is not async: an expression, unless it may throw. */
  private steppedInPlace(s: Stmt & { kind: "if" }, isAlone: boolean): Stmt[] {
    const { cx } = this;
    const made = new Statements(cx.module, this.fn);
    const callee = directStep(cx, this.placed, s.cond);
    const next = isAlone ? cx.lib.generatorStep : cx.lib.generatorNext;
    const generator = this.generatorOf(s.cond);
    if (s.quiet || !cx.throws(callee ?? next)) return isAlone ? [{ ...s, cond: made.call(next, generator) }] : [s];
    const status = made.temp(TypeRef.I32);
    if (!callee) return [called(next, generator, status, TypeRef.I32, s.cond), { ...s, cond: made.get(status) }];
    const threw = cx.module.binary(BinaryOp.EqI32, made.get(status), cx.module.i32(THREW));
    return [
      made.set(status, made.call(callee + RESUME, generator)),
      made.if(threw, [{ kind: "unwind", status: UNWIND_ERROR }]),
      { ...s, cond: made.get(status) },
    ];
  }

  private knownOf(advance: Expr): string | undefined {
    return this.placed.known.get(raw._BinaryenLocalGetGetIndex(operand(advance, 0)));
  }
}

/** A call that is checked for an error. */
function called(callee: string, arg: Expr, result: number, type: Type, origin: Expr): Stmt {
  return { kind: "await", site: { kind: "call", callee, args: [arg], result, type, origin } };
}

/** The generator that `advance` steps without asking whether it is done; null where others may step it or it has a cleanup. */
function directStep({ cleanupOf }: GeneratorContext, { known }: Placed, advance: Expr): string | null {
  const callee = known.get(raw._BinaryenLocalGetGetIndex(operand(advance, 0)));
  return callee !== undefined && !cleanupOf(callee).any ? callee : null;
}

/** `end` as a cleanup: what it throws does not replace an error that brought it about, as in JavaScript. */
function endOnce({ module: m, throws, lib }: GeneratorContext, end: () => Stmt, quiet: boolean): Stmt[] {
  if (quiet || !throws(lib.generatorReturn) && !throws(lib.generatorStop)) return [end()];
  const quietly: Stmt = { kind: "try", body: [end()], handler: [], cleanup: null };
  return [{ kind: "if", cond: m.call(FAILING, [], TypeRef.I32), then: [quietly], else: [end()] }];
}

/** The markers in `e` -> steps of generators that are not async, and values. */
function resolve(cx: GeneratorContext, placed: Placed, e: Expr): Expr {
  const { module: m, lib, collects } = cx;
  return rewrite(e, n => {
    const target = targetOf(m, n);
    if (target == ADVANCE) {
      const callee = directStep(cx, placed, n);
      return m.call(callee ? callee + RESUME : lib.generatorNext, [operand(n, 0)], TypeRef.I32);
    }
    if (!target?.startsWith(ITEM)) return n;
    return loadItem(m, operand(n, 0), raw._BinaryenExpressionGetType(n), collects);
  });
}

/** The cleanup of `fn`, a generator in its emission form, or a stub in front of some `others`; `owns`: more than that of its loops. */
export function cleanupOf(fn: AsyncFunction, owns: boolean, others: ReadonlyMap<string, Cleanup>): Cleanup {
  let any = false;
  let own = false;
  eachStmt(fn.body, (s, pad) => {
    if (s.kind != "await") return;
    if (s.site.kind == "produce" && pad !== null) {
      any = true;
      own ||= owns;
    } else if (fn.forwards) {
      const other = others.get(s.site.callee);
      any ||= other?.any ?? false;
      own ||= other?.own ?? false;
    }
  });
  return { any, own };
}

/** Has the generator `fn` begin with its first step; the cleanup of an async one ends the step that stops it. */
export function suspendAtStart({ module: m, lib }: Pick<GeneratorContext, "module" | "lib">, fn: AsyncFunction, { any }: Cleanup): void {
  const start: Stmt = { kind: "await", site: { kind: "produce", callee: "", args: [], result: -1, type: TypeRef.None, origin: 0 } };
  if (any && fn.item!.isAsync) {
    const s = new Statements(m, fn);
    const status = s.temp(TypeRef.I32);
    const isStopped = m.binary(BinaryOp.AndI32,
      m.binary(BinaryOp.EqI32, loadDone(m, s.get(0)), m.i32(STOPPING)), m.binary(BinaryOp.EqI32, s.get(status), m.i32(CANCELLED)));
    fn.body = [
      s.block("~generator.pad", fn.body, true),
      ...land(s, lib, status),
      s.if(isStopped, [{ kind: "return", value: 0 }]),
      { kind: "unwind", status },
    ];
  }
  fn.body.unshift(start);
}
