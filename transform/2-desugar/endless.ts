// `for` without a condition, or with one that is always true, and nothing that breaks out of it: what stands behind is not reached.
//
//   async function f(): Promise<i32> {
//     for (let i = 0; ; i++) { try { return await g(); } catch (e) { if (i == 3) throw e; } }
//   }                                     asc misses a value here; it knows only `while (true)` for endless

import { Compiler, FlowFlags, NodeKind, type BreakStatement, type ForStatement, type Node } from "assemblyscript";
import { eachChild, someNode } from "../1-read/nodes.js";
import type { Expr } from "../3-lower/raw.js";
import { compilationOf } from "../state.js";
import { isFirst, override, type Patched } from "./patch.js";

const INSTALLED = Symbol.for("tacet.endless");

/** Replaces asc's method, once per process. */
export function installEndless(): void {
  const proto = Compiler.prototype as unknown as Patched;
  if (!isFirst(proto, INSTALLED)) return;
  override<Compiler, [ForStatement], Expr>(proto, "compileForStatement", original => function (this: Compiler, statement) {
    const loop = original.call(this, statement);
    const { condition, body } = statement;
    if (!compilationOf(this.program) || condition && condition.kind != NodeKind.True || breaks(body)) return loop;
    this.currentFlow.set(FlowFlags.Terminates);
    return this.module.block(null, [loop, this.module.unreachable()]);
  });
}

/** Whether a `break` in `node` leaves the loop around it, or may: one with a label. */
function breaks(node: Node): boolean {
  switch (node.kind) {
    case NodeKind.Break: return true;
    case NodeKind.Switch: case NodeKind.For: case NodeKind.ForOf: case NodeKind.While: case NodeKind.Do:
      return someNode(node, inner => inner.kind == NodeKind.Break && (inner as BreakStatement).label != null);
    case NodeKind.Function: case NodeKind.FunctionDeclaration: return false;
  }
  let found = false;
  eachChild(node, child => {
    found ||= breaks(child);
  });
  return found;
}
