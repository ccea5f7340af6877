// A function's graph -> which of its children may be unfinished, or hold an error that nobody has seen, where.
//
// A start of one that adopts others (2-desugar/kept.ts) ends what is asked of those: they end with it.
// A start makes a child so, an `await` of a promise that is certainly that child's ends it. A start that may overtake its own earlier
// task is refused (TACET042), and so is one whose earlier promise may be awaited behind it (TACET140). What variables of several promises
// hold is known by holders.ts.
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

import { TypeRef } from "assemblyscript";
import { add, bitsFor, has, intersect, members, remove, union, type Bits } from "./bits.js";
import { buildGraph, successors, type Block, type Item } from "./cfg.js";
import { heldBy } from "./held.js";
import { copyOf, Holders, localsIn, meetHolding, nullTest, type Holding } from "./holders.js";
import { addTo } from "./lists.js";
import { Refusal } from "./marks.js";
import { i32Of, localOf } from "./nodes.js";
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
  /** Those of both that end a child of both which they have adopted. */
  adopters(child: number): number[];
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
  /** Where their promises are; null in functions where each variable holds those of one child. */
  readonly holding: Holding | null;
}

/** A letter for each cleanup around, outermost first, and one more behind a landing pad for what landed -> what is known. */
type State = Map<string, Children>;

/** Finds the unfinished children of `fn`; refuses it where a child may overtake its earlier task. */
export function unfinished(fn: AsyncFunction, flow: ChildFlow): Unfinished {
  const graph = buildGraph(fn.body);
  const owners = childOf(fn);
  const taken = takenBy(fn, owners, callee => flow.takes(callee));
  const holders = Holders.of(fn, owners);
  const count = fn.children.length;
  const atEntry: Children = { open: bitsFor(count), sure: bitsFor(count), holding: holders && holders.atEntry() };
  const before = new Map<Block, State>([[graph.entry, new Map([["", atEntry]])]]);
  const work = [graph.entry];
  const walker = new Walker(owners, taken, holders);
  for (let block = work.pop(); block; block = work.pop()) {
    const after = walker.through(block, before.get(block)!);
    for (const [next, state] of walker.outOf(block, after, flow)) {
      const known = before.get(next) ?? new Map<string, Children>();
      before.set(next, known);
      if (meet(known, state)) work.push(next);
    }
  }

  const matters = fn.children.map(child => flow.suspends(child.callee) || flow.throws(child.callee));
  let stale = -1;
  const [atExit, atAwait, unstarted] = [bitsFor(count), bitsFor(count), bitsFor(count)];
  for (const [block, state] of before) {
    const after = walker.through(block, state, {
      overtaken(child, origin) {
        if (matters[child]) throw new Refusal("TACET042", origin, [fn.children[child].callee]);
      },
      stale(child) {
        stale = child;
      },
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
  if (stale >= 0) throw new Refusal("TACET140", fn.children[stale].origin, [fn.children[stale].callee]);
  const stopped = bitsFor(count);
  for (const at of [atExit, atAwait]) union(stopped, at);
  intersect(unstarted, stopped);
  return {
    atExit: members(atExit), atAwait: members(atAwait), unstarted: members(unstarted),
    adopters: child => taken.adopters(child).filter(by => has(stopped, by)),
  };
}

/** What is told of the statements that a state is followed through. */
interface Told {
  /** Of a start whose child may be open. */
  overtaken(child: number, origin: number): void;
  /** Of a promise that is awaited or handed on and may be of an earlier task of `child`. */
  stale(child: number): void;
}

/** Follows states through the blocks of one function. */
class Walker {
  constructor(
    private readonly owners: ReadonlyMap<number, number>,
    private readonly taken: Taken,
    private readonly holders: Holders | null,
  ) {}

  /** The state at the end of `block`. */
  through(block: Block, before: State, told?: Told): State {
    let state: State = new Map([...before].map(([way, children]) => [way, copyOfChildren(children)]));
    for (const item of block.items) {
      if (item.kind == "landed") {
        const landed: State = new Map();
        for (const [way, children] of state) {
          const to = landedWay(way, item);
          if (to !== null) meet(landed, new Map([[to, children]]));
        }
        state = landed;
      } else {
        for (const children of state.values()) {
          this.step(item, children, told);
          this.settle(children);
        }
      }
    }
    const { end } = block;
    for (const children of state.values()) {
      const { holding } = children;
      if (!this.holders || !holding) continue;
      if (end.kind == "if") this.holders.computed(holding, end.cond);
      if (end.kind == "await") {
        this.uses(holding, end.site.args, told);
        this.holders.forget(holding, end.site.result);
      }
      this.settle(children);
    }
    return state;
  }

  private step(item: Item, { open, sure, holding }: Children, told: Told | undefined): void {
    const { holders, owners, taken } = this;
    if (item.kind == "code") {
      if (holders && holding) holders.computed(holding, item.expr);
    } else if (item.kind == "start") {
      const { child, origin, args, result } = item.start;
      if (holding) this.uses(holding, args, told);
      if (has(open, child) || taken.adopters(child).some(by => has(open, by))) told?.overtaken(child, origin);
      add(open, child);
      add(sure, child);
      if (holders && holding) holders.started(holding, child, result);
      for (const own of taken.adopted(child)) remove(open, own);
    } else if (item.kind == "joined" || item.kind == "join") {
      const owner = owners.get(item.promise) ?? -1;
      const held = holders && holding ? holders.heldIn(holding, item.promise, open) : [];
      if (holding) this.use(holding, item.promise, told);
      for (const child of owner >= 0 ? [owner] : held) for (const ended of [child, ...taken.within(child)]) remove(open, ended);
    }
  }

  private settle({ open, holding }: Children): void {
    if (this.holders && holding) this.holders.settle(holding, open);
  }

  /** Promises are handed on. */
  private uses(holding: Holding, args: readonly number[], told: Told | undefined): void {
    for (const arg of args) this.holders?.computed(holding, arg);
    for (const local of localsIn(args)) this.use(holding, local, told);
  }

  private use(holding: Holding, local: number, told: Told | undefined): void {
    const stale = this.holders && told ? this.holders.staleIn(holding, local) : -1;
    if (stale >= 0) told?.stale(stale);
  }

  /** What gets from the end of `block` to each block behind it. */
  outOf(block: Block, after: State, flow: ChildFlow): [Block, State][] {
    const { end } = block;
    const constant = end.kind == "if" ? i32Of(end.cond) : null; // `while (true)` ends by what leaves it alone
    if (end.kind == "if" && constant != null) return [[constant ? end.yes : end.no, after]];
    const test = this.holders && end.kind == "if" ? nullTest(end.cond) : null;
    if (end.kind == "if" && test) {
      const none = this.without(after, test.local);
      return test.isNull ? [[end.yes, none], [end.no, after]] : [[end.yes, after], [end.no, none]];
    }
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

  /** `state` where `local` is null: what it would hold is not open. */
  private without(state: State, local: number): State {
    return new Map([...state].map(([way, children]) => {
      const here = copyOfChildren(children);
      const held = this.holders && here.holding ? this.holders.heldIn(here.holding, local, here.open) : [];
      for (const child of held) remove(here.open, child);
      this.settle(here);
      return [way, here];
    }));
  }
}

function copyOfChildren({ open, sure, holding }: Children): Children {
  return { open: open.slice(), sure: sure.slice(), holding: holding && copyOf(holding) };
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
    const children = promises.map(arg => owners.get(localOf(arg)) ?? -1).filter(child => child >= 0);
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

/** How `way` goes on behind a `landed`; null = it does not get there. */
function landedWay(way: string, { as, depth }: Item & { kind: "landed" }): string | null {
  const around = way.slice(0, depth);
  switch (as) {
    case "cleanup": return around + (way[depth] ?? NORMAL);
    case "completed": return way[depth] == NORMAL ? around : null;
    case "caught": return way[depth] == THREW ? around : null;
    case "dropped": return way[depth] == THREW && way[depth - 1] == CANCELLED ? around : null;
    case "raised": return way[depth] == THREW && way[depth - 1] == CANCELLED ? null : way;
  }
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
  for (const [way, children] of state) {
    const before = known.get(way);
    if (!before) known.set(way, copyOfChildren(children));
    changed = !before || join(before, children) || changed;
  }
  return changed;
}

function join(known: Children, { open, sure, holding }: Children): boolean {
  const isHeld = known.holding && holding && meetHolding(known.holding, holding);
  return [union(known.open, open), intersect(known.sure, sure), isHeld].includes(true);
}

/** The joins of children that have certainly ended already. */
export function endedJoins(fn: AsyncFunction): Set<Stmt> {
  const stmts = new Map<number, Stmt[]>(); // joins by their promise, in the order of the graph's items
  eachStmt(fn.body, s => {
    if (s.kind == "join") addTo(stmts, s.promise, s);
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
