// Jumps (3-lower/jumps.ts): the same results by fewer branches.

import assert from "node:assert/strict";
import { test } from "node:test";
import { BinaryOp, createType, ExpressionId, Module, TypeRef, UnaryOp } from "assemblyscript";
import { threadJumps } from "../../transform/3-lower/jumps.js";
import { walk } from "../../transform/3-lower/nodes.js";
import { raw, type Expr } from "../../transform/3-lower/raw.js";

const I32 = TypeRef.I32;

interface Case {
  readonly title: string;
  /** The body of a function of two i32 parameters and a variable with a result of i32. */
  readonly body: (m: Module) => Expr;
  /** Conditions that are ifs themselves, afterwards. */
  readonly left: number;
}

const x = (m: Module): Expr => m.local_get(0, I32);
const y = (m: Module): Expr => m.local_get(1, I32);
/** `variable = variable * 10 + digit` */
const note = (m: Module, digit: number): Expr => m.local_set(2,
  m.binary(BinaryOp.AddI32, m.binary(BinaryOp.MulI32, m.local_get(2, I32), m.i32(10)), m.i32(digit)), false);
const result = (m: Module): Expr => m.local_get(2, I32);
const told = (m: Module, condition: Expr, yes: number, no: number): Expr =>
  m.if(condition, m.block(null, [note(m, 1), m.i32(yes)], I32), m.block(null, [note(m, 2), m.i32(no)], I32));

const CASES: readonly Case[] = [
  { title: "if", left: 0, body: m => m.block(null, [m.if(told(m, x(m), 4, 0), note(m, 3), note(m, 4)), result(m)], I32) },
  { title: "if, the other way round", left: 0, body: m => m.block(null, [m.if(told(m, x(m), 0, 7), note(m, 3), note(m, 4)), result(m)], I32) },
  { title: "if without else", left: 0, body: m => m.block(null, [m.if(told(m, x(m), 4, 0), note(m, 3)), result(m)], I32) },
  { title: "nothing on the way that is taken", left: 0, body: m => m.block(null, [m.if(m.if(x(m), m.i32(0), m.i32(1)), note(m, 3)), result(m)], I32) },
  { title: "with a value", left: 0, body: m => m.if(told(m, x(m), 1, 0), m.binary(BinaryOp.AddI32, result(m), y(m)), m.i32(-1)) },
  { title: "negated", left: 0, body: m => m.block(null, [m.if(m.unary(UnaryOp.EqzI32, told(m, x(m), 4, 0)), note(m, 3), note(m, 4)), result(m)], I32) },
  { title: "br_if", left: 0, body: m => m.block(null, [m.block("out", [m.br("out", told(m, x(m), 0, 1)), note(m, 5)], TypeRef.None), result(m)], I32) },
  {
    title: "br_if, negated", left: 0,
    body: m => m.block(null, [m.block("out", [m.br("out", m.unary(UnaryOp.EqzI32, told(m, x(m), 0, 1))), note(m, 5)], TypeRef.None), result(m)], I32),
  },
  { title: "an if in an if in an if", left: 0, body: m => m.block(null, [m.if(m.if(told(m, x(m), 4, 0), m.i32(0), m.i32(1)), note(m, 3), note(m, 4)), result(m)], I32) },
  { title: "both arms alike: stays", left: 1, body: m => m.block(null, [m.if(told(m, x(m), 4, 5), note(m, 3), note(m, 4)), result(m)], I32) },
  { title: "an arm that isn't known: stays", left: 1, body: m => m.block(null, [m.if(m.if(x(m), y(m), m.i32(0)), note(m, 3), note(m, 4)), result(m)], I32) },
  {
    title: "an arm that something jumps out of with another value: stays", left: 1,
    body: m => m.block(null, [m.if(m.if(x(m), m.block("arm", [m.drop(m.br("arm", y(m), m.i32(0))), m.i32(4)], I32), m.i32(0)), note(m, 3), note(m, 4)), result(m)], I32),
  },
  {
    title: "what leaves by a branch stands first", left: 0,
    body: m => m.block(null, [m.block("out", [m.if(x(m), m.block(null, [note(m, 3), m.br("out")], TypeRef.Unreachable)), note(m, 5)], TypeRef.None), result(m)], I32),
  },
];

for (const { title, body, left } of CASES) {
  test(title, () => {
    const m = Module.create(false, I32);
    m.addFunction("f", createType([I32, I32]), I32, [I32], body(m));
    m.addFunctionExport("f", "f");
    const before = run(m);
    threadJumps(m, "f");
    assert.ok(m.validate());
    assert.deepEqual(run(m), before);
    assert.equal(asked(m), left);
  });
}

test("an if whose arm leaves by a branch is none afterwards", () => {
  const m = Module.create(false, I32);
  const leaving = CASES.at(-1)!;
  m.addFunction("f", createType([I32, I32]), I32, [I32], leaving.body(m));
  threadJumps(m, "f");
  let ifs = 0;
  walk(raw._BinaryenFunctionGetBody(m.getFunction("f")), e => void (ifs += Number(raw._BinaryenExpressionGetId(e) == ExpressionId.If)));
  assert.equal(ifs, 0);
});

/** Results for some parameters. */
function run(m: Module): number[] {
  const { output } = m.toBinary(null) as { output: Uint8Array<ArrayBuffer> };
  const { f } = new WebAssembly.Instance(new WebAssembly.Module(output)).exports as { f(x: number, y: number): number };
  return [0, 1, 5].flatMap(x => [0, 1, 9].map(y => f(x, y)));
}

/** How many conditions are ifs themselves. */
function asked(m: Module): number {
  let count = 0;
  walk(raw._BinaryenFunctionGetBody(m.getFunction("f")), e => {
    const id = raw._BinaryenExpressionGetId(e);
    let condition = id == ExpressionId.If ? raw._BinaryenIfGetCondition(e) : id == ExpressionId.Break ? raw._BinaryenBreakGetCondition(e) : 0;
    while (condition && raw._BinaryenExpressionGetId(condition) == ExpressionId.Unary) condition = raw._BinaryenUnaryGetValue(condition);
    if (condition && raw._BinaryenExpressionGetId(condition) == ExpressionId.If) count++;
  });
  return count;
}
