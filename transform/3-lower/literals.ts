// Array literals that await -> arrays that are zeroed before the first element is there.
//
//   [a(), await f()]     (block (local.set $t (call $~lib/rt/__newArray 2 2 id 0)) … (store …) … await … (store …))
//                   ->   (block (local.set $t (call $~lib/rt/__newArray 2 2 id zeros)) …)
//
// Under `minimal` a new object holds what lay there before: asc knows that no collection comes before its elements do. At an await one may,
// and would take that for references. `zeros` is static memory that nobody writes, from which the runtime copies.

import { ExpressionId, type Module } from "assemblyscript";
import { AWAIT, YIELD } from "../2-desugar/markers.js";
import { functionsOf } from "./contents.js";
import { align } from "./frame.js";
import { TOSTACK } from "./marks.js";
import { i32Of, operand, operandCount, setOperand, someExpr, targetOf, walk } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

/** Changes all such literals of the module. @param memoryOffset where static memory ends so far @returns where it ends with the zeros */
export function zeroLiterals(m: Module, memoryOffset: number): number {
  const zeros = align(memoryOffset, 4);
  const bytes = Math.max(0, ...functionsOf(m).map(({ body }) => zeroIn(m, body, zeros)));
  return bytes ? zeros + bytes : memoryOffset;
}

/** The same in one function. @returns how many bytes of zeros its literals need */
function zeroIn(m: Module, body: Expr, zeros: number): number {
  let bytesMax = 0;
  const awaits = (e: Expr): boolean => someExpr(e, n => {
    const target = targetOf(m, n);
    return target != null && (target.startsWith(AWAIT) || target == YIELD);
  });
  walk(body, block => {
    if (raw._BinaryenExpressionGetId(block) != ExpressionId.Block) return;
    const count = operandCount(block);
    for (let i = 0; i < count; i++) {
      const child = operand(block, i);
      if (raw._BinaryenExpressionGetId(child) != ExpressionId.LocalSet) continue;
      const made = allocationIn(m, raw._BinaryenLocalSetGetValue(child));
      if (!made || !Array.from({ length: count - i - 1 }, (_, k) => operand(block, i + 1 + k)).some(awaits)) continue;
      setOperand(made.call, made.data, m.i32(zeros));
      bytesMax = Math.max(bytesMax, made.bytes);
    }
  });
  return bytesMax;
}

interface Allocation {
  readonly call: Expr;
  /** Which operand says what to copy. */
  readonly data: number;
  readonly bytes: number;
}

/** The call that makes an empty array, or the memory of a StaticArray, for a literal. */
function allocationIn(m: Module, value: Expr): Allocation | null {
  const call = targetOf(m, value) == TOSTACK ? operand(value, 0) : value;
  const target = targetOf(m, call);
  const data = target == "~lib/rt/__newArray" ? 3 : target == "~lib/rt/__newBuffer" ? 2 : -1;
  if (data < 0 || constantOf(operand(call, data)) != 0) return null;
  return { call, data, bytes: constantOf(operand(call, 0)) << (data == 3 ? constantOf(operand(call, 1)) : 0) };
}

/** The value of a constant; -1 for others. */
function constantOf(e: Expr): number {
  return i32Of(e) ?? -1;
}
