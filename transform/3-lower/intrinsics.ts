// The library's intrinsics that are not tied to an activation -> IR: headers, dispatch, addresses of pools, links to optional parts, and what the
// program uses at all (constants, so that the rest becomes dead code).

import { BinaryOp, ExpressionId, TypeRef, type Module } from "assemblyscript";
import type { Library } from "../2-desugar/library.js";
import { COLLECTOR_TABLE } from "./collector.js";
import type { Intrinsic, Source } from "./collect.js";
import { DISPATCH, STEP } from "./dispatch.js";
import { RESUME, type Lowered } from "./emit/context.js";
import { TASK_TOP, type FrameForm } from "./frame.js";
import { MAIN, type Entry } from "./entries.js";
import { loadItem } from "./generator-frames.js";
import { POOL } from "./marks.js";
import { i32Of, negated, operand, operandsOf, rewrite, targetOf } from "./nodes.js";
import { raw, type Expr } from "./raw.js";
import { exportName, type Pool } from "./starts.js";
import { ringLog2, type TaskMemory } from "./statics.js";
import { linksOf, type TaskUses } from "./uses.js";

/** The function behind `__memoryBytes()`, which 4-report/memory-bytes.ts adds when all code is there. */
export const MEMORY_BYTES = "~tacet/memoryBytes";

/** Intrinsics of a program that runs its own turns -> the library's functions behind each, of which it has one; without any nothing, or the value. */
const HOST_PARTS: ReadonlyMap<string, readonly [fns: readonly string[], otherwise: number | null]> = new Map([
  ["__hostServe", [["wasi/perform/serveSubmissions"], 0]],
  ["__hostWait", [["wasi/poll/waitForEvents"], 0]],
  ["__hostFile", [["wasi/files/performFile"], 0]],
  ["__hostTcp", [["wasi/sockets/performTcp"], 0]],
  ["__hostText", [["wasi/process-text/performText"], 0]],
  ["__hostSocket", [["wasi/sockets/performSocket"], 0]],
  ["__hostConsole", [["wasi/text/printConsole", "wamr/command/tell"], null]],
  ["__hostTrap", [["wasi/text/printTrap", "wamr/command/tell"], null]],
]);

export interface IntrinsicContext extends TaskUses {
  readonly module: Module;
  readonly form: FrameForm;
  readonly library: Library;
  readonly collects: boolean;
  /** Deadlines are told by their low halves (assembly/compact.ts). */
  readonly shortTime: boolean;
  /** Whether anything looks at the running task. */
  readonly usesRunningTask: boolean;
  /** Whether any task waits for a slot of a pool. */
  readonly waitsForSlots: boolean;
  /** Whether anything awaits a task that may have been cancelled before. */
  readonly aborts: boolean;
  /** How many operations of the host can be under way at a time. */
  readonly operations: number;
  readonly intrinsics: ReadonlyMap<string, Intrinsic>;
  /** Functions that are not async. */
  readonly plain: ReadonlyMap<string, Source>;
  readonly lowered: ReadonlyMap<string, Lowered>;
  readonly pools: readonly Pool[];
  readonly exports: readonly Entry[];
  readonly memory: TaskMemory;
}

/** The library's intrinsics that are not tied to an activation. */
export function replaceIntrinsics(cx: IntrinsicContext): void {
  const { module: m, form, memory, exports, lowered, library: lib } = cx;
  /** Whose slots somebody gives back. */
  const pools = cx.pools.filter(p => p.headBytes > 0);
  const linked = (name: string): string | null => {
    const fn = lib.find(name);
    return fn && m.hasFunction(fn.internalName) ? fn.internalName : null;
  };
  const uses = linksOf(cx.pools, lowered);
  const constant = (value: boolean): Expr => m.i32(value ? 1 : 0);
  const main = exports.find(e => e.isProgram);
  const mainPool = main && cx.pools.find(p => p.callee == main.callee);
  const replace = (e: Expr, id: ExpressionId): Expr => {
    switch (id) {
      case ExpressionId.If: return decided(m, e);
      case ExpressionId.Unary: return negated(m, e);
      case ExpressionId.Call: {
        const target = targetOf(m, e)!;
        const name = cx.intrinsics.get(target)?.name;
        return name ? intrinsic(e, name) : target.startsWith(POOL) ? poolHead(target.slice(POOL.length)) : e;
      }
      default: return e;
    }
  };
  // Where the deadline of a sleeping task stands, without another addition where the task has one frame.
  const topOf = (task: Expr): Expr => cx.usesTop ? m.load(4, false, task, TypeRef.I32, TASK_TOP, 4) : task;
  const sleepOffset = (cx.usesTop ? 0 : form.taskBytes) + form.bytes;
  const poolHead = (callee: string): Expr => memory.at(cx.pools.find(p => p.callee == callee)!.head);
  const intrinsic = (e: Expr, name: string): Expr => {
    const arg = (): Expr => operand(e, 0);
    const part = HOST_PARTS.get(name);
    if (part) return callIf(m, e, part[0].map(linked).find(fn => fn != null) ?? null, part[1]);
    switch (name) {
      case "__mainStart": {
        const entry = exports.find(({ name }) => name == MAIN);
        return entry ? m.call(exportName(entry.callee), [], TypeRef.I32) : m.unreachable(); // TACET091
      }
      case "__memoryBytes": return m.call(MEMORY_BYTES, [], TypeRef.I32);
      case "__resume": return m.call(DISPATCH, [arg()], TypeRef.I32);
      case "__generatorResume": return m.call(STEP, [arg()], TypeRef.I32);
      case "__generatorItem": return loadItem(m, arg(), raw._BinaryenExpressionGetType(e), cx.collects);
      case "__frameDistance": return form.wide
        ? m.load(4, false, arg(), TypeRef.I32, 4, 4)
        : m.binary(BinaryOp.ShlI32, m.load(2, true, arg(), TypeRef.I32, 2, 2), m.i32(2));
      case "__frameHasPad": {
        const header = form.wide ? m.load(4, false, arg(), TypeRef.I32, 0, 4) : m.load(2, false, arg(), TypeRef.I32, 0, 2);
        return m.binary(BinaryOp.AndI32, m.binary(BinaryOp.ShrU32, header, m.i32(form.indexBits)), m.i32(1));
      }
      case "__frameToPad": return m.call("~tacet/toPad", [arg()], TypeRef.None);
      case "__poolOf": return poolExpr(m, pools, memory, arg());
      case "__frameIndex": return m.binary(BinaryOp.AndI32, m.load(2, false, arg(), TypeRef.I32, 0, 2), m.i32((1 << form.indexBits) - 1));
      case "__frameValues": return m.binary(BinaryOp.AddI32, arg(), m.i32(form.bytes));
      case "__gcTable": return m.global_get(COLLECTOR_TABLE, TypeRef.I32);
      case "__gcLink": return collector("gcLink", arg());
      case "__gcUnlink": return collector("gcUnlink", arg());
      case "__popped": return cx.collects
        ? m.store(4, arg(), operand(e, 1), TypeRef.I32, TASK_TOP, 4)
        : m.block(null, [m.drop(arg()), m.drop(operand(e, 1))]);
      case "__usesCancel": return constant(cx.cancels);
      case "__usesUnwind": return constant(cx.cancels || cx.throws);
      case "__usesThrow": return constant(cx.throws);
      case "__unwindError": return m.unreachable(); // nothing throws
      case "__usesAborts": return constant(cx.aborts);
      case "__abortError": return cx.aborts ? m.call(lib.find("abortError")!.internalName, [], TypeRef.I32) : m.unreachable();
      case "__errorKeep": case "__errorTake": case "__errorVisit": case "__errorUncaught":
      case "__scopeFailed": case "__scopeErrorKeep": case "__scopeErrorTake": { // of assembly/error.ts
        const fn = cx.throws ? lib.find(name.slice(2))!.internalName : null;
        return callIf(m, e, fn, raw._BinaryenExpressionGetType(e) == TypeRef.None ? null : 0);
      }
      case "__rootFrame": return m.binary(BinaryOp.AddI32, arg(), m.i32(form.taskBytes));
      case "__deadlineOf": return m.load(cx.shortTime ? 4 : 8, false, topOf(arg()), TypeRef.I64, sleepOffset + form.backBytes, 4);
      case "__backOf": return m.load(4, false, topOf(arg()), TypeRef.I32, sleepOffset, 4);
      case "__setBack": return m.store(4, topOf(arg()), operand(e, 1), TypeRef.I32, sleepOffset, 4);
      case "__usesTop": return constant(cx.usesTop);
      case "__usesOwners": return constant(uses.owners);
      case "__usesJoinables": return constant(cx.pools.some(p => p.joinable));
      case "__usesOwnerDistances": return constant(!form.wide);
      case "__usesOwnerWords": return constant(form.ownerBytes > 0);
      case "__usesHostCalls": return constant(exports.length > 0);
      case "__usesCallers": return constant(uses.callers);
      case "__usesScopes": return constant(cx.pools.some(p => p.scoped));
      case "__scopeLeave": case "__tellBorrowers": {
        const fn = linked(name.slice(2));
        return fn ? m.call(fn, [arg()], TypeRef.None) : m.drop(arg());
      }
      case "__usesSlotWaits": return constant(cx.waitsForSlots);
      case "__resultOf": return m.binary(BinaryOp.AddI32, arg(), m.i32(form.taskBytes + form.bytes));
      case "__isMain": return mainPool ? m.binary(BinaryOp.EqI32, arg(), memory.at(mainPool.base)) : m.i32(0);
      case "__mainResult": return mainPool && lowered.get(mainPool.callee)!.fn.result == TypeRef.I32
        ? m.load(4, false, arg(), TypeRef.I32, form.taskBytes + form.bytes, 4) : m.i32(0);
      case "__usesRunningTask": return constant(cx.usesRunningTask);
      case "__usesMain": return constant(mainPool != null && cx.ends);
      case "__operationsMax": return m.i32(cx.operations);
      case "__ringLog2": return m.i32(ringLog2(cx.operations, raw._BinaryenConstGetValueI32(operand(e, 0))));
      case "__usesEnds": return constant(cx.ends);
      case "__usesReturns": return constant(cx.ends || uses.callers);
      case "__usesFlags": return constant(cx.usesFlags);
      case "__usesParks": return constant(cx.parks);
      case "__usesYields": return constant(cx.yields);
      case "__usesSleepers": return constant(cx.sleeps);
      case "__sleeperInsert": case "__sleeperInsertPolled": case "__sleeperRemove": case "__sleepersAdvance": case "__sleepersNext": {
        const fn = linked(name.slice(2));
        return fn ? m.call(fn, operandsOf(e), raw._BinaryenExpressionGetType(e)) : m.unreachable();
      }
      case "__ringsBegin": {
        const fn = linked("ringsBegin");
        return fn ? m.call(fn, [], TypeRef.None) : m.nop();
      }
      case "__submittersWait": {
        const fn = linked("submittersWait");
        return fn ? m.call(fn, [], TypeRef.I32) : m.i32(0);
      }
    }
    throw new Error(`intrinsic ${name} in a function that is not async`);
  };
  const collector = (name: string, task: Expr): Expr => cx.collects
    ? m.call(lib.find(name)!.internalName, [task], TypeRef.None) : m.drop(task);
  const frame = (): Expr => m.local_get(0, TypeRef.I32);
  m.addFunction("~tacet/toPad", TypeRef.I32, TypeRef.None, null, form.wide
    ? m.store(4, frame(), m.binary(BinaryOp.AddI32, m.load(4, false, frame(), TypeRef.I32, 0, 4), m.i32(1 << 16)), TypeRef.I32, 0, 4)
    : m.store(2, frame(), m.binary(BinaryOp.AddI32, m.load(2, false, frame(), TypeRef.I32, 0, 2), m.i32(1 << form.indexBits)), TypeRef.I32, 0, 2));
  const asyncs = [...lowered.values()].filter(({ fn }) => fn.asks).flatMap(({ fn: { name } }) => [name, name + RESUME]);
  for (const name of [...cx.plain.keys(), ...asyncs]) {
    const ref = m.getFunction(name);
    if (!ref) continue;
    const body = raw._BinaryenFunctionGetBody(ref);
    const now = rewrite(body, replace);
    if (now != body) raw._BinaryenFunctionSetBody(ref, now);
  }
}

/** Pool address of the task whose root frame is at `frame`. Pools lie one behind the other, so addresses tell. */
function poolExpr(m: Module, pools: readonly Pool[], memory: TaskMemory, frame: Expr): Expr {
  if (!pools.length) return m.block(null, [m.drop(frame), m.unreachable()], TypeRef.I32);
  if (pools.length == 1) return m.block(null, [m.drop(frame), memory.at(pools[0].head)], TypeRef.I32);
  const name = "~tacet/poolOf";
  if (!m.hasFunction(name)) {
    let body = memory.at(pools[pools.length - 1].head);
    for (let i = pools.length - 2; i >= 0; i--) {
      const before = m.binary(BinaryOp.LtU32, m.local_get(0, TypeRef.I32), memory.at(pools[i + 1].head));
      body = m.if(before, memory.at(pools[i].head), body);
    }
    m.addFunction(name, TypeRef.I32, TypeRef.I32, null, body);
  }
  return m.call(name, [frame], TypeRef.I32);
}

/** The call `e` as one of `fn`; without one its arguments alone, and `otherwise`. */
function callIf(m: Module, e: Expr, fn: string | null, otherwise: number | null): Expr {
  const type = raw._BinaryenExpressionGetType(e);
  const args = operandsOf(e);
  if (fn) return m.call(fn, args, type);
  const dropped = args.map(arg => m.drop(arg));
  return otherwise == null ? m.block(null, dropped) : m.block(null, [...dropped, m.i32(otherwise)], type);
}

/** The live arm of an `if` whose condition is a constant: what a program does not use goes at every optimisation level. */
function decided(m: Module, e: Expr): Expr {
  const condition = i32Of(raw._BinaryenIfGetCondition(e));
  if (condition == null) return e;
  const arm = condition ? raw._BinaryenIfGetIfTrue(e) : raw._BinaryenIfGetIfFalse(e);
  return arm || m.nop();
}
