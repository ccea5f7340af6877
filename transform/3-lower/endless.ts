// Functions that never complete, as the tasks of a device: `while (true)` without a way out. They can still be cancelled, or throw.
//
//   await forever();        await forever();
//   led.off();         ->   unreachable
//
// So what stands behind them is no code, their owners end no children, and where no task ends at all the executor has no end of tasks.

import { cutDead, eachStmt, endsOpen, isCall, type AsyncFunction } from "./norm.js";

/** Takes out of `fn` what stands behind awaits of functions that never complete. @returns whether it completes itself */
export function cutEndless(fn: AsyncFunction, completes: (callee: string) => boolean): boolean {
  fn.body = cutDead(fn.body, s => s.kind == "await" && isCall(s.site) && !completes(s.site.callee));
  let returns = endsOpen(fn.body) || fn.item != null;
  eachStmt(fn.body, s => void (returns ||= s.kind == "return" || s.kind == "await" && s.site.kind == "tail" && completes(s.site.callee)));
  return returns;
}
