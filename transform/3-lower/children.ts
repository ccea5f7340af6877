// Child tasks: the owner's activation ends only after its children have.
//
// Source: a body with `start` statements. Result, where some child may be unfinished when control leaves:
//
//   childNone(c) for children that may not have been started
//   block end {
//     block pad {                     an unwinding (cancel, error) of any await inside lands behind it
//       block done { body; return v -> result = v, br done }
//       status = 0; br end
//     }
//     status = pending; pending = 0; error = the error in flight
//   }
//   failed = the first child that ended by an error nobody has seen, where status is 0
//   stop the children (stops.ts)
//   if (status) unwind(status), by `error`; if (failed) throw its error; return result
//
// No status where only a cancel leads to the stops.
//
// What cannot happen is left out: unfinished.ts knows which children may be.

import { BinaryOp, TypeRef, type Module } from "assemblyscript";
import { clearPending, keepError, land, type StatusWord } from "./landing.js";
import { markFresh } from "./fresh.js";
import { CHILD_RESULT } from "../2-desugar/markers.js";
import { CHILD } from "./marks.js";
import type { NormalizeLibrary } from "./normalize.js";
import { eachStmt, mapExprs, mapParts, UNWIND_CANCEL, UNWIND_ERROR, type AsyncFunction, type Stmt } from "./norm.js";
import { localOf, rewrite } from "./nodes.js";
import { raw, type Expr } from "./raw.js";
import { Statements } from "./statements.js";
import { firstOf, parkOrStop, stop } from "./stops.js";
import { childOf, endedJoins, unfinished, type ChildFlow, type Unfinished } from "./unfinished.js";

export interface ChildLibrary extends NormalizeLibrary, StatusWord {
  readonly childNone: string;
  readonly childClear: string;
  /** Only in programs that throw. */
  readonly childFailed: string;
  readonly errorGet: string;
  readonly errorSet: string;
}

export interface ChildFacts extends ChildFlow {
  /** What a collector must see of a child of that function which has ended; null = nothing. */
  held(callee: string): "result" | "error" | null;
}

/** Wraps the body of `fn` as above. */
export function ownChildren(module: Module, lib: ChildLibrary, fn: AsyncFunction, facts: ChildFacts): void {
  const s = new Statements(module, fn);
  if (!fn.children.length) {
    expandJoins(s, lib, new Set());
    return;
  }
  expandJoins(s, lib, endedJoins(fn));
  keepResults(s, lib, facts);
  const open = unfinished(fn, facts);
  if (open.atExit.length || open.atAwait.length) stopChildren(s, lib, facts, open);
  markFresh(module, lib, fn);
  placePromises(module, fn);
}

/** Puts the body into the blocks of the header, with the stops behind them. */
function stopChildren(s: Statements, lib: ChildLibrary, facts: ChildFacts, { atExit, atAwait, unstarted, adopters }: Unfinished): void {
  const { fn, m } = s;
  const end = "~children.end";
  const done = "~children.done";
  const task = (child: number) => () => s.call(CHILD, m.i32(child));
  const status = s.temp(TypeRef.I32);
  const failing = atExit.filter(child => facts.throws(fn.children[child].callee));
  if (failing.length && !facts.throws(fn.name)) throw new Error(`${fn.name} may end by an error of a child and is not known to`); // unseen.ts
  const failed = failing.length ? s.temp(TypeRef.I32) : -1;
  const result = fn.result == TypeRef.None || !atExit.length ? -1 : s.keeper(fn.result, fn.resultManaged);
  const stopped = [...new Set([...atExit, ...atAwait])].sort((a, b) => a - b);

  let { body } = fn;
  if (atExit.length) {
    body = [s.block(done, leaveTo(body, done, value => value && result >= 0 ? s.set(result, value) : null)), s.set(status, m.i32(0))];
    if (failed >= 0) body.push(s.set(failed, firstOf(s, lib.childFailed, failing.map(task))));
    if (atAwait.length) body.push(s.br(end));
  }
  const mayThrow = facts.throws(fn.name);
  const [keep, restore] = atAwait.length && mayThrow ? keepError(s, lib) : [[], []];
  const isCancelled = !atExit.length && !mayThrow; // whenever control gets to the stops
  if (atAwait.length) {
    body = [s.block("~children.pad", body, true), ...isCancelled ? [clearPending(s, lib)] : land(s, lib, status)];
    if (failed >= 0) body.push(s.set(failed, m.i32(0)));
    body.push(...keep);
    if (atExit.length) body = [s.block(end, body)];
  }
  const isOwn = (i: number): Expr | null => allOf(s, adopters(stopped[i]).map(by => s.call(lib.childDone, task(by)())));
  body.push(...stop(s, lib, stopped.map(task), isCancelled ? null : status, fn.children[stopped[0]].origin, isOwn));
  const unwind: Stmt[] = [...restore, { kind: "unwind", status: isCancelled ? UNWIND_CANCEL : status }];
  if (atExit.length) body.push(s.if(s.get(status), unwind));
  else body.push(...unwind);
  if (failed >= 0) body.push(s.if(s.get(failed), [s.code(m.drop(s.call(lib.errorTake, s.get(failed)))), { kind: "unwind", status: UNWIND_ERROR }]));
  if (atExit.length) body.push({ kind: "return", value: result >= 0 ? s.get(result) : 0 });
  fn.body = [...unstarted.map(child => s.do(lib.childNone, task(child)())), ...body];
}

/** Whether all of `conditions` hold; null where there is none. */
function allOf({ m }: Statements, conditions: readonly Expr[]): Expr | null {
  return conditions.length ? conditions.reduce((a, b) => m.binary(BinaryOp.AndI32, a, b)) : null;
}

/**
 * Under a collector: the result of a child that ended at its start is held by a local of the owner until the owner suspends
 * (then the frame tells, see assembly/gc.ts).
 */
function keepResults(s: Statements, lib: ChildLibrary, facts: ChildFacts): void {
  const { fn, m } = s;
  const task = (child: number): Expr => s.call(CHILD, m.i32(child));
  const clear: Stmt[] = [];
  const holders = new Map<number, number>();
  fn.children.forEach((child, i) => {
    if (!facts.held(child.callee)) return;
    clear.push(s.do(lib.childClear, task(i)));
    holders.set(i, s.temp(TypeRef.I32));
  });
  if (!clear.length) return;
  const inList = (stmts: readonly Stmt[]): Stmt[] => stmts.flatMap<Stmt>(stmt => {
    const holder = stmt.kind == "start" ? holders.get(stmt.start.child) : undefined;
    if (stmt.kind != "start" || holder === undefined) return [mapParts(stmt, inList)];
    const { child } = stmt.start;
    const isHeld = s.call(facts.held(fn.children[child].callee) == "result" ? lib.childDone : lib.childFailed, task(child));
    const held = m.if(isHeld, s.call(CHILD_RESULT + TypeRef.I32, task(child)), m.i32(0));
    return [stmt, s.code(raw._BinaryenLocalSet(m.ref, holder, m.useShadowStack ? m.tostack(held) : held))];
  });
  fn.body = [...clear, ...inList(fn.body)];
}

/**
 * `await p`: one suspension unless the child has ended.
 *
 *   if (childWatch(p)) { setWaits(1); park }          with a cleanup behind it: park or, cancelled, stop p and unwind
 *
 * Nothing where an earlier join on every path has seen to it.
 */
function expandJoins(s: Statements, lib: ChildLibrary, done: ReadonlySet<Stmt>): void {
  const inList = (stmts: readonly Stmt[]): Stmt[] => stmts.flatMap<Stmt>(stmt => {
    if (stmt.kind != "join") return [mapParts(stmt, inList)];
    const joined: Stmt = { kind: "joined", promise: stmt.promise };
    if (done.has(stmt)) return [joined];
    const { promise, origin, ends } = stmt;
    const park = ends ? parkOrStop(s, lib, [() => s.get(promise)], origin) : [s.park("park", origin)];
    return [s.if(s.call(lib.childWatch, s.get(promise)), [s.do(lib.setWaits, s.m.i32(1)), ...park]), joined];
  });
  s.fn.body = inList(s.fn.body);
}

/** Replaces the returns of `body` by assignments and branches to `label`. */
export function leaveTo(body: readonly Stmt[], label: string, assign: (value: Expr) => Stmt | null): Stmt[] {
  return body.flatMap<Stmt>(s => {
    switch (s.kind) {
      case "return": {
        const kept = assign(s.value);
        return kept ? [kept, { kind: "br", label, cond: 0 }] : [{ kind: "br", label, cond: 0 }];
      }
      default: return [mapParts(s, part => leaveTo(part, label, assign))];
    }
  });
}

/**
 * Promises that can only be one child's are not kept in locals, which every await would have to save: their places in the frame
 * are known.
 */
function placePromises(module: Module, fn: AsyncFunction): void {
  const owners = childOf(fn);
  const childAt = (local: number): number => owners.get(local) ?? -1;
  mapExprs(fn.body, e => rewrite(e, n => {
    const child = childAt(localOf(n));
    return child < 0 ? n : module.call(CHILD, [module.i32(child)], TypeRef.I32);
  }));
  eachStmt(fn.body, s => {
    if (s.kind == "start" && childAt(s.start.result) >= 0) s.start.result = -1;
  });
}
