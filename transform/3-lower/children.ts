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
// What cannot happen is left out. Data flow over the graph finds which children may be unfinished, or may hold an error that nobody
// has seen: a start makes one so, an `await` of a promise that can only be that child's ends it. A start that may overtake its own
// earlier task is refused (TACET042).

import { ExpressionId, TypeRef, type Module } from "assemblyscript";
import { add, bitsFor, has, intersect, remove, union, type Bits } from "./bits.js";
import { buildGraph, successors, type Block } from "./cfg.js";
import { keepError, land, type StatusLibrary } from "./landing.js";
import { CHILD, CHILD_RESULT, Refusal } from "./marks.js";
import type { NormalizeLibrary } from "./normalize.js";
import { eachStmt, isCall, mapExprs, mapParts, UNWIND_CANCEL, UNWIND_ERROR, type AsyncFunction, type Site, type Stmt } from "./norm.js";
import { rewrite, walk } from "./nodes.js";
import { raw, type Expr } from "./raw.js";
import { Statements } from "./statements.js";
import { parkOrStop, stop } from "./stops.js";

export interface ChildLibrary extends NormalizeLibrary, StatusLibrary {
  readonly childNone: string;
  readonly childClear: string;
  /** Only in programs that throw. */
  readonly childFailed: string;
  readonly errorGet: string;
  readonly errorSet: string;
}

export interface ChildFacts {
  /** Whether a call of that function can suspend. */
  suspends(callee: string): boolean;
  /** Whether it may end by an error. */
  throws(callee: string): boolean;
  /** Whether the step of an async generator may. */
  readonly stepsThrow: boolean;
  /** Whether it waits for the end of its first argument's task. */
  joins(callee: string): boolean;
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
  expandJoins(s, lib, doneJoins(fn));
  keepResults(s, lib, facts);
  const open = analyse(fn, facts);
  if (open.atExit.length || open.atAwait.length) stopChildren(s, lib, facts, open);
  placePromises(module, fn);
}

/** Puts the body into the blocks of the header, with the stops behind them. */
function stopChildren(s: Statements, lib: ChildLibrary, facts: ChildFacts, { atExit, atAwait, unstarted }: Open): void {
  const { fn, m } = s;
  const end = "~children.end";
  const done = "~children.done";
  const task = (child: number) => () => s.call(CHILD, m.i32(child));
  const status = s.temp(TypeRef.I32);
  const failing = atExit.filter(child => facts.throws(fn.children[child].callee));
  const failed = failing.length ? s.temp(TypeRef.I32) : -1;
  const result = fn.result == TypeRef.None || !atExit.length ? -1 : s.keeper(fn.result, fn.resultManaged);
  const stopped = [...new Set([...atExit, ...atAwait])].sort((a, b) => a - b);

  let { body } = fn;
  if (atExit.length) {
    body = [s.block(done, leaveTo(body, done, value => value && result >= 0 ? s.set(result, value) : null)), s.set(status, m.i32(0))];
    if (failed >= 0) {
      body.push(s.set(failed, failing.reduceRight((rest, child) => m.if(s.call(lib.childFailed, task(child)()), task(child)(), rest), m.i32(0))));
    }
    if (atAwait.length) body.push(s.br(end));
  }
  const [keep, restore] = atAwait.length && facts.throws(fn.name) ? keepError(s, lib) : [[], []];
  if (atAwait.length) {
    body = [s.block("~children.pad", body, true), ...land(s, lib, status)];
    if (failed >= 0) body.push(s.set(failed, m.i32(0)));
    body.push(...keep);
    if (atExit.length) body = [s.block(end, body)];
  }
  body.push(...stop(s, lib, stopped.map(task), status, fn.children[stopped[0]].origin));
  const unwind: Stmt[] = [...restore, { kind: "unwind", status }];
  if (atExit.length) body.push(s.if(s.get(status), unwind));
  else body.push(...unwind);
  if (failed >= 0) body.push(s.if(s.get(failed), [s.code(m.drop(s.call(lib.errorTake, s.get(failed)))), { kind: "unwind", status: UNWIND_ERROR }]));
  if (atExit.length) body.push({ kind: "return", value: result >= 0 ? s.get(result) : 0 });
  fn.body = [...unstarted.map(child => s.do(lib.childNone, task(child)())), ...body];
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

/** The joins of children that have certainly ended already. */
function doneJoins(fn: AsyncFunction): Set<Stmt> {
  const stmts = new Map<number, Stmt[]>(); // joins by their promise, in the order of the graph's items
  eachStmt(fn.body, s => {
    if (s.kind != "join") return;
    const list = stmts.get(s.promise);
    if (list) list.push(s);
    else stmts.set(s.promise, [s]);
  });
  const graph = buildGraph(fn.body);
  const owners = childOf(fn);
  const ended = new Map<Block, Bits>([[graph.entry, bitsFor(fn.children.length)]]);
  const walkBlock = (block: Block, atJoin: (promise: number, done: boolean) => void): Bits => {
    const facts = ended.get(block)!.slice();
    for (const item of block.items) {
      if (item.kind == "start") remove(facts, item.start.child);
      if (item.kind != "join" && item.kind != "joined") continue;
      const child = owners.get(item.promise);
      const known = child !== undefined && child >= 0;
      if (item.kind == "join") atJoin(item.promise, known && has(facts, child));
      if (known) add(facts, child);
    }
    return facts;
  };
  const work = [graph.entry];
  for (let block = work.pop(); block; block = work.pop()) {
    const facts = walkBlock(block, () => undefined);
    for (const next of successors(block)) {
      const known = ended.get(next);
      if (!known) ended.set(next, facts.slice());
      else if (!intersect(known, facts)) continue;
      work.push(next);
    }
  }
  const done = new Set<Stmt>();
  for (const block of graph.blocks) {
    walkBlock(block, (promise, isDone) => {
      const list = stmts.get(promise)!;
      // Each await of a promise has a local of its own, so a list of several never occurs; be safe if it does.
      if (isDone && list.length == 1) done.add(list[0]);
    });
  }
  return done;
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

interface Open {
  /** Children that may be unfinished, or hold an error nobody has seen, at a return. */
  readonly atExit: number[];
  /** Children that may be unfinished at an await or an unwind. */
  readonly atAwait: number[];
  /** Those of both that may not have been started there. */
  readonly unstarted: number[];
}

/** What is known where a block begins, or ends. */
interface State {
  /** Children that may be open when nothing unwinds. */
  readonly open: Bits;
  /** Those that may be while an error or a cancel is on its way through a cleanup. */
  readonly threw: Bits;
  readonly cancelled: Bits;
  /** Children that were certainly started. */
  readonly sure: Bits;
}

function analyse(fn: AsyncFunction, facts: ChildFacts): Open {
  const graph = buildGraph(fn.body);
  const owners = childOf(fn);
  const count = fn.children.length;
  const none = (): Bits => bitsFor(count);
  const matters = fn.children.map(child => facts.suspends(child.callee) || facts.throws(child.callee));
  const before = new Map<Block, State>([[graph.entry, { open: none(), threw: none(), cancelled: none(), sure: none() }]]);
  const atExit = none();
  const atAwait = none();
  const unstarted = none();
  const note = (to: Bits, { open, threw, cancelled, sure }: State): void => {
    for (let i = 0; i < count; i++) {
      if (matters[i] && (has(open, i) || has(threw, i) || has(cancelled, i))) add(to, i);
      // A child unfinished on one path may be unstarted on another that meets the same stop.
      if (!has(sure, i)) add(unstarted, i);
    }
  };
  const step = (block: Block, final: boolean): State => {
    let { open, threw, cancelled, sure } = before.get(block)!;
    [open, threw, cancelled, sure] = [open.slice(), threw.slice(), cancelled.slice(), sure.slice()];
    for (const item of block.items) {
      if (item.kind == "start") {
        const { child } = item.start;
        if (final && has(open, child) && matters[child]) throw new Refusal("TACET042", item.start.origin, [fn.children[child].callee]);
        add(open, child);
        add(sure, child);
      } else if (item.kind == "joined" || item.kind == "join") {
        const owned = owners.get(item.promise) ?? -1;
        if (owned >= 0) for (const set of [open, threw, cancelled]) remove(set, owned);
      } else if (item.kind == "landed") {
        if (item.as == "caught") union(open, threw);
        threw = none();
        cancelled = none();
      }
    }
    const state = { open, threw, cancelled, sure };
    if (final) {
      if (block.end.kind == "return") note(atExit, state);
      if (block.end.kind == "await" || block.end.kind == "unwind") note(atAwait, state);
    }
    return state;
  };
  const work = [graph.entry];
  for (let block = work.pop(); block; block = work.pop()) {
    const after = step(block, false);
    const joined = joinedBy(block, facts, owners);
    for (const next of successors(block)) {
      const state = hasPad(block, next) ? unwound(block, after, joined, facts, none) : without(after, joined);
      const known = before.get(next);
      if (!known) {
        before.set(next, { open: state.open.slice(), threw: state.threw.slice(), cancelled: state.cancelled.slice(), sure: state.sure.slice() });
        work.push(next);
        continue;
      }
      const grew = [union(known.open, state.open), union(known.threw, state.threw), union(known.cancelled, state.cancelled)];
      if (intersect(known.sure, state.sure) || grew.includes(true)) work.push(next);
    }
  }
  for (const block of graph.blocks) step(block, true);
  const list = (set: Bits): number[] => [...Array(count).keys()].filter(i => has(set, i));
  const stopped = new Set([...list(atExit), ...list(atAwait)]);
  return { atExit: list(atExit), atAwait: list(atAwait), unstarted: list(unstarted).filter(i => stopped.has(i)) };
}

/** Whether control gets from `block` to `next` by unwinding. */
function hasPad({ end }: Block, next: Block): boolean {
  return (end.kind == "await" || end.kind == "unwind") && end.pad == next;
}

/** The child that has ended behind the await at the end of `block`; -1 = none is known to. */
function joinedBy({ end }: Block, facts: ChildFacts, owners: ReadonlyMap<number, number>): number {
  if (end.kind != "await" || !isCall(end.site) || !facts.joins(end.site.callee)) return -1;
  const [promise] = end.site.args;
  return raw._BinaryenExpressionGetId(promise) == ExpressionId.LocalGet ? owners.get(raw._BinaryenLocalGetGetIndex(promise)) ?? -1 : -1;
}

function without(state: State, child: number): State {
  if (child < 0) return state;
  const sets = [state.open, state.threw, state.cancelled].map(set => set.slice());
  for (const set of sets) remove(set, child);
  return { open: sets[0], threw: sets[1], cancelled: sets[2], sure: state.sure };
}

/**
 * The state at the landing pad of what ends `block`; unless it was cancelled, the child `joined` has ended.
 * An error or a cancel that goes on behind a cleanup was that before.
 */
function unwound({ end }: Block, after: State, joined: number, facts: ChildFacts, none: () => Bits): State {
  const threw = after.open.slice();
  union(threw, after.threw);
  const cancelled = after.open.slice();
  union(cancelled, after.cancelled);
  if (end.kind != "unwind" || end.status < 0) {
    union(threw, after.cancelled);
    union(cancelled, after.threw);
  }
  if (joined >= 0) remove(threw, joined);
  const mayThrow = end.kind == "await" ? throwsAt(end.site, facts) : end.kind == "unwind" && end.status != UNWIND_CANCEL;
  const mayCancel = end.kind == "await" ? !isCall(end.site) || facts.suspends(end.site.callee) : end.kind == "unwind" && end.status != UNWIND_ERROR;
  return { open: none(), threw: mayThrow ? threw : none(), cancelled: mayCancel ? cancelled : none(), sure: after.sure };
}

function throwsAt(site: Site, facts: ChildFacts): boolean {
  return isCall(site) ? facts.throws(site.callee) : site.kind == "step" && facts.stepsThrow;
}

/**
 * Promises that can only be one child's are not kept in locals, which every await would have to save: their places in the frame
 * are known.
 */
function placePromises(module: Module, fn: AsyncFunction): void {
  const owners = childOf(fn);
  const childAt = (local: number): number => owners.get(local) ?? -1;
  mapExprs(fn.body, e => rewrite(e, n => {
    if (raw._BinaryenExpressionGetId(n) != ExpressionId.LocalGet) return n;
    const child = childAt(raw._BinaryenLocalGetGetIndex(n));
    return child < 0 ? n : module.call(CHILD, [module.i32(child)], TypeRef.I32);
  }));
  eachStmt(fn.body, s => {
    if (s.kind == "start" && childAt(s.start.result) >= 0) s.start.result = -1;
  });
}

/** Locals that can only hold one child's promise -> that child; -1 where several or other values may be in it. */
export function childOf(fn: AsyncFunction): Map<number, number> {
  const owner = new Map<number, number>();
  const copies: { to: number; from: number }[] = [];
  const meet = (local: number, child: number): boolean => {
    const known = owner.get(local);
    if (known === child || known === -1) return false;
    owner.set(local, known === undefined ? child : -1);
    return true;
  };
  for (let local = 1; local <= fn.paramCount; local++) meet(local, -1);
  eachStmt(fn.body, s => {
    if (s.kind == "start" && s.start.result >= 0) meet(s.start.result, s.start.child);
    if (s.kind == "await" && s.site.result >= 0) meet(s.site.result, -1);
  });
  mapExprs(fn.body, e => {
    walk(e, n => {
      if (raw._BinaryenExpressionGetId(n) != ExpressionId.LocalSet) return;
      const to = raw._BinaryenLocalSetGetIndex(n);
      const value = raw._BinaryenLocalSetGetValue(n);
      if (raw._BinaryenExpressionGetId(value) == ExpressionId.LocalGet) copies.push({ to, from: raw._BinaryenLocalGetGetIndex(value) });
      else meet(to, -1);
    });
    return e;
  });
  for (let changed = true; changed;) {
    changed = false;
    for (const { to, from } of copies) {
      const child = owner.get(from);
      if (child !== undefined && meet(to, child)) changed = true;
    }
  }
  return owner;
}
