// An async function -> the wasm functions it becomes: F alone where it cannot suspend, else
//
//   two bodies   F (straight.ts) and F~resume (resume.ts): the fastest, and the smallest where awaits part the code (what can only run
//                before the first suspension stands in the one, what can only run behind a leaf await in the other)
//   one body     where more code would stand in both than its bookkeeping costs (merged.ts)
//
// Either way F returns its status where only the starts of its tasks call it, or others that do so in its place (../statuses.ts).
//
// A generator has two: the caller that made it may call its resume function directly.

import { ExpressionId, TypeRef, createType } from "assemblyscript";
import { bitsFor, has, members, union } from "../bits.js";
import { expressionsOf, type Block } from "../cfg.js";
import { addPlain, dropFrameLocal } from "../locals.js";
import { loadsFrom, nodesOf, someExpr } from "../nodes.js";
import type { Expr } from "../raw.js";
import type { StatusKind } from "../statuses.js";
import { reach, RESUME, type EmitContext, type Lowered } from "./context.js";
import { startsByYield } from "./first.js";
import { emitMerged } from "./merged.js";
import { emitResume } from "./resume.js";
import { emitStraight } from "./straight.js";

/** IR nodes that a merged body has more: at all, and for each await. */
const MERGED_NODES = 12;
const MERGED_NODES_EACH = 8;
/** IR nodes of a store and of a load of a local. */
const STORE_NODES = 4;
const LOAD_NODES = 3;

export interface BodyContext extends EmitContext {
  /** Most IR nodes of a function that may stand in both bodies, besides what one body would cost more. */
  readonly twiceMax: number;
  /** Name of the global that holds the address of the word with the running task. */
  readonly runningTask: string;
  /** Called for each function made. */
  added(ref: number, body: Expr): void;
}

/** How a function was emitted. */
export interface Form {
  /** Whether there is one body for start and resume. */
  readonly isMerged: boolean;
  /**
   * What F leaves behind when it starts a task: its `result` and a status in memory; or its result in the frame and the `status` that it
   * returns; or the same, and it has ended by a `yield`, called nothing, and not looked at the running task.
   */
  readonly start: "result" | "status" | "yield";
  /** Whether its stores of the header write the distance to a caller, 0, with it. */
  readonly isRoot: boolean;
}

/**
 * Adds the functions of `lo`, an async function or a generator. It uses up the normal form's expressions.
 * @param kind where F returns its status (statuses.ts)
 */
export function addBodies(cx: BodyContext, lo: Lowered, kind?: StatusKind): Form {
  const { module: m } = cx;
  const { fn } = lo;
  const add = (name: string, params: readonly number[], result: number, vars: readonly number[], body: Expr): void => {
    cx.added(m.addFunction(name, createType([...params]), result, [...vars], body), body);
  };
  const scratch = fn.locals.length;
  const vars = fn.locals.slice(fn.paramCount + 1);
  const isMerged = mayMerge(cx, lo);
  const returnsStatus = kind !== undefined;
  const result = returnsStatus ? TypeRef.I32 : fn.result;
  let body: Expr;
  if (isMerged) {
    body = emitMerged(cx, lo, scratch, returnsStatus ? scratch + 1 : null, kind);
    add(fn.name, fn.locals.slice(0, fn.paramCount + 1), result, [...vars, TypeRef.I32, TypeRef.I32], body);
  } else {
    if (lo.index >= 0) {
      const resume = emitResume(cx, lo, { label: scratch, condition: scratch + 1 });
      add(fn.name + RESUME, [TypeRef.I32], TypeRef.I32, [...fn.locals.slice(1), TypeRef.I32, TypeRef.I32], resume);
    }
    body = emitStraight(cx, lo, returnsStatus ? scratch : null, kind);
    if (!lo.takesFrame) dropFrameLocal(body);
    add(fn.name, fn.locals.slice(lo.takesFrame ? 0 : 1, fn.paramCount + 1), result, [...vars, TypeRef.I32], body);
  }
  return { isMerged, isRoot: kind == "root", start: !returnsStatus ? "result" : startsByYield(lo) && isSilent(cx, body) ? "yield" : "status" };
}

/** Whether the code calls nothing and does not load the running task. */
function isSilent(cx: BodyContext, body: Expr): boolean {
  const calls = someExpr(body, (_, id) => id == ExpressionId.Call || id == ExpressionId.CallIndirect);
  return !calls && !loadsFrom(cx.module, body, cx.runningTask);
}

/** Adds a plain function whose generators lie at `place`. */
export function addPlainBody(cx: BodyContext, lo: Lowered, place: Expr): void {
  const body = emitStraight(cx, lo, null);
  cx.added(addPlain(cx.module, lo.fn, body, place), body);
}

function mayMerge(cx: BodyContext, lo: Lowered): boolean {
  if (lo.index < 0 || lo.fn.item) return false;
  const most = cx.twiceMax + MERGED_NODES + MERGED_NODES_EACH * lo.states.size;
  const straight = reach(cx, [lo.graph.entry]);
  const resumed = reach(cx, resumePoints(lo));
  let nodes = keepingNodes(lo, straight, resumed);
  for (const block of resumed) {
    if (!straight.has(block)) continue;
    nodes += weightOf(block);
    if (nodes > most) return true;
  }
  return false;
}

/** IR nodes by which storing and loading of locals is more in two bodies than in one, where a local has one place for each. */
function keepingNodes(lo: Lowered, straight: ReadonlySet<Block>, resumed: ReadonlySet<Block>): number {
  const kept = bitsFor(lo.fn.locals.length);
  let nodes = 0;
  for (const block of lo.graph.blocks) {
    const site = block.end.kind == "await" ? block.end.site : null;
    const across = site && lo.across.get(site);
    if (!across) continue;
    const own = members(across.kept);
    const clean = lo.clean.get(site)!;
    nodes += LOAD_NODES * own.length;
    if (straight.has(block)) nodes += STORE_NODES * own.length;
    if (resumed.has(block)) nodes += STORE_NODES * own.filter(local => !has(clean, local)).length;
    union(kept, across.kept);
  }
  return nodes - (STORE_NODES + LOAD_NODES) * members(kept).length;
}

function resumePoints(lo: Lowered): Block[] {
  return lo.graph.blocks.flatMap(({ end }) => {
    if (end.kind != "await" || !lo.states.has(end.site)) return [];
    return end.pad ? [end.next, end.pad] : [end.next];
  });
}

function weightOf(block: Block): number {
  return expressionsOf(block).reduce((nodes, e) => nodes + nodesOf(e), 1);
}
