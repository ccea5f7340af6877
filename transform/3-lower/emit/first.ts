// Where a call of an async function ends for the first time, as far as constants tell: `for (let i = 0; i < n; i++) await …` gets to its await.

import { ExpressionId, TypeRef } from "assemblyscript";
import { successors, type Block } from "../cfg.js";
import { compare, walk } from "../nodes.js";
import { raw, type Expr } from "../raw.js";
import type { Lowered } from "./context.js";

/** Values of locals of type i32. */
type Known = Map<number, number>;

/** Most blocks that are gone through by constants alone. */
const STEPS_MAX = 32;

/** Whether a start of the function always ends at a yield of its own. */
export function startsByYield(lo: Lowered): boolean {
  const known: Known = new Map();
  let block = lo.graph.entry;
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const next = nextOf(block, known);
    if (!next) break;
    block = next;
  }
  return alwaysYields(block);
}

/** Whether each way on from `from` gets to a yield first. */
function alwaysYields(from: Block): boolean {
  const seen = new Set<Block>();
  const visit = (block: Block): boolean => {
    if (seen.has(block)) return true;
    seen.add(block);
    const { end } = block;
    if (end.kind == "await") return end.site.kind == "yield";
    return end.kind != "return" && end.kind != "unwind" && successors(block).every(visit);
  };
  return visit(from);
}

/** Where control goes behind `block`, which makes what it sets known; null where that is not known. */
function nextOf(block: Block, known: Known): Block | null {
  for (const item of block.items) {
    if (item.kind == "code") {
      if (item.expr) note(item.expr, known);
    } else if (item.kind == "start" && item.start.result >= 0) known.delete(item.start.result);
  }
  const { end } = block;
  if (end.kind == "goto") return end.to;
  if (end.kind != "if") return null;
  note(end.cond, known);
  const value = valueOf(end.cond, known);
  return value === undefined ? null : value ? end.yes : end.no;
}

/** What is known behind `e`. */
function note(e: Expr, known: Known): void {
  const isSet = raw._BinaryenExpressionGetId(e) == ExpressionId.LocalSet;
  const value = isSet ? valueOf(raw._BinaryenLocalSetGetValue(e), known) : undefined;
  walk(e, (n, id) => {
    if (id == ExpressionId.LocalSet) known.delete(raw._BinaryenLocalSetGetIndex(n));
  });
  if (value !== undefined) known.set(raw._BinaryenLocalSetGetIndex(e), value);
}

function valueOf(e: Expr, known: Known): number | undefined {
  if (raw._BinaryenExpressionGetType(e) != TypeRef.I32) return undefined;
  switch (raw._BinaryenExpressionGetId(e)) {
    case ExpressionId.Const: return raw._BinaryenConstGetValueI32(e);
    case ExpressionId.LocalGet: return known.get(raw._BinaryenLocalGetGetIndex(e));
    case ExpressionId.Binary: {
      const left = valueOf(raw._BinaryenBinaryGetLeft(e), known);
      const right = valueOf(raw._BinaryenBinaryGetRight(e), known);
      return left === undefined || right === undefined ? undefined : compare(raw._BinaryenBinaryGetOp(e), left, right);
    }
  }
  return undefined;
}
