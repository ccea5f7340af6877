// Operands of every IR node kind that asc emits, in evaluation order.
//
// Control nodes (block, if, loop, break, switch, return) are handled by name in the passes; for them `operands` gives what a
// plain walk needs. All other kinds are a table of getter/setter pairs or one of the few variable-length kinds.
// A kind that is not known here is refused (asc would have to emit something new), never skipped: a skipped operand could hide an await.

import { BinaryOp, ExpressionId, SideEffects, TypeRef, UnaryOp, type Module } from "assemblyscript";
import { raw, type Expr } from "./raw.js";

type Get = (e: Expr) => Expr;
type Set = (e: Expr, v: Expr) => void;
type Slot = readonly [Get, Set];

const KINDS: readonly (readonly [ExpressionId, readonly Slot[]])[] = [
  [ExpressionId.If, [
    [raw._BinaryenIfGetCondition, raw._BinaryenIfSetCondition],
    [raw._BinaryenIfGetIfTrue, raw._BinaryenIfSetIfTrue],
    [raw._BinaryenIfGetIfFalse, raw._BinaryenIfSetIfFalse],
  ]],
  [ExpressionId.Loop, [[raw._BinaryenLoopGetBody, raw._BinaryenLoopSetBody]]],
  [ExpressionId.Break, [
    [raw._BinaryenBreakGetValue, raw._BinaryenBreakSetValue],
    [raw._BinaryenBreakGetCondition, raw._BinaryenBreakSetCondition],
  ]],
  [ExpressionId.Switch, [
    [raw._BinaryenSwitchGetValue, raw._BinaryenSwitchSetValue],
    [raw._BinaryenSwitchGetCondition, raw._BinaryenSwitchSetCondition],
  ]],
  [ExpressionId.Return, [[raw._BinaryenReturnGetValue, raw._BinaryenReturnSetValue]]],
  [ExpressionId.LocalGet, []],
  [ExpressionId.LocalSet, [[raw._BinaryenLocalSetGetValue, raw._BinaryenLocalSetSetValue]]],
  [ExpressionId.GlobalGet, []],
  [ExpressionId.GlobalSet, [[raw._BinaryenGlobalSetGetValue, raw._BinaryenGlobalSetSetValue]]],
  [ExpressionId.Load, [[raw._BinaryenLoadGetPtr, raw._BinaryenLoadSetPtr]]],
  [ExpressionId.Store, [
    [raw._BinaryenStoreGetPtr, raw._BinaryenStoreSetPtr],
    [raw._BinaryenStoreGetValue, raw._BinaryenStoreSetValue],
  ]],
  [ExpressionId.Const, []],
  [ExpressionId.Unary, [[raw._BinaryenUnaryGetValue, raw._BinaryenUnarySetValue]]],
  [ExpressionId.Binary, [
    [raw._BinaryenBinaryGetLeft, raw._BinaryenBinarySetLeft],
    [raw._BinaryenBinaryGetRight, raw._BinaryenBinarySetRight],
  ]],
  [ExpressionId.Select, [
    [raw._BinaryenSelectGetIfTrue, raw._BinaryenSelectSetIfTrue],
    [raw._BinaryenSelectGetIfFalse, raw._BinaryenSelectSetIfFalse],
    [raw._BinaryenSelectGetCondition, raw._BinaryenSelectSetCondition],
  ]],
  [ExpressionId.Drop, [[raw._BinaryenDropGetValue, raw._BinaryenDropSetValue]]],
  [ExpressionId.MemorySize, []],
  [ExpressionId.MemoryGrow, [[raw._BinaryenMemoryGrowGetDelta, raw._BinaryenMemoryGrowSetDelta]]],
  [ExpressionId.Nop, []],
  [ExpressionId.Unreachable, []],
  [ExpressionId.AtomicRMW, [
    [raw._BinaryenAtomicRMWGetPtr, raw._BinaryenAtomicRMWSetPtr],
    [raw._BinaryenAtomicRMWGetValue, raw._BinaryenAtomicRMWSetValue],
  ]],
  [ExpressionId.AtomicCmpxchg, [
    [raw._BinaryenAtomicCmpxchgGetPtr, raw._BinaryenAtomicCmpxchgSetPtr],
    [raw._BinaryenAtomicCmpxchgGetExpected, raw._BinaryenAtomicCmpxchgSetExpected],
    [raw._BinaryenAtomicCmpxchgGetReplacement, raw._BinaryenAtomicCmpxchgSetReplacement],
  ]],
  [ExpressionId.AtomicWait, [
    [raw._BinaryenAtomicWaitGetPtr, raw._BinaryenAtomicWaitSetPtr],
    [raw._BinaryenAtomicWaitGetExpected, raw._BinaryenAtomicWaitSetExpected],
    [raw._BinaryenAtomicWaitGetTimeout, raw._BinaryenAtomicWaitSetTimeout],
  ]],
  [ExpressionId.AtomicNotify, [
    [raw._BinaryenAtomicNotifyGetPtr, raw._BinaryenAtomicNotifySetPtr],
    [raw._BinaryenAtomicNotifyGetNotifyCount, raw._BinaryenAtomicNotifySetNotifyCount],
  ]],
  [ExpressionId.AtomicFence, []],
  [ExpressionId.Pause, []],
  [ExpressionId.SIMDExtract, [[raw._BinaryenSIMDExtractGetVec, raw._BinaryenSIMDExtractSetVec]]],
  [ExpressionId.SIMDReplace, [
    [raw._BinaryenSIMDReplaceGetVec, raw._BinaryenSIMDReplaceSetVec],
    [raw._BinaryenSIMDReplaceGetValue, raw._BinaryenSIMDReplaceSetValue],
  ]],
  [ExpressionId.SIMDShuffle, [
    [raw._BinaryenSIMDShuffleGetLeft, raw._BinaryenSIMDShuffleSetLeft],
    [raw._BinaryenSIMDShuffleGetRight, raw._BinaryenSIMDShuffleSetRight],
  ]],
  [ExpressionId.SIMDTernary, [
    [raw._BinaryenSIMDTernaryGetA, raw._BinaryenSIMDTernarySetA],
    [raw._BinaryenSIMDTernaryGetB, raw._BinaryenSIMDTernarySetB],
    [raw._BinaryenSIMDTernaryGetC, raw._BinaryenSIMDTernarySetC],
  ]],
  [ExpressionId.SIMDShift, [
    [raw._BinaryenSIMDShiftGetVec, raw._BinaryenSIMDShiftSetVec],
    [raw._BinaryenSIMDShiftGetShift, raw._BinaryenSIMDShiftSetShift],
  ]],
  [ExpressionId.SIMDLoad, [[raw._BinaryenSIMDLoadGetPtr, raw._BinaryenSIMDLoadSetPtr]]],
  [ExpressionId.SIMDLoadStoreLane, [
    [raw._BinaryenSIMDLoadStoreLaneGetPtr, raw._BinaryenSIMDLoadStoreLaneSetPtr],
    [raw._BinaryenSIMDLoadStoreLaneGetVec, raw._BinaryenSIMDLoadStoreLaneSetVec],
  ]],
  [ExpressionId.MemoryInit, [
    [raw._BinaryenMemoryInitGetDest, raw._BinaryenMemoryInitSetDest],
    [raw._BinaryenMemoryInitGetOffset, raw._BinaryenMemoryInitSetOffset],
    [raw._BinaryenMemoryInitGetSize, raw._BinaryenMemoryInitSetSize],
  ]],
  [ExpressionId.DataDrop, []],
  [ExpressionId.MemoryCopy, [
    [raw._BinaryenMemoryCopyGetDest, raw._BinaryenMemoryCopySetDest],
    [raw._BinaryenMemoryCopyGetSource, raw._BinaryenMemoryCopySetSource],
    [raw._BinaryenMemoryCopyGetSize, raw._BinaryenMemoryCopySetSize],
  ]],
  [ExpressionId.MemoryFill, [
    [raw._BinaryenMemoryFillGetDest, raw._BinaryenMemoryFillSetDest],
    [raw._BinaryenMemoryFillGetValue, raw._BinaryenMemoryFillSetValue],
    [raw._BinaryenMemoryFillGetSize, raw._BinaryenMemoryFillSetSize],
  ]],
  [ExpressionId.RefNull, []],
  [ExpressionId.RefFunc, []],
  [ExpressionId.RefIsNull, [[raw._BinaryenRefIsNullGetValue, raw._BinaryenRefIsNullSetValue]]],
  [ExpressionId.RefAs, [[raw._BinaryenRefAsGetValue, raw._BinaryenRefAsSetValue]]],
  [ExpressionId.RefEq, [
    [raw._BinaryenRefEqGetLeft, raw._BinaryenRefEqSetLeft],
    [raw._BinaryenRefEqGetRight, raw._BinaryenRefEqSetRight],
  ]],
  [ExpressionId.TableGet, [[raw._BinaryenTableGetGetIndex, raw._BinaryenTableGetSetIndex]]],
  [ExpressionId.TableSet, [
    [raw._BinaryenTableSetGetIndex, raw._BinaryenTableSetSetIndex],
    [raw._BinaryenTableSetGetValue, raw._BinaryenTableSetSetValue],
  ]],
  [ExpressionId.TableSize, []],
  [ExpressionId.TableGrow, [
    [raw._BinaryenTableGrowGetValue, raw._BinaryenTableGrowSetValue],
    [raw._BinaryenTableGrowGetDelta, raw._BinaryenTableGrowSetDelta],
  ]],
  [ExpressionId.TupleExtract, [[raw._BinaryenTupleExtractGetTuple, raw._BinaryenTupleExtractSetTuple]]],
  [ExpressionId.I31Get, [[raw._BinaryenI31GetGetI31, raw._BinaryenI31GetSetI31]]],
  [ExpressionId.RefI31, [[raw._BinaryenRefI31GetValue, raw._BinaryenRefI31SetValue]]],
];

/** By kind; none for those of variable length and for unknown ones. Walks are most of the lowering's time: they ask for a node's kind once. */
const FIXED: readonly (readonly Slot[] | undefined)[] = KINDS.reduce<(readonly Slot[] | undefined)[]>((all, [id, slots]) => {
  all[id] = slots;
  return all;
}, []);

/** Number of operand places of `e`, whose kind is `id`; a place may be empty (0), as an if without else. */
export function operandCount(e: Expr, id = raw._BinaryenExpressionGetId(e)): number {
  switch (id) {
    case ExpressionId.Block: return raw._BinaryenBlockGetNumChildren(e);
    case ExpressionId.Call: return raw._BinaryenCallGetNumOperands(e);
    case ExpressionId.CallIndirect: return raw._BinaryenCallIndirectGetNumOperands(e) + 1;
    case ExpressionId.TupleMake: return raw._BinaryenTupleMakeGetNumOperands(e);
    case ExpressionId.Throw: return raw._BinaryenThrowGetNumOperands(e);
  }
  return fixed(id).length;
}

/** Operand `i` of `e`, whose kind is `id`, in evaluation order, or 0 where the place is empty. */
export function operand(e: Expr, i: number, id = raw._BinaryenExpressionGetId(e)): Expr {
  switch (id) {
    case ExpressionId.Block: return raw._BinaryenBlockGetChildAt(e, i);
    case ExpressionId.Call: return raw._BinaryenCallGetOperandAt(e, i);
    case ExpressionId.CallIndirect: return i == raw._BinaryenCallIndirectGetNumOperands(e)
      ? raw._BinaryenCallIndirectGetTarget(e)
      : raw._BinaryenCallIndirectGetOperandAt(e, i);
    case ExpressionId.TupleMake: return raw._BinaryenTupleMakeGetOperandAt(e, i);
    case ExpressionId.Throw: return raw._BinaryenThrowGetOperandAt(e, i);
  }
  return fixed(id)[i][0](e);
}

/** All operands of `e`, a call for one. */
export function operandsOf(e: Expr): Expr[] {
  const id = raw._BinaryenExpressionGetId(e);
  return Array.from({ length: operandCount(e, id) }, (_, i) => operand(e, i, id));
}

/** Replaces operand `i` of `e`. */
export function setOperand(e: Expr, i: number, value: Expr): void {
  const id = raw._BinaryenExpressionGetId(e);
  switch (id) {
    case ExpressionId.Block: raw._BinaryenBlockSetChildAt(e, i, value); return;
    case ExpressionId.Call: raw._BinaryenCallSetOperandAt(e, i, value); return;
    case ExpressionId.CallIndirect:
      if (i == raw._BinaryenCallIndirectGetNumOperands(e)) raw._BinaryenCallIndirectSetTarget(e, value);
      else raw._BinaryenCallIndirectSetOperandAt(e, i, value);
      return;
    case ExpressionId.TupleMake: raw._BinaryenTupleMakeSetOperandAt(e, i, value); return;
    case ExpressionId.Throw: raw._BinaryenThrowSetOperandAt(e, i, value); return;
  }
  fixed(id)[i][1](e, value);
}

/** Calls `visit` for `e` and everything below it, operands first, with their kinds. */
export function walk(e: Expr, visit: (e: Expr, id: ExpressionId) => void): void {
  if (!e) return;
  const id = raw._BinaryenExpressionGetId(e);
  const slots = FIXED[id];
  if (slots) {
    for (let i = 0; i < slots.length; i++) walk(slots[i][0](e), visit);
  } else {
    const count = operandCount(e, id);
    for (let i = 0; i < count; i++) walk(operand(e, i, id), visit);
  }
  visit(e, id);
}

/** The i32 that `e` gives; null where only the program, when it runs, can tell. */
export function evaluate(m: Module, e: Expr): number | null {
  const value = m.runExpression(e, 0);
  return value ? i32Of(value) : null;
}

/** Whether `test` holds for `e` or something below it. */
export function someExpr(e: Expr, test: (e: Expr, id: ExpressionId) => boolean): boolean {
  if (!e) return false;
  const id = raw._BinaryenExpressionGetId(e);
  const count = operandCount(e, id);
  for (let i = 0; i < count; i++) if (someExpr(operand(e, i, id), test)) return true;
  return test(e, id);
}

/** How many nodes `e` has. */
export function nodesOf(e: Expr): number {
  let nodes = 0;
  walk(e, () => void nodes++);
  return nodes;
}

/** Whether code of `e` loads from the address that the global `name` holds. */
export function loadsFrom(m: Module, e: Expr, name: string): boolean {
  return someExpr(e, (n, id) => {
    if (id != ExpressionId.Load) return false;
    const from = raw._BinaryenLoadGetPtr(n);
    return raw._BinaryenExpressionGetId(from) == ExpressionId.GlobalGet && m.readStringCached(raw._BinaryenGlobalGetGetName(from)) == name;
  });
}

/** The i32 that `e` stands for as a literal; null for other expressions. */
export function i32Of(e: Expr): number | null {
  const isLiteral = raw._BinaryenExpressionGetId(e) == ExpressionId.Const && raw._BinaryenExpressionGetType(e) == TypeRef.I32;
  return isLiteral ? raw._BinaryenConstGetValueI32(e) : null;
}

/** The local whose value `e` is; -1 for other expressions. */
export function localOf(e: Expr): number {
  return raw._BinaryenExpressionGetId(e) == ExpressionId.LocalGet ? raw._BinaryenLocalGetGetIndex(e) : -1;
}

/** Name of the function that `e` calls directly; null for other expressions. */
export function targetOf(m: Module, e: Expr): string | null {
  return raw._BinaryenExpressionGetId(e) == ExpressionId.Call ? m.readStringCached(raw._BinaryenCallGetTarget(e)) : null;
}

/** A unary operation: `!` of a constant as a constant, others as they are. */
export function negated(m: Module, e: Expr): Expr {
  const value = raw._BinaryenUnaryGetOp(e) == UnaryOp.EqzI32 ? i32Of(raw._BinaryenUnaryGetValue(e)) : null;
  return value == null ? e : m.i32(value ? 0 : 1);
}

/** What a comparison of two i32 gives; undefined for another operation. */
export function compare(op: number, left: number, right: number): number | undefined {
  switch (op) {
    case BinaryOp.EqI32: return Number(left == right);
    case BinaryOp.NeI32: return Number(left != right);
    case BinaryOp.LtI32: return Number(left < right);
    case BinaryOp.LeI32: return Number(left <= right);
    case BinaryOp.GtI32: return Number(left > right);
    case BinaryOp.GeI32: return Number(left >= right);
    case BinaryOp.LtU32: return Number(left >>> 0 < right >>> 0);
    case BinaryOp.LeU32: return Number(left >>> 0 <= right >>> 0);
    case BinaryOp.GtU32: return Number(left >>> 0 > right >>> 0);
    case BinaryOp.GeU32: return Number(left >>> 0 >= right >>> 0);
  }
  return undefined;
}

/** The value of a block that only branches out of itself, as asc writes an inlined function that returns an expression; 0 of other blocks. */
export function inlinedValue(block: Expr): Expr {
  if (raw._BinaryenBlockGetNumChildren(block) != 1) return 0;
  const only = raw._BinaryenBlockGetChildAt(block, 0);
  if (raw._BinaryenExpressionGetId(only) != ExpressionId.Break || raw._BinaryenBreakGetCondition(only)) return 0;
  return raw._BinaryenBreakGetName(only) == raw._BinaryenBlockGetName(block) ? raw._BinaryenBreakGetValue(only) : 0; // equal names are one string to Binaryen
}

/** Renumbers the locals of `e` in place. */
export function renumber(e: Expr, map: (local: number) => number): void {
  walk(e, (n, id) => {
    if (id == ExpressionId.LocalGet) raw._BinaryenLocalGetSetIndex(n, map(raw._BinaryenLocalGetGetIndex(n)));
    else if (id == ExpressionId.LocalSet) raw._BinaryenLocalSetSetIndex(n, map(raw._BinaryenLocalSetGetIndex(n)));
  });
}

/** Rewrites `e` bottom-up in place: `change`, told the node's kind, returns the node itself or its replacement. */
export function rewrite(e: Expr, change: (e: Expr, id: ExpressionId) => Expr): Expr {
  const id = raw._BinaryenExpressionGetId(e);
  const slots = FIXED[id];
  const count = slots ? slots.length : operandCount(e, id);
  for (let i = 0; i < count; i++) {
    const old = slots ? slots[i][0](e) : operand(e, i, id);
    if (!old) continue;
    const now = rewrite(old, change);
    if (now != old) setOperand(e, i, now);
  }
  return change(e, id);
}

/** Calls `visit(original, copy)` for two trees of the same shape. */
export function walkPair(a: Expr, b: Expr, visit: (a: Expr, b: Expr) => void): void {
  if (!a) return;
  const id = raw._BinaryenExpressionGetId(a);
  const count = operandCount(a, id);
  for (let i = 0; i < count; i++) walkPair(operand(a, i, id), operand(b, i, id), visit);
  visit(a, b);
}

function fixed(id: number): readonly Slot[] {
  const slots = FIXED[id];
  if (!slots) throw new Error(`unknown Binaryen expression kind ${id}: the operand table in 3-lower/nodes.ts needs it`);
  return slots;
}

const READS = SideEffects.ReadsLocal | SideEffects.ReadsGlobal | SideEffects.ReadsMemory | SideEffects.ReadsTable;

/** Whether `e` does nothing but read: where its value is not wanted it may be left out. It does not trap either. */
export function isPure(module: Module, e: Expr): boolean {
  return (raw._BinaryenExpressionGetSideEffects(e, module.ref) & ~READS) == 0;
}
