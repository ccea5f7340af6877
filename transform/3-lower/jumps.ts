// Jumps: what Binaryen leaves of the turn, where it put executor and resume functions together -> one branch where there were two. For speed.
//
//   if (if (C) { S; 4 } else 0) T else E   ->   if (C) { S; T } else E
//   br_if $L (eqz (if (C) { S; 1 } else 0))   ->   if (C) S else br $L
//   if (C) { S; br $L } T                     ->   block $n { br_if $n (eqz C); S; br $L } T     for V8, which lays out first what follows a br_if
//
// So it looks wherever something tells by a number what the next line asks it for: a resume function by its status, a child by its state.
// Neither Binaryen nor V8 sees through it (a yield of 8 types 1.69 -> 1.38 ns). And a task that suspends is far from the code of its end, however long that is
// (2.1 -> 1.7 ns on another machine).

import { ExpressionId, TypeRef, UnaryOp, type Module } from "assemblyscript";
import { operand, operandCount, rewrite } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

/** Threads the jumps of the function `name`. */
export function threadJumps(m: Module, name: string): void {
  const ref = m.getFunction(name);
  if (!ref) return;
  let labels = 0;
  const near = (e: Expr): Expr => leavesByBranch(e) ? first(m, e, `~near${++labels}`) : e;
  raw._BinaryenFunctionSetBody(ref, rewrite(rewrite(raw._BinaryenFunctionGetBody(ref), e => threaded(m, e)), near));
}

/** `e`, or what stands for it. */
function threaded(m: Module, e: Expr): Expr {
  switch (raw._BinaryenExpressionGetId(e)) {
    case ExpressionId.If: return split(m, raw._BinaryenIfGetCondition(e), raw._BinaryenIfGetIfTrue(e), raw._BinaryenIfGetIfFalse(e)) || e;
    case ExpressionId.Break: {
      const condition = raw._BinaryenBreakGetCondition(e);
      if (!condition || raw._BinaryenBreakGetValue(e)) return e;
      const made = split(m, condition, m.br(m.readStringCached(raw._BinaryenBreakGetName(e))), 0);
      return made || e;
    }
  }
  return e;
}

/** Whether `e` is an `if` of which all that is done ends by a branch. */
function leavesByBranch(e: Expr): boolean {
  if (raw._BinaryenExpressionGetId(e) != ExpressionId.If || raw._BinaryenIfGetIfFalse(e)) return false;
  let last = raw._BinaryenIfGetIfTrue(e);
  while (raw._BinaryenExpressionGetId(last) == ExpressionId.Block && operandCount(last)) last = operand(last, operandCount(last) - 1);
  return last != raw._BinaryenIfGetIfTrue(e) && raw._BinaryenExpressionGetId(last) == ExpressionId.Break && !raw._BinaryenBreakGetCondition(last);
}

/** The same as `e`, with what it does in front of what it does not. */
function first(m: Module, e: Expr, label: string): Expr {
  return m.block(label, [m.br(label, m.unary(UnaryOp.EqzI32, raw._BinaryenIfGetCondition(e))), raw._BinaryenIfGetIfTrue(e)]);
}

/** `if (condition) yes else no`, where both outcomes of `condition` are plain; 0 where they are not. Either way may be 0: nothing. */
function split(m: Module, condition: Expr, yes: Expr, no: Expr): Expr {
  switch (raw._BinaryenExpressionGetId(condition)) {
    case ExpressionId.Unary:
      return raw._BinaryenUnaryGetOp(condition) == UnaryOp.EqzI32 ? split(m, raw._BinaryenUnaryGetValue(condition), no, yes) : 0;
    case ExpressionId.If: {
      const arms = [raw._BinaryenIfGetIfTrue(condition), raw._BinaryenIfGetIfFalse(condition)] as const;
      const [first, second] = arms.map(truthOf);
      if (first === undefined || second === undefined || first == second) return 0; // each way is taken by one arm
      const [then, otherwise] = arms.map((arm, i) => behind(m, arm, (i == 0) == first ? yes : no));
      return m.if(raw._BinaryenIfGetCondition(condition), then || m.nop(), otherwise);
    }
  }
  return 0;
}

/** Whether the value of `e` is other than zero; undefined where that is not plain. */
function truthOf(e: Expr): boolean | undefined {
  switch (raw._BinaryenExpressionGetId(e)) {
    case ExpressionId.Const: return raw._BinaryenExpressionGetType(e) == TypeRef.I32 ? raw._BinaryenConstGetValueI32(e) != 0 : undefined;
    case ExpressionId.Block: return raw._BinaryenBlockGetName(e) ? undefined : truthOf(operand(e, operandCount(e) - 1));
  }
  return undefined;
}

/** What `arm` does, its value left out, and then `way`; 0 for nothing. */
function behind(m: Module, arm: Expr, way: Expr): Expr {
  if (raw._BinaryenExpressionGetId(arm) == ExpressionId.Const) return way;
  const steps: Expr[] = [];
  const last = operandCount(arm) - 1;
  for (let i = 0; i < last; i++) steps.push(operand(arm, i));
  const rest = behind(m, operand(arm, last), way);
  if (rest) steps.push(rest);
  return m.block(null, steps, way ? raw._BinaryenExpressionGetType(way) : TypeRef.None);
}
