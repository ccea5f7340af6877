// `break name` and `continue name` -> branches to where asc breaks and continues that loop.
//
// Where the body of a named loop begins, its flow knows the loop's labels; the branch finds them by its own flow's parents. asc takes note of
// branches in the flow they come from and forgets, behind a loop, those that leave it. So each flow up to the named one takes note: its
// loop has its labels, and what stands behind the loops between counts as reached.

import { Compiler, FlowFlags, type BreakStatement, type ContinueStatement, type ExpressionStatement, type Flow } from "assemblyscript";
import { nameIn } from "../1-read/labels.js";
import type { Expr } from "../3-lower/raw.js";
import { compilationOf } from "../state.js";
import { isFirst, override, type Patched } from "./patch.js";

/** A named loop or switch: where its `break` leads, and its `continue`, which a switch has not. */
export interface Named {
  readonly name: string;
  readonly breakLabel: string | null;
  readonly continueLabel: string | null;
}

const INSTALLED = Symbol.for("tacet.labels");

/** Patches asc, once per process. */
export function installLabels(): void {
  const proto = Compiler.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;
  override<Compiler, [ExpressionStatement], Expr>(proto, "compileExpressionStatement", original => function (this: Compiler, statement) {
    const compilation = compilationOf(this.program);
    const said = compilation && nameIn(statement);
    if (!said) return original.call(this, statement);
    const { breakLabel, continueLabel } = this.currentFlow;
    const named = { name: said.name, breakLabel, continueLabel: said.isSwitch ? null : continueLabel };
    compilation.named.set(this.currentFlow, [...compilation.named.get(this.currentFlow) ?? [], named]);
    return this.module.nop();
  });
  override<Compiler, [BreakStatement], Expr>(proto, "compileBreakStatement", original => function (this: Compiler, statement) {
    return branch(this, statement, "breakLabel", FlowFlags.Breaks, FlowFlags.ConditionallyBreaks) ?? original.call(this, statement);
  });
  override<Compiler, [ContinueStatement], Expr>(proto, "compileContinueStatement", original => function (this: Compiler, statement) {
    return branch(this, statement, "continueLabel", FlowFlags.Continues | FlowFlags.Terminates, FlowFlags.ConditionallyContinues)
      ?? original.call(this, statement);
  });
}

/**
 * Compiles a statement with a label; null where it has none, or nothing around it has that name.
 * @param here what its own flow takes note of
 * @param around and those around it
 */
function branch(
  compiler: Compiler, { label }: BreakStatement | ContinueStatement, to: "breakLabel" | "continueLabel", here: FlowFlags, around: FlowFlags,
): Expr | null {
  const compilation = compilationOf(compiler.program);
  if (!compilation || !label) return null;
  const between: Flow[] = [];
  for (let flow: Flow | null = compiler.currentFlow; flow; flow = flow.parent) {
    between.push(flow);
    const target = compilation.named.get(flow)?.find(({ name }) => name == label.text)?.[to];
    if (!target) continue;
    for (const passed of between) passed.set(around);
    compiler.currentFlow.set(here);
    return compiler.module.br(target);
  }
  return null;
}
