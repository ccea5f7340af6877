// A module -> the same with a counter of what it executes: conditions of branches, or loads.

import assert from "node:assert/strict";
import binaryen from "binaryen";

/** Name of the exported global that counts. */
export const COUNTER = "counted";

/** The module with a count of each `what` in the global COUNTER. */
export function withCounter(binary: Uint8Array, what: "conditions" | "loads"): Uint8Array<ArrayBuffer> {
  const m = binaryen.readBinary(binary);
  m.setFeatures(binaryen.Features.All);
  m.addGlobal(COUNTER, binaryen.i32, true, m.i32.const(0));
  m.addGlobalExport(COUNTER, COUNTER);
  /** `e`, an i32 operand, which counts before it is evaluated. */
  const counted = (e: number): number => m.block(null, [
    m.global.set(COUNTER, m.i32.add(m.global.get(COUNTER, binaryen.i32), m.i32.const(1))), e,
  ], binaryen.i32);
  for (let i = 0; i < m.getNumFunctions(); i++) {
    const { body } = binaryen.getFunctionInfo(m.getFunctionByIndex(i));
    walk(body, what == "loads" ? (e, info) => countLoad(e, info, counted) : (e, info) => countCondition(e, info, counted));
  }
  assert.ok(m.validate());
  const bytes = new Uint8Array(m.emitBinary());
  m.dispose();
  return bytes;
}

type Info = Record<string, number | number[]>;

function countCondition(e: number, { id, condition }: Info, counted: (e: number) => number): void {
  if (id === binaryen.IfId) wrappers.If.setCondition(e, counted(condition as number));
  else if (id === binaryen.BreakId && condition) wrappers.Break.setCondition(e, counted(condition as number));
}

function countLoad(e: number, { id, ptr }: Info, counted: (e: number) => number): void {
  if (id === binaryen.LoadId) wrappers.Load.setPtr(e, counted(ptr as number));
}

/** Calls `visit` for what is below `e`, then for `e`. */
function walk(e: number, visit: (e: number, info: Info) => void): void {
  if (!e || LEAVES.has(binaryen.getExpressionId(e))) return;
  const info = binaryen.getExpressionInfo(e) as unknown as Info;
  for (const name of CHILDREN) {
    const child = info[name];
    if (Array.isArray(child)) for (const one of child) walk(one, visit);
    else if (typeof child === "number") walk(child, visit);
  }
  visit(e, info);
}

/** What has no expressions in it; of some of them binaryen tells nothing. */
const LEAVES: ReadonlySet<number> = new Set([binaryen.ConstId, binaryen.NopId, binaryen.UnreachableId, binaryen.LocalGetId, binaryen.GlobalGetId]);

const CHILDREN = [
  "children", "condition", "ifTrue", "ifFalse", "body", "operands", "target", "value", "ptr", "left", "right", "dest", "source", "size",
] as const;

type Conditional = Readonly<Record<"setCondition", (e: number, condition: number) => void>>;
type Loading = Readonly<Record<"setPtr", (e: number, ptr: number) => void>>;

/** What binaryen's own d.ts lacks. */
const wrappers = binaryen as unknown as { readonly If: Conditional; readonly Break: Conditional; readonly Load: Loading };
