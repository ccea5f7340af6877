// Ending children: those that still run are cancelled, all at once, and waited for with one suspension.
//
//   drop(c) for each                     cancels it; an error it ended by is forgotten
//   loop again {
//     count = pending(c) + …             how many still run; marks them as waited for
//     if (count) { setWaits(count); if (parkOrCancel) status = CANCELLED; br again }
//   }
//
// A cancel that comes meanwhile takes effect behind the loop: cleanup is never left.

import { BinaryOp, TypeRef } from "assemblyscript";
import { CANCELLED } from "./landing.js";
import { UNWIND_CANCEL, type Stmt } from "./norm.js";
import type { Expr } from "./raw.js";
import type { Statements } from "./statements.js";

export interface StopLibrary {
  readonly childDrop: string;
  readonly childPending: string;
  readonly setWaits: string;
}

/** Ends the children at `tasks`; where a cancel came meanwhile, the local `status` is CANCELLED then. */
export function stop(s: Statements, lib: StopLibrary, tasks: readonly (() => Expr)[], status: number, origin: Expr): Stmt[] {
  const cancelled = s.temp(TypeRef.I32);
  const cancelling = s.if(s.get(cancelled), [s.set(status, s.m.i32(CANCELLED))]);
  return [...tasks.map(task => s.do(lib.childDrop, task())), ...waitForAll(s, lib, tasks, [s.park("parkOrCancel", origin, cancelled), cancelling])];
}

/** Suspends this task; a cancel ends the children at `tasks`, and goes on behind `after`. */
export function parkOrStop(s: Statements, lib: StopLibrary, tasks: readonly (() => Expr)[], origin: Expr, after: readonly Stmt[] = []): Stmt[] {
  const cancelled = s.temp(TypeRef.I32);
  return [
    s.park("parkOrCancel", origin, cancelled),
    s.if(s.get(cancelled), [...stop(s, lib, tasks, cancelled, origin), ...after, { kind: "unwind", status: UNWIND_CANCEL }]),
  ];
}

/** Waits until all children at `tasks` have ended, however they end and wake this task; `park` suspends it. */
export function waitForAll(s: Statements, lib: StopLibrary, tasks: readonly (() => Expr)[], park: readonly Stmt[]): Stmt[] {
  const count = s.temp(TypeRef.I32);
  const again = `~wait${count}`;
  return [{ kind: "loop", label: again, body: [
    s.set(count, pendingOf(s, lib, tasks)),
    s.if(s.get(count), [s.do(lib.setWaits, s.get(count)), ...park, s.br(again)]),
  ] }];
}

/** How many of the children at `tasks` still run; they are marked as waited for. */
export function pendingOf(s: Statements, lib: StopLibrary, tasks: readonly (() => Expr)[]): Expr {
  return tasks.map(task => s.call(lib.childPending, task())).reduce((a, b) => s.m.binary(BinaryOp.AddI32, a, b));
}
