// Sleeps of whole milliseconds need no floating point, which small processors do in software (a timer 3 ns, on a Cortex-M3 the library for it).
//
//   sleep(f64.convert_i32_s(n))              ->   sleepWhole(i64.extend_i32_s(n))
//   sleep(1 + f64.convert_i32_u(n) * 10)     ->   sleepWhole(1 + i64.extend_i32_u(n) * 10)
//
// `sleep` takes an f64, so that no product of its caller's overflows; asc converts what is an integer behind the last operation that was one.
// A constant stays: the optimiser computes it.

import { BinaryOp, ExpressionId, UnaryOp, type Module } from "assemblyscript";
import { operand } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

/** Integers up to here are exact as f64, so sums and products that stay below it are the same as those of i64. */
const EXACT = 2 ** 53;
const WORD = 2 ** 32;

const INTEGER: ReadonlyMap<number, BinaryOp> = new Map([
  [BinaryOp.AddF64, BinaryOp.AddI64], [BinaryOp.SubF64, BinaryOp.SubI64], [BinaryOp.MulF64, BinaryOp.MulI64],
]);
const EXTEND: ReadonlyMap<number, UnaryOp> = new Map([
  [UnaryOp.ConvertI32ToF64, UnaryOp.ExtendI32ToI64], [UnaryOp.ConvertU32ToF64, UnaryOp.ExtendU32ToU64],
]);

export interface SleepLibrary {
  readonly sleep: string;
  readonly sleepWhole: string;
}

/** `call`, one of `sleep`, or what takes its place, of which `made` is told. */
export function wholeSleep(m: Module, lib: SleepLibrary, call: Expr, made: (e: Expr) => void): Expr {
  const ms = wholeNumber(m, operand(call, 0));
  if (!ms) return call;
  const whole = m.call(lib.sleepWhole, [ms], raw._BinaryenExpressionGetType(call));
  made(whole);
  return whole;
}

/** The f64 `ms` as an i64, made of its parts; 0 where it may be no whole number, or is a constant. */
function wholeNumber(m: Module, ms: Expr): Expr {
  return raw._BinaryenExpressionGetId(ms) == ExpressionId.Const || mostOf(ms) > EXACT ? 0 : integer(m, ms);
}

/** The most that the magnitude of `e` can be; infinite where it may be no whole number. */
function mostOf(e: Expr): number {
  switch (raw._BinaryenExpressionGetId(e)) {
    case ExpressionId.Const: {
      const value = raw._BinaryenConstGetValueF64(e);
      return Number.isInteger(value) ? Math.abs(value) : Infinity;
    }
    case ExpressionId.Unary: return EXTEND.has(raw._BinaryenUnaryGetOp(e)) ? WORD : Infinity;
    case ExpressionId.Binary: {
      const op = raw._BinaryenBinaryGetOp(e);
      const [left, right] = [mostOf(operand(e, 0)), mostOf(operand(e, 1))];
      if (!INTEGER.has(op) || left > EXACT || right > EXACT) return Infinity;
      return op == BinaryOp.MulF64 ? left * right : left + right;
    }
  }
  return Infinity;
}

function integer(m: Module, e: Expr): Expr {
  switch (raw._BinaryenExpressionGetId(e)) {
    case ExpressionId.Const: {
      const value = BigInt(raw._BinaryenConstGetValueF64(e));
      return m.i64(Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n)));
    }
    case ExpressionId.Unary: return m.unary(EXTEND.get(raw._BinaryenUnaryGetOp(e))!, operand(e, 0));
    default: return m.binary(INTEGER.get(raw._BinaryenBinaryGetOp(e))!, integer(m, operand(e, 0)), integer(m, operand(e, 1)));
  }
}
