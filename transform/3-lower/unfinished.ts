// A function's graph -> which of its children may be unfinished, or hold an error that nobody has seen, where.
//
// A start of one that adopts others (2-desugar/kept.ts) ends what is asked of those: they end with it.
// A start makes a child so, an `await` of a promise that can only be that child's ends it. A start that may overtake its own earlier
// task is refused (TACET042).
//
// What is known is kept apart by what the cleanups around a place run for, as the way goes on behind a cleanup as it came:
//
//   try {                    ""
//     const p = f();         "" p
//     await p;               "" nothing; a cancel lands with "c" p, an error of p with "t" nothing
//   } finally {              "-" nothing, "c" p, "t" nothing
//     try {
//       await g();           its error lands with "-t", "ct", "tt"
//     } catch {              "-", "c" and "t" as before
//     }
//   }                        "" nothing: only what came with "-" gets here
//
// The design that lost had one set each for the ways that are normal, threw and were cancelled: the `catch` above made p open
// behind the cleanup, and a loop around it was refused.

import { ExpressionId, TypeRef } from "assemblyscript";
import { add, bitsFor, has, intersect, members, remove, union, type Bits } from "./bits.js";
import { buildGraph, successors, type Block, type Item } from "./cfg.js";
import { heldBy } from "./held.js";
import { Refusal } from "./marks.js";
import { eachStmt, isCall, UNWIND_CANCEL, UNWIND_ERROR, type AsyncFunction, type Site, type Stmt } from "./norm.js";
import { raw } from "./raw.js";

export interface ChildFlow {
  /** Whether a call of that function can suspend. */
  suspends(callee: string): boolean;
  /** Whether it may end by an error. */
  throws(callee: string): boolean;
  /** What a function does with the children it is given. */
  takes(callee: string): AsyncFunction["takes"];
  /** Whether the step of an async generator may. */
  readonly stepsThrow: boolean;
}

export interface Unfinished {
  /** Children that may be unfinished, or hold an error nobody has seen, at a return. */
  readonly atExit: number[];
  /** Children that may be unfinished at an await or an unwind. */
  readonly atAwait: number[];
  /** Those of both that may not have been started there. */
  readonly unstarted: number[];
}

/** What a cleanup runs for, or what unwinds: a letter in the name of a way. */
const NORMAL = "-";
const THREW = "t";
const CANCELLED = "c";

/** What is known on one way. */
interface Children {
  /** Those that may be open. */
  readonly open: Bits;
  /** Those that were certainly started. */
  readonly sure: Bits;
}

/** A letter for each cleanup around, outermost first, and one more behind a landing pad for what landed -> what is known. */
type State = Map<string, Children>;

/** Finds the unfinished children of `fn`; refuses it where a child may overtake its earlier task. */
export function unfinished(fn: AsyncFunction, flow: ChildFlow): Unfinished {
  const graph = buildGraph(fn.body);
  const owners = childOf(fn);
  const taken = takenBy(fn, owners, callee => flow.takes(callee));
  const count = fn.children.length;
  const before = new Map<Block, State>([[graph.entry, new Map([["", { open: bitsFor(count), sure: bitsFor(count) }]])]]);
  const work = [graph.entry];
  for (let block = work.pop(); block; block = work.pop()) {
    const after = through(block, before.get(block)!, owners, taken);
    for (const [next, state] of outOf(block, after, flow)) {
      const known = before.get(next) ?? new Map<string, Children>();
      before.set(next, known);
      if (meet(known, state)) work.push(next);
    }
  }

  const matters = fn.children.map(child => flow.suspends(child.callee) || flow.throws(child.callee));
  const [atExit, atAwait, unstarted] = [bitsFor(count), bitsFor(count), bitsFor(count)];
  for (const [block, state] of before) {
    const after = through(block, state, owners, taken, (child, origin) => {
      if (matters[child]) throw new Refusal("TACET042", origin, [fn.children[child].callee]);
    });
    const at = block.end.kind == "return" ? atExit : block.end.kind == "await" || block.end.kind == "unwind" ? atAwait : null;
    if (!at) continue;
    for (const { open, sure } of after.values()) {
      for (let i = 0; i < count; i++) {
        if (matters[i] && has(open, i)) add(at, i);
        // A child unfinished on one path may be unstarted on another that meets the same stop.
        if (!has(sure, i)) add(unstarted, i);
      }
    }
  }
  const stopped = bitsFor(count);
  for (const at of [atExit, atAwait]) union(stopped, at);
  intersect(unstarted, stopped);
  return { atExit: members(atExit), atAwait: members(atAwait), unstarted: members(unstarted) };
}

/** The state at the end of `block`. @param overtaken is told of starts whose child may be open */
function through(
  block: Block, before: State, owners: ReadonlyMap<number, number>, taken: Taken, overtaken?: (child: number, origin: number) => void,
): State {
  let state: State = new Map([...before].map(([way, { open, sure }]) => [way, { open: open.slice(), sure: sure.slice() }]));
  for (const item of block.items) {
    if (item.kind == "start") {
      const { child, origin } = item.start;
      for (const { open, sure } of state.values()) {
        if (has(open, child) || taken.adopters(child).some(by => has(open, by))) overtaken?.(child, origin);
        add(open, child);
        add(sure, child);
        for (const own of taken.adopted(child)) remove(open, own);
      }
    } else if (item.kind == "joined" || item.kind == "join") {
      const child = owners.get(item.promise) ?? -1;
      if (child >= 0) for (const { open } of state.values()) for (const ended of [child, ...taken.within(child)]) remove(open, ended);
    } else if (item.kind == "landed") {
      const landed: State = new Map();
      for (const [way, children] of state) {
        const to = landedWay(way, item);
        if (to !== null) meet(landed, new Map([[to, children]]));
      }
      state = landed;
    }
  }
  return state;
}

/** Which children are given to which. */
export interface Taken {
  /** Those that are the own of `child` from its start on. */
  adopted(child: number): readonly number[];
  /** Whose own `child` may be. */
  adopters(child: number): readonly number[];
  /** All that have ended when `child` has. */
  within(child: number): readonly number[];
}

const NONE: readonly number[] = [];

export function takenBy(fn: AsyncFunction, owners: ReadonlyMap<number, number>, takes: (callee: string) => AsyncFunction["takes"]): Taken {
  const given = new Map<number, readonly number[]>();
  const own = new Map<number, readonly number[]>();
  eachStmt(fn.body, s => {
    const how = s.kind == "start" ? takes(s.start.callee) : null;
    if (s.kind != "start" || !how) return;
    const promises = s.start.args.filter(arg => raw._BinaryenExpressionGetType(arg) == TypeRef.I32);
    const children = promises.map(arg => childAt(arg, owners)).filter(child => child >= 0);
    given.set(s.start.child, children);
    if (how != "adopts") return;
    if (children.length < promises.length) throw new Error(`${fn.name} gives away a child that is not known`);
    own.set(s.start.child, children);
  });
  const within = (child: number): number[] => (given.get(child) ?? NONE).flatMap(inner => [inner, ...within(inner)]);
  return {
    adopted: child => own.get(child) ?? NONE,
    adopters: child => [...own].filter(([, children]) => children.includes(child)).map(([by]) => by),
    within,
  };
}

function childAt(e: number, owners: ReadonlyMap<number, number>): number {
  return raw._BinaryenExpressionGetId(e) == ExpressionId.LocalGet ? owners.get(raw._BinaryenLocalGetGetIndex(e)) ?? -1 : -1;
}

/** How `way` goes on behind a `landed`; null = it does not get there. */
function landedWay(way: string, { as, depth }: Item & { kind: "landed" }): string | null {
  const around = way.slice(0, depth);
  switch (as) {
    case "cleanup": return around + (way[depth] ?? NORMAL);
    case "completed": return way[depth] == NORMAL ? around : null;
    case "caught": return way[depth] == THREW ? around : null;
    case "dropped": return way[depth] == THREW && way[depth - 1] == CANCELLED ? around : null;
  }
}

/** What gets from the end of `block` to each block behind it. */
function outOf(block: Block, after: State, flow: ChildFlow): [Block, State][] {
  const { end } = block;
  if (end.kind != "await" && end.kind != "unwind") return successors(block).map(next => [next, after]);
  const out: [Block, State][] = end.kind == "await" ? [[end.next, after]] : [];
  const { pad } = end;
  if (!pad) return out;
  const landing: State = new Map();
  for (const [way, children] of after) {
    for (const reason of reasons(block, way, flow)) meet(landing, new Map([[way.slice(0, pad.depth) + reason, children]]));
  }
  out.push([pad, landing]);
  return out;
}

/** What may unwind at the end of `block`. */
function reasons({ end }: Block, way: string, flow: ChildFlow): string[] {
  if (end.kind == "await") {
    const { site } = end;
    const mayCancel = !isCall(site) || flow.suspends(site.callee);
    return [...throwsAt(site, flow) ? [THREW] : [], ...mayCancel ? [CANCELLED] : []];
  }
  if (end.kind != "unwind") return [];
  if (end.status == UNWIND_ERROR) return [THREW];
  if (end.status == UNWIND_CANCEL) return [CANCELLED];
  const last = way.slice(-1); // it goes on with what landed
  return last == THREW || last == CANCELLED ? [last] : [];
}

function throwsAt(site: Site, flow: ChildFlow): boolean {
  if (site.quiet) return false;
  return isCall(site) ? flow.throws(site.callee) : site.kind == "step" && flow.stepsThrow;
}

/** Adds what another way to the same place knows. @returns whether `known` changed */
function meet(known: State, state: State): boolean {
  let changed = false;
  for (const [way, { open, sure }] of state) {
    const before = known.get(way);
    if (!before) known.set(way, { open: open.slice(), sure: sure.slice() });
    changed = !before || [union(before.open, open), intersect(before.sure, sure)].includes(true) || changed;
  }
  return changed;
}

/** The joins of children that have certainly ended already. */
export function endedJoins(fn: AsyncFunction): Set<Stmt> {
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

/** Locals that can only hold one child's promise -> that child; -1 where several or other values may be in it. */
export function childOf(fn: AsyncFunction): Map<number, number> {
  return heldBy(fn, {
    any: -1,
    made: s => s.kind == "start" && s.start.result >= 0 ? { local: s.start.result, value: s.start.child } : undefined,
    join: (a, b) => a == b ? a : -1,
  });
}
