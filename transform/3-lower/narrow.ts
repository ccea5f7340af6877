// 64-bit locals of which only the low halves matter -> 32-bit locals, in the compact profile, where a sleep looks at no more of its deadline.
//
//   $next = i64.add($next, i64.extend_i32_u($period))        $next = i32.add($next, $period)
//   await sleep($next)                                 ->    await sleep($next)                  frame: header | u32 next | …
//
// The low half of a sum, difference, product or bitwise operation depends on the low halves alone. So a local is narrow while all who read
// it want the low half: a sleep, i32.wrap_i64, an assignment to another narrow local, and those operations where the same is true of them.
// First all are, then those that somebody reads as a whole are not, until none is left. Binaryen narrows operations behind a wrap, but
// neither locals nor loads, and what stands in a frame is none of its locals.

import { BinaryOp, ExpressionId, TypeRef, UnaryOp, type Module } from "assemblyscript";
import { inlinedValue, operand, operandCount, setOperand } from "./nodes.js";
import { eachExpr, eachStmt, mapExprs, type AsyncFunction } from "./norm.js";
import { raw, type Expr } from "./raw.js";

/** Operations whose low half depends on those of their operands alone -> the same for 32 bits. */
const OPERATIONS: ReadonlyMap<BinaryOp, BinaryOp> = new Map([
  [BinaryOp.AddI64, BinaryOp.AddI32], [BinaryOp.SubI64, BinaryOp.SubI32], [BinaryOp.MulI64, BinaryOp.MulI32],
  [BinaryOp.AndI64, BinaryOp.AndI32], [BinaryOp.OrI64, BinaryOp.OrI32], [BinaryOp.XorI64, BinaryOp.XorI32],
]);

/** Makes those locals of `fn` narrow that can be. Its sleeps read the low halves of their deadlines. */
export function narrowLocals(module: Module, fn: AsyncFunction): void {
  const narrow = wantedLow(fn);
  if (!narrow.size) return;
  for (const local of narrow) fn.locals[local] = TypeRef.I32;
  const narrower = new Narrower(module, narrow);
  mapExprs(fn.body, e => narrower.whole(e));
}

/** The 64-bit variables whose high halves nobody wants. */
function wantedLow(fn: AsyncFunction): Set<number> {
  const narrow = new Set<number>();
  for (let local = fn.paramCount + 1; local < fn.locals.length; local++) if (fn.locals[local] == TypeRef.I64) narrow.add(local);
  eachStmt(fn.body, s => {
    if (s.kind == "await") narrow.delete(s.site.result);
  });
  for (let before = -1; narrow.size && before != narrow.size;) {
    before = narrow.size;
    eachExpr(fn.body, e => keepWhole(e, false, narrow));
  }
  return narrow;
}

/** Takes out of `narrow` the locals that `e` reads as a whole. `isLow`: the low half of its own value is all that is wanted. */
function keepWhole(e: Expr, isLow: boolean, narrow: Set<number>): void {
  let wantsLow = false;
  switch (raw._BinaryenExpressionGetId(e)) {
    case ExpressionId.LocalGet:
      if (!isLow) narrow.delete(raw._BinaryenLocalGetGetIndex(e));
      break;
    case ExpressionId.LocalSet: {
      const local = raw._BinaryenLocalSetGetIndex(e);
      if (raw._BinaryenLocalSetIsTee(e) && !isLow) narrow.delete(local);
      wantsLow = narrow.has(local);
      break;
    }
    case ExpressionId.Unary: wantsLow = raw._BinaryenUnaryGetOp(e) == UnaryOp.WrapI64ToI32; break;
    case ExpressionId.Binary: wantsLow = isLow && OPERATIONS.has(raw._BinaryenBinaryGetOp(e)); break;
  }
  const count = operandCount(e);
  for (let i = 0; i < count; i++) if (operand(e, i)) keepWhole(operand(e, i), wantsLow, narrow);
}

class Narrower {
  constructor(private readonly m: Module, private readonly narrow: ReadonlySet<number>) {}

  /** `e`, with what it says of narrow locals. */
  whole(e: Expr): Expr {
    const id = raw._BinaryenExpressionGetId(e);
    if (id == ExpressionId.Unary && raw._BinaryenUnaryGetOp(e) == UnaryOp.WrapI64ToI32) return this.low(operand(e, 0));
    if (id == ExpressionId.LocalSet && this.narrow.has(raw._BinaryenLocalSetGetIndex(e))) {
      return this.m.local_set(raw._BinaryenLocalSetGetIndex(e), this.low(operand(e, 0)), false);
    }
    const count = operandCount(e);
    for (let i = 0; i < count; i++) {
      const old = operand(e, i);
      const now = old && this.whole(old);
      if (now != old) setOperand(e, i, now);
    }
    return e;
  }

  /** The low half of the 64-bit value `e`. */
  private low(e: Expr): Expr {
    const { m, narrow } = this;
    switch (raw._BinaryenExpressionGetId(e)) {
      case ExpressionId.LocalGet: {
        const local = raw._BinaryenLocalGetGetIndex(e);
        if (narrow.has(local)) return m.local_get(local, TypeRef.I32);
        break;
      }
      case ExpressionId.LocalSet: {
        const local = raw._BinaryenLocalSetGetIndex(e);
        if (narrow.has(local)) return m.local_tee(local, this.low(operand(e, 0)), false, TypeRef.I32);
        break;
      }
      case ExpressionId.Unary: {
        const op = raw._BinaryenUnaryGetOp(e);
        if (op == UnaryOp.ExtendI32ToI64 || op == UnaryOp.ExtendU32ToU64) return this.whole(operand(e, 0));
        break;
      }
      case ExpressionId.Binary: {
        const op = OPERATIONS.get(raw._BinaryenBinaryGetOp(e));
        if (op !== undefined) return m.binary(op, this.low(operand(e, 0)), this.low(operand(e, 1)));
        break;
      }
      case ExpressionId.Block: {
        const value = inlinedValue(e);
        if (value) return this.low(value);
        break;
      }
      case ExpressionId.Load: {
        if (raw._BinaryenLoadIsAtomic(e)) break;
        const bytes = Math.min(raw._BinaryenLoadGetBytes(e), 4);
        const align = Math.min(raw._BinaryenLoadGetAlign(e), bytes);
        return m.load(bytes, raw._BinaryenLoadIsSigned(e), this.whole(operand(e, 0)), TypeRef.I32, raw._BinaryenLoadGetOffset(e), align);
      }
    }
    return m.unary(UnaryOp.WrapI64ToI32, this.whole(e));
  }
}
