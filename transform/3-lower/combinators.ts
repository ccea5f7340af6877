// Promise.all, race, any, allSettled over the children in locals `children` -> statements of normal form, with one suspension
// for all of them.
//
//   all         count = watch(a) + watch(b) + …; if (count) { setWaits(count); park }        a failure wakes at once (poll.ts)
//               a child has failed: stop the others, throw its error
//   race        watch all; none has ended: setWaits(1); park. winner = the one that has; stop the others; throw its error
//   any         loop: winner = one that has a result; else, if some run: setWaits(1); park; again
//               stop the others; no winner: throw an AggregateError
//   allSettled  wait for all
//
// What the others still do is their cleanup, which is over when the promise settles. (In JavaScript they would run on with
// nobody to see what becomes of them.)

import { BinaryOp, TypeRef } from "assemblyscript";
import { UNWIND_CANCEL, UNWIND_ERROR, type Stmt } from "./norm.js";
import type { Expr } from "./raw.js";
import { firstOf, parkOrStop, pendingOf, stopOthers, sum, waitForAll, type StopLibrary } from "./stops.js";
import type { Statements } from "./statements.js";

export interface CombinatorLibrary extends StopLibrary {
  readonly childWatch: string;
  readonly childDone: string;
  /** Only in programs that throw. */
  readonly childRejected: string;
  readonly childFulfilled: string;
  readonly errorTake: string;
  readonly noneFulfilled: string;
}

/** Children that are awaited together. */
export abstract class Combined<Library extends CombinatorLibrary> {
  constructor(
    protected readonly s: Statements, protected readonly lib: Library,
    protected readonly children: readonly number[], protected readonly origin: Expr,
    /** Whether a cancel that comes while they are awaited ends them before it goes on, for a cleanup follows. */
    protected readonly ends: boolean,
  ) {}

  protected dropped(unwinds = false): Stmt {
    return { kind: "dropped", promises: [...this.children], unwinds };
  }

  protected joined(): Stmt[] {
    return this.children.map(promise => ({ kind: "joined", promise }));
  }

  protected tasks(): (() => Expr)[] {
    return this.children.map(child => () => this.s.get(child));
  }
}

export class Combinators extends Combined<CombinatorLibrary> {
  all(): Stmt[] {
    const { s, lib, children } = this;
    const count = s.temp(TypeRef.I32);
    const watched = sum(s, children.map(c => s.call(lib.childWatch, s.get(c))));
    const failed = s.temp(TypeRef.I32);
    return [
      s.set(count, watched),
      this.guard([s.if(this.first(lib.childRejected), [s.set(count, s.m.i32(0))])]),
      s.if(s.get(count), this.parkFor(s.get(count))),
      this.guard([
        s.set(failed, this.first(lib.childRejected)),
        s.if(s.get(failed), [...this.stopOthers(failed), this.dropped(), s.code(s.m.drop(s.call(lib.errorTake, s.get(failed)))), { kind: "unwind", status: UNWIND_ERROR }]),
      ]),
      ...this.joined(),
    ];
  }

  /** @param winner takes the child that has ended */
  race(winner: number): Stmt[] {
    const { s, lib, children } = this;
    const ended = children.map(c => s.call(lib.childDone, s.get(c))).reduce((a, b) => s.m.binary(BinaryOp.OrI32, a, b));
    const watch = children.map(c => s.code(s.m.drop(s.call(lib.childWatch, s.get(c)))));
    return [
      ...watch,
      s.if(ended, [], this.parkFor(s.m.i32(1))),
      s.set(winner, this.first(lib.childDone)),
      ...this.stopOthers(winner),
      this.guard([s.if(s.call(lib.errorTake, s.get(winner)), [this.dropped(), { kind: "unwind", status: UNWIND_ERROR }])]),
      this.dropped(),
    ];
  }

  /** @param winner takes the child that has a result */
  any(winner: number): Stmt[] {
    const { s, lib } = this;
    const again = `~any${winner}`;
    return [
      { kind: "loop", label: again, body: [
        s.set(winner, this.first(lib.childFulfilled)),
        s.if(s.get(winner), [], [s.if(pendingOf(s, lib, this.tasks()), [...this.parkFor(s.m.i32(1)), s.br(again)])]),
      ] },
      s.if(s.get(winner), [], [
        ...this.tasks().map(task => s.do(lib.childDrop, task())), ...this.joined(), this.dropped(),
        s.await(lib.noneFulfilled, [], this.origin),
      ]),
      ...this.stopOthers(winner),
      this.dropped(),
    ];
  }

  allSettled(): Stmt[] {
    const { s, lib } = this;
    const seen = this.children.map(c => s.do(lib.childDrop, s.get(c)));
    return [...waitForAll(s, lib, this.tasks(), this.park()), this.guard(seen), ...this.joined()];
  }

  private guard(then: Stmt[]): Stmt {
    return { kind: "guard", promises: [...this.children], then, aborted: false };
  }

  /** Ends those that are not in `winner`. */
  private stopOthers(winner: number): Stmt[] {
    const { s, lib } = this;
    return [
      ...stopOthers(s, lib, this.tasks(), winner, this.origin),
      ...this.joined(),
      s.if(s.get(winner), [], [this.dropped(true), { kind: "unwind", status: UNWIND_CANCEL }]),
    ];
  }

  /** The first child for which the library's `predicate` holds, or 0. */
  private first(predicate: string): Expr {
    return firstOf(this.s, predicate, this.tasks());
  }

  private parkFor(count: Expr): Stmt[] {
    return [this.s.do(this.lib.setWaits, count), ...this.park()];
  }

  private park(): Stmt[] {
    if (!this.ends) return [this.s.park("park", this.origin)];
    return parkOrStop(this.s, this.lib, this.tasks(), this.origin, [...this.joined(), this.dropped(true)]);
  }
}
