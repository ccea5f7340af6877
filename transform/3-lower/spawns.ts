// trySpawn(f(x)) -> f~spawn(x, kind), in tasks and elsewhere; a dropped handle makes the task detached.

import { BinaryOp, ExpressionId, TypeRef, type Module } from "assemblyscript";
import type { TacetCode } from "../errors.js";
import { DETACHED, JOINABLE, SCOPED, SCOPE_TRY_SPAWN } from "./marks.js";
import { someName, type Mentions } from "./mentions.js";
import type { LibraryNames } from "./names.js";
import { operand, operandsOf, rewrite, targetOf } from "./nodes.js";
import type { Calls } from "./normalize.js";
import type { Spawned } from "./pools.js";
import { raw, type Expr } from "./raw.js";
import { spawnName } from "./starts.js";
import { wholeSleep } from "./whole-sleeps.js";

const TRY_SPAWN = "trySpawn";
const TOP_LEVEL_START = "__topLevelStart";
const SPAWNING: ReadonlySet<string> = new Set([TRY_SPAWN, TOP_LEVEL_START, SCOPE_TRY_SPAWN]);
const SPAWN_SUFFIX = spawnName("");

export interface SpawnContext {
  readonly module: Module;
  readonly lib: LibraryNames;
  readonly calls: Calls;
  /** What `calls.spawnOf` has noted. */
  readonly spawned: ReadonlyMap<string, Spawned>;
  /** The task that runs the statements of files which await. */
  topLevelTask(): string;
  refuse(code: TacetCode, at: Expr, args: readonly string[]): void;
}

/** `body` with its starts of tasks made calls, and its sleeps, too, of whole milliseconds. */
export function rewriteSpawns(cx: SpawnContext, body: Expr, { targets }: Mentions): Expr {
  const { lib, calls } = cx;
  if (!someName(targets, target => target == lib.sleep || SPAWNING.has(calls.intrinsic(target) ?? ""))) return body;
  return rewrite(body, (e, id) => {
    if (id == ExpressionId.Drop) return detached(cx, e);
    if (id != ExpressionId.Call) return e;
    const target = targetOf(cx.module, e)!;
    if (target == lib.sleep) return wholeSleep(cx.module, lib, e, made => calls.made(e, made));
    const intrinsic = calls.intrinsic(target);
    if (intrinsic == TOP_LEVEL_START) return cx.module.call(calls.spawnOf(cx.topLevelTask(), JOINABLE, 0), [cx.module.i32(JOINABLE)], TypeRef.I32);
    return intrinsic == TRY_SPAWN || intrinsic == SCOPE_TRY_SPAWN ? spawn(cx, e, intrinsic == SCOPE_TRY_SPAWN) : e;
  });
}

function spawn({ module: m, lib, calls, refuse }: SpawnContext, e: Expr, inScope: boolean): Expr {
  const call = operand(e, inScope ? 1 : 0);
  const callee = targetOf(m, call);
  if (!callee || !calls.isAsync(callee)) {
    refuse("TACET041", e, ["trySpawn"]);
    return e;
  }
  const name = calls.spawnOf(callee, inScope ? SCOPED : JOINABLE, e);
  const kind = inScope ? m.call(lib.scopeSelect, [operand(e, 0)], TypeRef.I32) : m.i32(JOINABLE);
  const made = m.call(name, [...operandsOf(call), kind], TypeRef.I32);
  calls.made(e, made);
  return inScope ? m.binary(BinaryOp.NeI32, made, m.i32(0)) : m.call(lib.handleOf, [made], TypeRef.I32);
}

/** `drop`, which drops a handle or anything else. */
function detached({ module: m, lib, spawned }: SpawnContext, drop: Expr): Expr {
  const handle = raw._BinaryenDropGetValue(drop);
  if (targetOf(m, handle) != lib.handleOf) return drop;
  const call = operand(handle, 0);
  const target = targetOf(m, call) ?? "";
  const site = target.endsWith(SPAWN_SUFFIX) ? spawned.get(target.slice(0, -SPAWN_SUFFIX.length)) : undefined;
  if (!site) return drop;
  raw._BinaryenCallSetOperandAt(call, raw._BinaryenCallGetNumOperands(call) - 1, m.i32(DETACHED));
  site.handles--;
  return m.drop(call);
}
