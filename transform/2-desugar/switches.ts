// A case that breaks under a condition, and else returns, throws or continues: control goes on behind its `switch`.
//
//   switch (x) { default: if (a) break; return 1; }
//   f();                                                asc takes this for unreachable, and traps
//
// asc notes in the flow of a case that it breaks, somewhere, and that it ends the function; behind the case it forgets the first alone.

import { Flow, FlowFlags } from "assemblyscript";
import { compilationOf } from "../state.js";
import { isFirst, override, type Patched } from "./patch.js";

const INSTALLED = Symbol.for("tacet.switches");

/** What asc takes from the flow of each case, and from no other. */
const BREAKS = FlowFlags.Breaks | FlowFlags.ConditionallyBreaks;

/** What ends a case for certain -> what it becomes where the case may have been left before. */
const ENDS = [
  [FlowFlags.Returns, FlowFlags.ConditionallyReturns], [FlowFlags.Throws, FlowFlags.ConditionallyThrows],
  [FlowFlags.Continues, FlowFlags.ConditionallyContinues],
] as const;

/** Replaces asc's method, once per process. */
export function installSwitches(): void {
  const proto = Flow.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;
  override<Flow, [FlowFlags], void>(proto, "unset", original => function (this: Flow, flags) {
    if (flags == BREAKS && this.is(FlowFlags.ConditionallyBreaks) && compilationOf(this.program)) {
      for (const [end, maybe] of ENDS) if (this.is(end)) this.set(maybe);
      flags |= FlowFlags.Returns | FlowFlags.ReturnsWrapped | FlowFlags.ReturnsNonNull | FlowFlags.Throws | FlowFlags.Continues | FlowFlags.Terminates;
    }
    original.call(this, flags);
  });
}
