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
// Async generators (`async function*` in `for await`) are put in place in the same way; generator-loops.ts has the steps of all others.
// One that yields in a `try` with a `catch` has a frame: an error of the loop's body must not get there. So has one with a cleanup that
// throws: that must not replace an error of the loop's body.
//
// A loop is put in place when nobody else sees its generator, and the copies of its body (one a yield) stay small: with one yield
// the result is the plain loop a user would have written. At -O0 the frame is kept, so that both forms are exercised.
// The design that lost joins several yields by a local state and one copy of the body: jumping back into the generator's loops
// needs a second dispatch for each item, which costs what the frame form costs.

import { ExpressionId, TypeRef } from "assemblyscript";
import { isAdvance, ITEM } from "../2-desugar/markers.js";
import { AT_YIELD, frameIn, holdsListed, holdsReferences, prefixBytes, storeDone, storeItem, unlist, type GeneratorContext } from "./generator-frames.js";
import { finishLoops, stopGenerator, type Placed } from "./generator-loops.js";
import { copyStmts, inlinable, paste, weighStmts } from "./inline.js";
import { addTo } from "./lists.js";
import { TOSTACK } from "./marks.js";
import { eachNode, eachStmt, mapExprs, mapParts, someStmt, type AsyncFunction, type Stmt } from "./norm.js";
import { localOf, operand, rewrite, targetOf } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

/** For plain functions at every level: whether a recursive one is refused must not depend on what asc optimises. */
const PLAIN_LIMITS = { copies: 120, generator: 400 };

/**
 * Replaces calls of generators, and loops over them, in `fn`. Its callees come first.
 * @returns of a generator, whether it has something of its own to clean up at a yield
 */
export function expandGenerators(cx: GeneratorContext, fn: AsyncFunction): boolean {
  const owns = fn.children.length > 0 || fn.scopes.length > 0 || yieldsInTry(fn.body, s => s.cleanup != null);
  const placed = new Expander(cx, fn).run();
  finishLoops(cx, fn, placed);
  return owns || placed.owning.length > 0;
}

/** A generator's emission form: `template` with its yields as suspensions. */
export function frameForm(cx: GeneratorContext, template: AsyncFunction): AsyncFunction {
  const fn: AsyncFunction = {
    ...template, locals: [...template.locals], managed: new Set(template.managed), settled: new Set(template.settled), body: [],
  };
  const { module: m } = cx;
  const item = template.item!;
  const produce = (origin: Expr): Stmt => ({
    kind: "await", site: { kind: "produce", callee: "", args: [], result: -1, type: TypeRef.None, origin },
  });
  const inList = (stmts: readonly Stmt[]): Stmt[] => stmts.flatMap<Stmt>(s => {
    switch (s.kind) {
      case "give": {
        const self = (): Expr => m.local_get(0, TypeRef.I32);
        const out = [storeItem(m, self(), item, s.value, cx.collects), produce(s.origin)];
        if (item.isAsync) out.splice(1, 0, storeDone(m, self(), AT_YIELD));
        return out;
      }
      default: return [mapParts(s, inList)];
    }
  });
  // What stands in no loop is not copied; the frames in it could not be.
  fn.body = inList(inlinable(template) ? copyStmts(cx, template.body, "~f") : template.body);
  return fn;
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
  /** The locals that each local is copied into. */
  private readonly copies = new Map<number, number[]>();
  private loopDepth = 0;
  private readonly placed: Placed = { listed: [], owning: [], known: new Map() };
  private serial = 0;

  constructor(private readonly cx: GeneratorContext, private readonly fn: AsyncFunction) {}

  run(): Placed {
    const count = (map: Map<number, number>, local: number): void => void map.set(local, (map.get(local) ?? 0) + 1);
    eachNode(this.fn.body, (e, id) => {
      if (id == ExpressionId.LocalGet) count(this.gets, raw._BinaryenLocalGetGetIndex(e));
      else if (id == ExpressionId.LocalSet) {
        const to = raw._BinaryenLocalSetGetIndex(e);
        count(this.sets, to);
        const from = localOf(raw._BinaryenLocalSetGetValue(e));
        if (from >= 0) addTo(this.copies, from, to);
      }
    });
    this.fn.body = this.list(this.fn.body);
    return this.placed;
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
          // One that is in no variable is gone with the call it is handed to, or with the generator.
          if (this.loopDepth && this.mayOutlive(local < 0 ? s.result : local)) {
            this.cx.refuse(s.origin, s.callee, "it has one place for all rounds of the loop, and the one of an earlier round may still be in use");
          }
          const made = this.inFrame(s);
          if (loop) this.placed.known.set(local, s.callee);
          stmts.splice(i, 1, ...made);
          i += made.length - 1;
        }
      }
    }
    return stmts;
  }

  /** Whether a variable can hold the value of `local` in a later round of the loop around: one that is set in several places. */
  private mayOutlive(local: number): boolean {
    return this.copies.get(local)?.some(to => this.sets.get(to) != 1 || this.mayOutlive(to)) ?? false;
  }

  /** The variable that alone takes what the call made, or -1. */
  private variableOf(made: number, next: Stmt | undefined): number {
    if (next?.kind != "code" || raw._BinaryenExpressionGetId(next.expr) != ExpressionId.LocalSet) return -1;
    const isCopy = localOf(raw._BinaryenLocalSetGetValue(next.expr)) == made;
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
    return isAdvance(targetOf(this.cx.module, cond)) && localOf(operand(cond, 0)) == local;
  }

  /** `loop` if every use of `local` is its step or its item. */
  private only(loop: Loop, local: number): Loop | null {
    let uses = 1;
    eachNode(loop.step.then, e => {
      if (targetOf(this.cx.module, e)?.startsWith(ITEM) && localOf(operand(e, 0)) == local) uses++;
    });
    return uses == this.gets.get(local) && !loop.step.else.length ? loop : null;
  }

  private fits(loop: Loop, template: AsyncFunction): boolean {
    const limits = this.fn.isPlain ? PLAIN_LIMITS : this.cx.limits;
    if (!limits.generator || !inlinable(template) || weighStmts(template.body) > limits.generator) return false;
    if (yieldsInTry(template.body, s => s.handler != null || s.cleanup != null && this.cx.throwsWithin(template, s.cleanup))) return false;
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
    loop.replace([{ kind: "block", label: end, body: paste(cx, fn, template, site, tag, 0, given), pad: false }]);
  }

  /** A call whose generator needs a frame. */
  private inFrame(make: Stmt & { kind: "make" }): Stmt[] {
    const { cx, fn } = this;
    const { module: m } = cx;
    const item = cx.itemOf(make.callee);
    const isAsyncOwner = !fn.isPlain && (fn.item?.isAsync ?? true);
    if (item.isAsync && !isAsyncOwner) cx.refuse(make.origin, make.callee, "only an async function can await its steps");
    const area = fn.areas.push({ bytes: prefixBytes(item, cx.collects), generator: make.callee, align: 4, origin: make.origin }) - 1;
    const frame = (): Expr => frameIn(m, fn, area);
    const made: Stmt[] = [];
    let { args } = make;
    if (item.isAsync && cx.cleanupOf(make.callee).own) {
      this.placed.owning.push(area);
      if (this.loopDepth) {
        args = args.map(arg => this.kept(arg, made)); // they may look at the one that was made here before
        made.push(stopGenerator(cx.lib, frame(), make.origin, !cx.throws(make.callee)));
      }
    }
    // The done word last: an argument may step the generator that was made here before.
    made.push(
      { kind: "code", expr: m.call(make.callee, [frame(), ...args], TypeRef.None) },
      { kind: "code", expr: raw._BinaryenLocalSet(m.ref, make.result, frame()) },
      storeDone(m, this.get(make.result), AT_YIELD),
    );
    const isListed = cx.collects && holdsReferences(cx.functions, make.callee);
    if (isListed || cx.collects && holdsListed(cx.functions, make.callee)) {
      if (!fn.isPlain && !fn.item) this.placed.listed.push(area);
      made.push(unlist(m, cx.lib, area));
    }
    if (isListed) made.push({ kind: "code", expr: m.call(cx.lib.gcGeneratorMade, [this.get(make.result)], TypeRef.None) });
    return made;
  }

  /** The value of `e` in a local of its own. */
  private kept(e: Expr, out: Stmt[]): Expr {
    const local = this.fn.locals.push(raw._BinaryenExpressionGetType(e)) - 1;
    if (targetOf(this.cx.module, e) == TOSTACK) this.fn.managed.add(local);
    out.push({ kind: "code", expr: raw._BinaryenLocalSet(this.cx.module.ref, local, e) });
    return this.get(local);
  }

  /** The item of the generator in `local` -> `value()`. */
  private replaceItems(stmts: readonly Stmt[], local: number, value: () => Expr): void {
    mapExprs(stmts, e => rewrite(e, n => targetOf(this.cx.module, n)?.startsWith(ITEM) && localOf(operand(n, 0)) == local ? value() : n));
  }

  private get(local: number): Expr {
    return this.cx.module.local_get(local, this.fn.locals[local]);
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
  return someStmt(stmts, s => s.kind == "start");
}

/** Whether a yield stands in the body of such a `try`. */
function yieldsInTry(stmts: readonly Stmt[], matters: (s: Stmt & { kind: "try" }) => boolean): boolean {
  return someStmt(stmts, s => s.kind == "try" && matters(s) && countYields(s.body) > 0);
}
