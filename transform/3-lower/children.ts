// Child tasks: the owner's activation ends only after its children have.
//
// Source: a body with `start` statements. Result, where some child may be unfinished when control leaves:
//
//   childNone(c) for children that may not have been started
//   block pad {                       an unwinding (cancel, throw) of any await inside lands behind it
//     block done { body; return v -> result = v, br done }
//     stop(c) for children that may be unfinished here
//     return result
//   }
//   status = pending; pending = 0
//   stop(c) for children that may be unfinished at some await
//   unwind(status)
//
// stop(c): if (!childDone(c)) await childStop(c).
// Data flow over the graph finds which children those are: a start makes one unfinished, an `await` of a promise that can
// only be that child's ends it. A start that may overtake its own earlier task is refused (TACET042).

import { ExpressionId, TypeRef, type Module } from "assemblyscript";
import { add, bitsFor, has, intersect, remove, union, type Bits } from "./bits.js";
import { buildGraph, successors, type Block, type Graph } from "./cfg.js";
import { CHILD, CHILD_RESULT, Refusal } from "./marks.js";
import type { NormalizeLibrary } from "./normalize.js";
import { eachStmt, mapExprs, type AsyncFunction, type Stmt } from "./norm.js";
import { rewrite, walk } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

export interface ChildLibrary extends NormalizeLibrary {
  readonly childNone: string;
  readonly childClear: string;
  getPending(): Expr;
  setPending(value: Expr): Expr;
}

export interface ChildFacts {
  /** Whether the child can be unfinished at all after its start. */
  suspends(child: number): boolean;
  /** Whether its result is a reference that a collector must see. */
  managedResult(child: number): boolean;
}

/** Wraps the body of `fn` as above. */
export function ownChildren(module: Module, lib: ChildLibrary, fn: AsyncFunction, children: ChildFacts): void {
  if (!fn.children.length) {
    expandJoins(module, lib, fn, new Set());
    return;
  }
  expandJoins(module, lib, fn, doneJoins(fn));
  keepResults(module, lib, fn, children);
  const facts = analyse(fn, child => children.suspends(child));
  if (facts.atExit.length || facts.atAwait.length) stopChildren(module, lib, fn, facts);
  placePromises(module, fn);
}

/** Puts the body into the blocks of the header, with the stops behind them. */
function stopChildren(module: Module, lib: ChildLibrary, fn: AsyncFunction, { atExit, atAwait, unstarted }: Facts): void {
  const temp = (type: number): number => fn.locals.push(type) - 1;
  const set = (local: number, value: Expr): Stmt => ({ kind: "code", expr: raw._BinaryenLocalSet(module.ref, local, value) });
  const get = (local: number): Expr => module.local_get(local, fn.locals[local]);
  const task = (child: number): Expr => module.call(CHILD, [module.i32(child)], TypeRef.I32);
  const stop = (child: number): Stmt => ({
    kind: "if",
    cond: module.call(lib.childDone, [task(child)], TypeRef.I32),
    then: [],
    else: [{ kind: "await", site: {
      kind: "call", callee: lib.childStop, args: [task(child)], result: -1, type: TypeRef.None, origin: fn.children[child].origin,
    } }],
  });

  const result = fn.result == TypeRef.None ? -1 : temp(fn.result);
  if (result >= 0 && fn.resultManaged) fn.managed.add(result);
  const done = "~children.done";
  const kept = (value: Expr): Expr => fn.resultManaged && module.useShadowStack ? module.tostack(value) : value;
  const inner = atExit.length ? leaveTo(fn.body, done, value => value && result >= 0 ? set(result, kept(value)) : null) : fn.body;
  let body: Stmt[] = inner;
  if (atExit.length) {
    body = [{ kind: "block", label: done, body: inner, pad: false }];
    for (const child of atExit) body.push(stop(child));
    body.push({ kind: "return", value: result >= 0 ? get(result) : 0 });
  }
  if (atAwait.length) {
    const status = temp(TypeRef.I32);
    body = [
      { kind: "block", label: "~children.pad", body, pad: true },
      set(status, lib.getPending()),
      { kind: "code", expr: lib.setPending(module.i32(0)) },
      ...atAwait.map(stop),
      { kind: "unwind", status },
    ];
  }
  const none = unstarted.map<Stmt>(child => ({ kind: "code", expr: module.call(lib.childNone, [task(child)], TypeRef.None) }));
  fn.body = [...none, ...body];
}

/**
 * Under a collector: the result of a child that ended at its start is held by a local of the owner until the owner suspends
 * (then the frame tells, see assembly/gc.ts).
 */
function keepResults(module: Module, lib: ChildLibrary, fn: AsyncFunction, children: ChildFacts): void {
  const task = (child: number): Expr => module.call(CHILD, [module.i32(child)], TypeRef.I32);
  const clear: Stmt[] = [];
  const holders = new Map<number, number>();
  fn.children.forEach((_, child) => {
    if (!children.managedResult(child)) return;
    clear.push({ kind: "code", expr: module.call(lib.childClear, [task(child)], TypeRef.None) });
    const holder = fn.locals.push(TypeRef.I32) - 1;
    holders.set(child, holder);
  });
  if (!clear.length) return;
  const inList = (stmts: Stmt[]): Stmt[] => stmts.flatMap<Stmt>(s => {
    if (s.kind == "block" || s.kind == "loop") s.body = inList(s.body);
    else if (s.kind == "if") {
      s.then = inList(s.then);
      s.else = inList(s.else);
    } else if (s.kind == "start" && holders.has(s.start.child)) {
      const result = module.if(
        module.call(lib.childDone, [task(s.start.child)], TypeRef.I32),
        module.call(CHILD_RESULT + TypeRef.I32, [task(s.start.child)], TypeRef.I32),
        module.i32(0));
      const held = module.useShadowStack ? module.tostack(result) : result;
      return [s, { kind: "code", expr: raw._BinaryenLocalSet(module.ref, holders.get(s.start.child)!, held) }];
    }
    return [s];
  });
  fn.body = [...clear, ...inList(fn.body)];
}

/**
 * `await p`: one suspension unless the child has ended.
 *
 *   if (childWatch(p)) { setWaits(1); park }
 *
 * Nothing where an earlier join on every path has seen to it.
 */
function expandJoins(module: Module, lib: ChildLibrary, fn: AsyncFunction, done: ReadonlySet<Stmt>): void {
  const inList = (stmts: Stmt[]): Stmt[] => stmts.flatMap<Stmt>(s => {
    if (s.kind == "block" || s.kind == "loop") s.body = inList(s.body);
    else if (s.kind == "if") {
      s.then = inList(s.then);
      s.else = inList(s.else);
    } else if (s.kind == "join") {
      const joined: Stmt = { kind: "joined", promise: s.promise };
      if (done.has(s)) return [joined];
      const promise = module.local_get(s.promise, TypeRef.I32);
      return [{
        kind: "if",
        cond: module.call(lib.childWatch, [promise], TypeRef.I32),
        then: [
          { kind: "code", expr: module.call(lib.setWaits, [module.i32(1)], TypeRef.None) },
          { kind: "await", site: { kind: "park", callee: "", args: [], result: -1, type: TypeRef.None, origin: s.origin } },
        ],
        else: [],
      }, joined];
    }
    return [s];
  });
  fn.body = inList(fn.body);
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
      case "block": return [{ ...s, body: leaveTo(s.body, label, assign) }];
      case "loop": return [{ ...s, body: leaveTo(s.body, label, assign) }];
      case "if": return [{ ...s, then: leaveTo(s.then, label, assign), else: leaveTo(s.else, label, assign) }];
      default: return [s];
    }
  });
}

interface Facts {
  /** Children that may be unfinished at a return. */
  readonly atExit: number[];
  /** Children that may be unfinished at an await or an unwind. */
  readonly atAwait: number[];
  /** Those of both that may not have been started there. */
  readonly unstarted: number[];
}

function analyse(fn: AsyncFunction, suspends: (child: number) => boolean): Facts {
  const graph = buildGraph(fn.body);
  const owners = childOf(fn);
  const count = fn.children.length;
  const open = new Map<Block, Bits>(); // may be unfinished
  const sure = new Map<Block, Bits>(); // certainly started
  const full = bitsFor(count);
  for (let i = 0; i < count; i++) add(full, i);
  open.set(graph.entry, bitsFor(count));
  sure.set(graph.entry, bitsFor(count));
  const atExit = bitsFor(count);
  const atAwait = bitsFor(count);
  const unstarted = bitsFor(count);
  const note = (to: Bits, o: Bits, s: Bits): void => {
    for (let i = 0; i < count; i++) {
      if (!has(o, i) || !suspends(i)) continue;
      add(to, i);
    }
    // A child unfinished on one path may be unstarted on another that meets the same stop.
    for (let i = 0; i < count; i++) if (!has(s, i)) add(unstarted, i);
  };
  const step = (block: Block, final: boolean): { o: Bits; s: Bits } => {
    const o = open.get(block)!.slice();
    const s = sure.get(block)!.slice();
    for (const item of block.items) {
      if (item.kind == "start") {
        const { child } = item.start;
        if (final && has(o, child) && suspends(child)) throw new Refusal("TACET042", item.start.origin, [fn.children[child].callee]);
        add(o, child);
        add(s, child);
      } else if (item.kind == "joined" || item.kind == "join") {
        const owned = owners.get(item.promise);
        if (owned !== undefined && owned >= 0) remove(o, owned);
      }
    }
    if (final) {
      if (block.end.kind == "return") note(atExit, o, s);
      if (block.end.kind == "await" || block.end.kind == "unwind") note(atAwait, o, s);
    }
    return { o, s };
  };
  solve(graph, step, open, sure);
  for (const block of graph.blocks) step(block, true);
  const list = (set: Bits): number[] => [...Array(count).keys()].filter(i => has(set, i));
  const stopped = new Set([...list(atExit), ...list(atAwait)]);
  return { atExit: list(atExit), atAwait: list(atAwait), unstarted: list(unstarted).filter(i => stopped.has(i)) };
}

function solve(
  graph: Graph, step: (b: Block, final: boolean) => { o: Bits; s: Bits }, open: Map<Block, Bits>, sure: Map<Block, Bits>,
): void {
  const work = [graph.entry];
  for (let block = work.pop(); block; block = work.pop()) {
    const { o, s } = step(block, false);
    for (const next of successors(block)) {
      const knownO = open.get(next);
      const knownS = sure.get(next);
      if (!knownO || !knownS) {
        open.set(next, o.slice());
        sure.set(next, s.slice());
        work.push(next);
      } else {
        const grew = union(knownO, o);
        const shrank = intersect(knownS, s);
        if (grew || shrank) work.push(next);
      }
    }
  }
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
function childOf(fn: AsyncFunction): Map<number, number> {
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
