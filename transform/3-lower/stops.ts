// Ending children: those that still run are cancelled, all at once, and waited for with one suspension.
//
//   drop(c) for each                     cancels it; an error it ended by is forgotten
//   loop again {
//     count = pending(c) + …             how many still run; marks them as waited for
//     if (count) { setWaits(count); if (parkOrCancel) status = CANCELLED; br again }
//   }
//
// A cancel that comes meanwhile takes effect behind the loop: cleanup is never left.
// A child that another one may have adopted is ended by that one, whom alone it wakes then: it is neither dropped nor counted.
//
// Where one of them has won (a race), nothing of that lives across the suspension: the winner is known by its flags afterwards, and
// a cancel takes them from it, so that there is no winner then.

import { BinaryOp, TypeRef } from "assemblyscript";
import { CANCELLED } from "./landing.js";
import { UNWIND_CANCEL, type Stmt } from "./norm.js";
import type { Expr } from "./raw.js";
import type { Statements } from "./statements.js";

export interface StopLibrary {
  readonly childDrop: string;
  readonly childLose: string;
  readonly childEndNext: string;
  /** null where code is made for size. */
  readonly childTell: string | null;
  readonly childWin: string;
  readonly childWon: string;
  readonly childPending: string;
  readonly setWaits: string;
}

/** Whether this task is to end the child with that index; null where it certainly is. */
export type IsOwn = (index: number) => Expr | null;

/**
 * Ends the children at `tasks`; where a cancel came meanwhile, the local `status` is CANCELLED then.
 * @param status null where the task is being cancelled already, or goes on as if it were
 */
export function stop(
  s: Statements, lib: StopLibrary, tasks: readonly (() => Expr)[], status: number | null, origin: Expr, isOwn: IsOwn = () => null,
): Stmt[] {
  const cancelled = s.temp(TypeRef.I32);
  const park = [s.park("parkOrCancel", origin, cancelled)];
  if (status !== null) park.push(s.if(s.get(cancelled), [s.set(status, s.m.i32(CANCELLED))]));
  const drops = tasks.map((task, i) => {
    const own = isOwn(i);
    const drop = s.do(lib.childDrop, task());
    return own === null ? drop : s.if(own, [drop]);
  });
  return [...drops, ...waitForAll(s, lib, tasks, park, isOwn)];
}

/**
 * Ends the children at `tasks` but the one in the local `winner`, which holds the winner afterwards; 0 where a cancel came meanwhile.
 */
export function stopOthers(s: Statements, lib: StopLibrary, tasks: readonly (() => Expr)[], winner: number, origin: Expr): Stmt[] {
  const cancelled = s.temp(TypeRef.I32);
  const count = s.temp(TypeRef.I32);
  const isNot = (task: Expr): Expr => s.m.binary(BinaryOp.NeI32, task, s.get(winner));
  // Most learn of it when they are polled: that without a call.
  const lose = (task: () => Expr): Expr => {
    const all = s.call(lib.childLose, task());
    if (lib.childTell === null) return all;
    return s.m.if(s.call(lib.childEndNext, task()), s.m.i32(0), s.m.if(s.call(lib.childTell, task()), s.m.i32(1), all));
  };
  const park = [s.park("parkOrCancel", origin, cancelled), s.if(s.get(cancelled), tasks.map(task => s.do(lib.childDrop, task())))];
  return [
    s.do(lib.childWin, s.get(winner)),
    s.set(count, sum(s, tasks.map(task => s.m.if(isNot(task()), lose(task), s.m.i32(0))))),
    waitWhile(s, lib, count, [], [...park, s.set(count, pendingOf(s, lib, tasks))]),
    s.set(winner, firstOf(s, lib.childWon, tasks)),
  ];
}

/** The first child at `tasks` for which the library's `predicate` holds, or 0. */
export function firstOf(s: Statements, predicate: string, tasks: readonly (() => Expr)[]): Expr {
  return tasks.reduceRight<Expr>((rest, task) => s.m.if(s.call(predicate, task()), task(), rest), s.m.i32(0));
}

/** Suspends this task; a cancel ends the children at `tasks`, and goes on behind `after`. */
export function parkOrStop(s: Statements, lib: StopLibrary, tasks: readonly (() => Expr)[], origin: Expr, after: readonly Stmt[] = []): Stmt[] {
  const cancelled = s.temp(TypeRef.I32);
  return [
    s.park("parkOrCancel", origin, cancelled),
    s.if(s.get(cancelled), [...stop(s, lib, tasks, null, origin), ...after, { kind: "unwind", status: UNWIND_CANCEL }]),
  ];
}

/** Waits until all children at `tasks` have ended, however they end and wake this task; `park` suspends it. */
export function waitForAll(s: Statements, lib: StopLibrary, tasks: readonly (() => Expr)[], park: readonly Stmt[], isOwn?: IsOwn): Stmt[] {
  const count = s.temp(TypeRef.I32);
  return [waitWhile(s, lib, count, [s.set(count, pendingOf(s, lib, tasks, isOwn))], park)];
}

/** As long as the local `count`, once `first` is done, says that so many run: waits for them by `park`. */
function waitWhile(s: Statements, lib: StopLibrary, count: number, first: readonly Stmt[], park: readonly Stmt[]): Stmt {
  const again = `~wait${count}`;
  return { kind: "loop", label: again, body: [...first, s.if(s.get(count), [s.do(lib.setWaits, s.get(count)), ...park, s.br(again)])] };
}

/** How many of the children at `tasks` still run; they are marked as waited for. */
export function pendingOf(s: Statements, lib: StopLibrary, tasks: readonly (() => Expr)[], isOwn: IsOwn = () => null): Expr {
  return sum(s, tasks.map((task, i) => {
    const own = isOwn(i);
    const pending = s.call(lib.childPending, task());
    return own === null ? pending : s.m.if(own, pending, s.m.i32(0));
  }));
}

/** Of i32. */
export function sum({ m }: Statements, terms: readonly Expr[]): Expr {
  return terms.reduce((a, b) => m.binary(BinaryOp.AddI32, a, b));
}
