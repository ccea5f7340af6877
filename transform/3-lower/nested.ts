// Combinators in combinators, timeouts and shields around or in them, over children of one activation -> statements of normal form, with one
// suspension for all of them.
//
//   await Promise.all([f(), Promise.race([g(), h()])])
//     ->
//   race = all = 0
//   loop again {
//     if (!race) { race = done(g) ? g : done(h) ? h : 0; if (race) stop the other }        inner ones first
//     if (!all) { all = the first of f, race that was rejected; if (all) stop the others }
//     if (!all && done(f) && race && done(g) && done(h)) all = race                        an inner one has ended when its losers have
//     if (some of f, g, h run) { wake me at the next end; park; br again }
//     if (!all) br again                                                                   a promise that stands in it twice
//   }
//   throw the error of `all`, if it has one
//
// What decided a combinator is told by the task of a child, whose flags and result are the combinator's. Where none is (a timeout that is
// over, Promise.any without results, allSettled) a task is started that ends at once, by the error or without; of the outermost it is an await.
//
// Invariant: a decision is made once, and what it stops is waited for; what was stopped is not asked about any more.
// What is shielded is stopped by nothing around the shield, be it a race that it lost or a cancel: that waits for it, while what the shield holds
// is decided as ever.

import { BinaryOp, TypeRef, UnaryOp } from "assemblyscript";
import { Combined, type CombinatorLibrary } from "./combinators.js";
import { UNWIND_CANCEL, UNWIND_ERROR, type Stmt } from "./norm.js";
import type { Expr } from "./raw.js";
import type { Statements } from "./statements.js";
import { pendingOf, waitForAll } from "./stops.js";

export interface NestedLibrary extends CombinatorLibrary {
  readonly settledAll: string;
  readonly timedOut: string;
}

/** A child, whose promise is in a local. */
export interface Leaf {
  readonly kind: "child";
  readonly promise: number;
}

/** What combines them; a timeout's parts are the promise and its alarm. */
export interface Combination {
  readonly kind: "all" | "race" | "any" | "allSettled" | "timeout" | "shield";
  readonly parts: readonly Part[];
  /** The local that takes what decided it, or -1. */
  readonly place: number;
}

export type Part = Leaf | Combination;

/** The locals with the children below `part`, in order. */
export function childrenOf(part: Part): number[] {
  return part.kind == "child" ? [part.promise] : part.parts.flatMap(childrenOf);
}

export class Nested extends Combined<NestedLibrary> {
  /** The local that takes the task which decided a combination; 0 until then. */
  private readonly decided = new Map<Combination, number>();
  private readonly placed: Combination[] = [];
  /** Takes whether a cancel came, where something is shielded from it; -1 elsewhere. */
  private readonly cancelled: number;
  /** Tasks that were started to tell how a combination ended. */
  private readonly made: number[] = [];

  constructor(s: Statements, lib: NestedLibrary, private readonly root: Combination, origin: Expr, ends: boolean) {
    super(s, lib, childrenOf(root), origin, ends);
    this.cancelled = hasShield(root) ? s.temp(TypeRef.I32) : -1;
    this.number(root);
  }

  /** @param winner takes the child that has the value */
  wait(winner: number): Stmt[] {
    const { s, root } = this;
    const again = `~nested${winner}`;
    const pass = this.decide(root); // first: it says what is made
    return [
      ...[...this.decided.values(), ...this.cancelled < 0 ? [] : [this.cancelled]].map(local => s.set(local, s.m.i32(0))),
      { kind: "loop", label: again, body: [
        ...pass,
        s.if(pendingOf(s, this.lib, this.tasks()), [s.do(this.lib.setWaits, s.m.i32(1)), ...this.park(), s.br(again)]),
        s.br(again, this.isOpen(root)),
      ] },
      ...this.joined(),
      ...this.cancelled < 0 ? [] : [s.if(s.get(this.cancelled), this.unwinding())],
      ...this.failure(),
      this.dropped(),
      ...this.placed.map(part => s.set(part.place, this.chosen(part))),
      s.set(winner, this.chosen(root)),
    ];
  }

  /** Gives each combination a local; a shield is what it shields. */
  private number(part: Part): void {
    if (part.kind == "child") return;
    if (part.place >= 0) this.placed.push(part);
    if (part.kind != "shield") this.decided.set(part, this.s.temp(TypeRef.I32));
    part.parts.forEach(inner => this.number(inner));
  }

  // -- decisions ----------------------------------------------------------------------------------------------------

  /** Decides what can be by now, below `part` first. */
  private decide(part: Part): Stmt[] {
    if (part.kind == "child") return [];
    const { s } = this;
    const below = part.parts.flatMap(inner => this.decide(inner));
    if (part.kind == "shield") return below;
    const at = this.decided.get(part)!;
    const own = this.ownDecision(part, at);
    const [guarded, open] = part.kind == "all" ? [[this.guard([s.if(this.isOpen(part), this.failed(part, at))])], own] : [[], own];
    return [...below, ...guarded, s.if(this.isOpen(part), open)];
  }

  private ownDecision(part: Combination, at: number): Stmt[] {
    const { s, lib } = this;
    const { parts } = part;
    switch (part.kind) {
      case "race": return [...this.firstOf(parts, at, e => e), ...this.stopOthers(part, at)];
      case "any": return [
        ...this.firstOf(parts, at, e => this.where(lib.childFulfilled, e)),
        ...this.stopOthers(part, at),
        s.if(s.get(at), [], [s.if(this.haveSettled(parts), [...this.stop(part), ...this.end(part, at, lib.noneFulfilled)])]),
      ];
      case "all": return [s.if(this.haveSettled(parts), [s.set(at, this.settled(parts[parts.length - 1]))])];
      case "allSettled": return [s.if(this.haveSettled(parts), [...this.stop(part), ...this.end(part, at, lib.settledAll)])];
      case "timeout": {
        const [promise, alarm] = parts;
        return [
          s.set(at, this.settled(promise)),
          s.if(s.get(at), this.stop(alarm), [
            s.if(this.settled(alarm), [...this.stop(promise), ...this.end(part, at, lib.timedOut)]),
          ]),
        ];
      }
      case "shield": return [];
    }
  }

  /** A Promise.all fails by the first of its parts that does. */
  private failed(part: Combination, at: number): Stmt[] {
    return [...this.firstOf(part.parts, at, e => this.where(this.lib.childRejected, e)), ...this.stopOthers(part, at)];
  }

  /** The first of `parts` that has settled and for which `test` holds decides. */
  private firstOf(parts: readonly Part[], at: number, test: (settled: Expr) => Expr): Stmt[] {
    const { s } = this;
    return parts.map((part, i) => {
      const set = s.set(at, test(this.settled(part)));
      return i ? s.if(s.get(at), [], [set]) : set;
    });
  }

  /** The task at `settled` if the library's `predicate` holds for it, else 0. */
  private where(predicate: string, settled: Expr): Expr {
    const { s } = this;
    const task = s.temp(TypeRef.I32);
    const { m } = s;
    const holds = m.if(m.local_tee(task, settled, false, TypeRef.I32), s.call(predicate, s.get(task)), m.i32(0));
    return m.if(holds, s.get(task), m.i32(0));
  }

  /** Ends `part` by a task of `callee`; the outermost by what tells `failure` so: a rejected part, or the alarm. */
  private end(part: Combination, at: number, callee: string): Stmt[] {
    const { s } = this;
    if (part == this.outermost) return [s.set(at, this.chosen(part.parts[part.kind == "timeout" ? 1 : 0]))];
    const task = s.temp(TypeRef.I32);
    this.made.push(task);
    const child = s.fn.children.push({ callee, origin: this.origin }) - 1;
    return [
      { kind: "start", start: { callee, args: [], result: task, child, watched: false, origin: this.origin } }, { kind: "joined", promise: task },
      s.set(at, s.get(task)),
    ];
  }

  /** The error that the outermost ended by. */
  private failure(): Stmt[] {
    const { s, lib, outermost: part } = this;
    const at = (): Expr => this.chosen(part);
    const rethrow = (callee: string): Stmt[] => [this.dropped(), s.await(callee, [], this.origin)];
    if (part.kind == "allSettled") return [];
    if (part.kind == "any") return [s.if(s.call(lib.childFulfilled, at()), [], rethrow(lib.noneFulfilled))];
    const taken: Stmt = this.guard([s.if(s.call(lib.errorTake, at()), [this.dropped(), { kind: "unwind", status: UNWIND_ERROR }])]);
    if (part.kind != "timeout") return [taken];
    const [alarm] = childrenOf(part.parts[1]);
    return [s.if(s.m.binary(BinaryOp.EqI32, at(), s.get(alarm)), rethrow(lib.timedOut)), taken];
  }

  /** The root without shields around it. */
  private get outermost(): Combination {
    let part: Part = this.root;
    while (part.kind == "shield" && part.parts[0].kind != "child") [part] = part.parts;
    return part as Combination;
  }

  // -- what is known of a part --------------------------------------------------------------------------------------

  private isOpen(part: Part): Expr {
    return this.s.m.unary(UnaryOp.EqzI32, this.chosen(part));
  }

  /** What decided `part`, or 0; a child stands for itself. */
  private chosen(part: Part): Expr {
    if (part.kind == "child") return this.s.get(part.promise);
    return part.kind == "shield" ? this.chosen(part.parts[0]) : this.s.get(this.decided.get(part)!);
  }

  /** The same when all is over that `part` waits for, else 0. */
  private settled(part: Part): Expr {
    const { s: { m } } = this;
    if (part.kind == "shield") return this.settled(part.parts[0]);
    const over = childrenOf(part).map(child => this.s.call(this.lib.childDone, this.s.get(child)));
    const areOver = over.reduce((a, b) => m.binary(BinaryOp.AndI32, a, b));
    return m.if(areOver, this.chosen(part), m.i32(0));
  }

  private haveSettled(parts: readonly Part[]): Expr {
    const { s: { m } } = this;
    return parts.reduceRight<Expr>((rest, part) => m.if(this.settled(part), rest, m.i32(0)), m.i32(1));
  }

  // -- ends ---------------------------------------------------------------------------------------------------------

  /** If the local `at` tells what decided `part`: stops what else it waits for. */
  private stopOthers(part: Combination, at: number): Stmt[] {
    const { s } = this;
    const others = stoppable(part).map(child => s.if(s.m.binary(BinaryOp.NeI32, s.get(child), s.get(at)), [this.drop(child)]));
    return [s.if(s.get(at), others)];
  }

  private stop(part: Part): Stmt[] {
    return stoppable(part).map(child => this.drop(child));
  }

  private drop(child: number): Stmt {
    return this.s.do(this.lib.childDrop, this.s.get(child));
  }

  private park(): Stmt[] {
    const { s, lib, cancelled } = this;
    if (cancelled < 0 && !this.ends) return [s.park("park", this.origin)];
    const isNew = s.temp(TypeRef.I32);
    const park = (): Stmt => s.park("parkOrCancel", this.origin, isNew);
    const rest = cancelled < 0 ? [...waitForAll(s, lib, this.tasks(), [park()]), ...this.joined(), ...this.unwinding()] : [s.set(cancelled, s.m.i32(1))];
    return [park(), s.if(s.get(isNew), [...this.stop(this.root), ...rest])];
  }

  private unwinding(): Stmt[] {
    return [this.dropped(true), { kind: "unwind", status: UNWIND_CANCEL }];
  }

  private guard(then: Stmt[]): Stmt {
    return { kind: "guard", promises: [...this.children, ...this.made], then, aborted: false };
  }
}

function hasShield(part: Part): boolean {
  return part.kind == "shield" || part.kind != "child" && part.parts.some(hasShield);
}

/** The locals with the children that whoever ends `part` from outside stops. */
function stoppable(part: Part): number[] {
  if (part.kind == "child") return [part.promise];
  return part.kind == "shield" ? [] : part.parts.flatMap(stoppable);
}
