// Which locals live across each await, and which of them the frame holds already.
//
// live:  backward over the graph, exact inside whole expressions too (ifs, loops and branches are followed), so that a
//        variable of an inner loop does not seem to live before it.
// clean: forward; a local is clean when its frame slot holds its value: reloaded or spilled, and not set since. A spill
//        then writes only what changed. In the straight function nothing is clean before the first suspension.

import { ExpressionId, type Module } from "assemblyscript";
import { add, assign, bitsFor, has, intersect, remove, union, type Bits } from "./bits.js";
import { expressionsOf, successors, type Block, type End, type Graph, type Item } from "./cfg.js";
import { isLeaf, type Site } from "./norm.js";
import { isPure, operand, operandCount, walk } from "./nodes.js";
import { raw, type Expr } from "./raw.js";

/** Locals that live across an await. Its own result is not among them. */
export interface Across {
  /** What the frame keeps: read by the continuation or the landing pad, or the deadline of a sleep. */
  readonly kept: Bits;
  readonly byNext: Bits;
  /** null where it has no landing pad. */
  readonly byPad: Bits | null;
}

export interface Live {
  readonly across: Map<Site, Across>;
  /** Locals that may be read before they are set, parameters among them. */
  readonly atEntry: Bits;
}

/** For each await what lives across it. Assignments of which nothing is read are taken out (0 stands there): inlining leaves them. */
export function liveAcross(module: Module, graph: Graph, localCount: number): Live {
  const flow = new Backward(module, localCount);
  const liveIn = new Map<Block, Bits>();
  const at = (b: Block): Bits => liveIn.get(b)!;
  const live = bitsFor(localCount);
  /** Makes `live` what lives behind the items of `block`. */
  const startBehindItems = (block: Block): void => {
    live.fill(0);
    for (const next of successors(block)) union(live, at(next));
    const { end } = block;
    flow.end(end, live, end.kind == "await" && end.pad ? at(end.pad) : null);
  };
  solve(flow, graph.blocks, liveIn, live, startBehindItems);
  for (const block of graph.blocks) {
    startBehindItems(block);
    for (let n = block.items.length - 1; n >= 0; n--) {
      const item = block.items[n];
      if (item.kind == "code" && flow.isDead(item.expr, live)) item.expr = 0;
      else flow.item(item, live);
    }
  }
  const across = new Map<Site, Across>();
  for (const { end } of graph.blocks) {
    if (end.kind != "await") continue;
    const byNext = at(end.next).slice();
    if (end.site.result >= 0) remove(byNext, end.site.result);
    const byPad = end.pad ? at(end.pad) : null;
    const kept = byNext.slice();
    if (byPad) union(kept, byPad);
    if (end.site.deadline !== undefined) add(kept, end.site.deadline);
    across.set(end.site, { kept, byNext, byPad });
  }
  return { across, atEntry: at(graph.entry) };
}

/** Goes backward over `blocks` until `liveIn` is what lives before each. @param startBehindItems makes `live` what lives behind the items of a block */
function solve(
  flow: Backward, blocks: readonly Block[], liveIn: Map<Block, Bits>, live: Bits, startBehindItems: (block: Block) => void,
): void {
  for (const block of blocks) liveIn.set(block, live.slice().fill(0));
  for (let changed = true; changed;) {
    changed = false;
    for (let i = blocks.length - 1; i >= 0; i--) {
      const block = blocks[i];
      startBehindItems(block);
      for (let n = block.items.length - 1; n >= 0; n--) flow.item(block.items[n], live);
      if (union(liveIn.get(block)!, live)) changed = true;
    }
  }
}

/**
 * For each of `blocks` the locals that may be read in it, or behind it, before they are set, in one call of a body.
 * @param ways where control goes behind a block without leaving the body
 * @param stored what an await that suspends reads, for the frame
 */
export function readIn(
  module: Module, blocks: readonly Block[], localCount: number, ways: (block: Block) => readonly Block[], stored: (site: Site) => readonly number[],
): Map<Block, Bits> {
  const flow = new Backward(module, localCount);
  const read = new Map<Block, Bits>();
  const live = bitsFor(localCount);
  solve(flow, blocks, read, live, block => {
    live.fill(0);
    const next = ways(block);
    for (const way of next) union(live, read.get(way)!);
    const { end } = block;
    if (end.kind != "await") return flow.end(end, live, null);
    const kept = bitsFor(localCount);
    for (const local of stored(end.site)) add(kept, local);
    if (end.pad && next.length) union(kept, read.get(end.pad)!);
    flow.end(end, live, kept);
  });
  return read;
}

/** For each await the locals whose slots are up to date when control arrives by the resume function. */
export function cleanAt(graph: Graph, across: ReadonlyMap<Site, Across>, localCount: number): Map<Site, Bits> {
  // Facts at block entry, for control that entered through a resume; absent = not reached that way.
  const entry = new Map<Block, Bits>();
  const work: Block[] = [];
  const flowTo = (block: Block, facts: Bits): void => {
    const known = entry.get(block);
    if (!known) entry.set(block, facts.slice());
    else if (!intersect(known, facts)) return;
    work.push(block);
  };
  const result = new Map<Site, Bits>();
  for (const { end } of graph.blocks) {
    if (end.kind != "await") continue;
    const reloaded = across.get(end.site)!.kept;
    flowTo(end.next, reloaded);
    if (end.pad) flowTo(end.pad, reloaded);
  }
  for (let block = work.pop(); block; block = work.pop()) {
    const facts = entry.get(block)!.slice();
    for (const e of expressionsOf(block)) {
      walk(e, (n, id) => {
        if (id == ExpressionId.LocalSet) remove(facts, raw._BinaryenLocalSetGetIndex(n));
      });
    }
    for (const item of block.items) if (item.kind == "start" && item.start.result >= 0) remove(facts, item.start.result);
    const { end } = block;
    if (end.kind != "await") {
      for (const next of successors(block)) flowTo(next, facts);
      continue;
    }
    result.set(end.site, facts.slice());
    // Completed at once: nothing was spilled. (Spilled and resumed is covered by the entries above.)
    if (end.site.result >= 0) remove(facts, end.site.result);
    if (!isLeaf(end.site)) flowTo(end.next, facts);
    if (end.pad) flowTo(end.pad, facts);
  }
  for (const { end } of graph.blocks) {
    if (end.kind == "await" && !result.has(end.site)) result.set(end.site, bitsFor(localCount));
  }
  return result;
}

/** Backward liveness through one expression tree. */
class Backward {
  private readonly labels = new Map<string, Bits>();

  constructor(private readonly module: Module, private readonly count: number) {}

  item(item: Item, live: Bits): void {
    if (item.kind == "code") {
      if (item.expr && !this.isDead(item.expr, live)) this.expr(item.expr, live);
      return;
    }
    if (item.kind == "join" || item.kind == "joined" || item.kind == "landed") return;
    const { args, result } = item.start;
    if (result >= 0) remove(live, result);
    for (let a = args.length - 1; a >= 0; a--) this.expr(args[a], live);
  }

  /** From behind a block's end, what lives on all ways from there, to behind its items. @param kept what lives behind an await whatever comes of it */
  end(end: End, live: Bits, kept: Bits | null): void {
    switch (end.kind) {
      case "if": case "switch": this.expr(end.cond, live); break;
      case "return": if (end.value) this.expr(end.value, live); break;
      case "unwind": if (end.status >= 0) add(live, end.status); break;
      case "await":
        if (end.site.result >= 0) remove(live, end.site.result);
        if (kept) union(live, kept);
        if (end.site.deadline !== undefined) add(live, end.site.deadline);
        for (let a = end.site.args.length - 1; a >= 0; a--) this.expr(end.site.args[a], live);
        break;
    }
  }

  /** Whether `e` only sets a local that is not in `live`, what lives behind it. */
  isDead(e: Expr, live: Bits): boolean {
    if (raw._BinaryenExpressionGetId(e) != ExpressionId.LocalSet || has(live, raw._BinaryenLocalSetGetIndex(e))) return false;
    return isPure(this.module, raw._BinaryenLocalSetGetValue(e));
  }

  /** Turns the set live behind `e` into the set live before it, in place. */
  expr(e: Expr, live: Bits): void {
    const id = raw._BinaryenExpressionGetId(e);
    switch (id) {
      case ExpressionId.LocalGet: add(live, raw._BinaryenLocalGetGetIndex(e)); return;
      case ExpressionId.LocalSet:
        remove(live, raw._BinaryenLocalSetGetIndex(e));
        this.expr(raw._BinaryenLocalSetGetValue(e), live);
        return;
      case ExpressionId.If: {
        const no = live.slice();
        const ifFalse = raw._BinaryenIfGetIfFalse(e);
        if (ifFalse) this.expr(ifFalse, no);
        this.expr(raw._BinaryenIfGetIfTrue(e), live);
        union(live, no);
        this.expr(raw._BinaryenIfGetCondition(e), live);
        return;
      }
      case ExpressionId.Block: {
        const name = this.name(raw._BinaryenBlockGetName(e));
        if (name) this.labels.set(name, live.slice());
        for (let i = raw._BinaryenBlockGetNumChildren(e) - 1; i >= 0; i--) this.expr(raw._BinaryenBlockGetChildAt(e, i), live);
        return;
      }
      case ExpressionId.Loop: {
        const name = this.name(raw._BinaryenLoopGetName(e));
        const body = raw._BinaryenLoopGetBody(e);
        const after = live.slice();
        const head = bitsFor(this.count);
        for (let grew = true; grew;) {
          this.labels.set(name, head.slice());
          assign(live, after);
          this.expr(body, live);
          grew = union(head, live);
        }
        return;
      }
      case ExpressionId.Break: {
        const target = this.labels.get(this.name(raw._BinaryenBreakGetName(e)))!;
        const cond = raw._BinaryenBreakGetCondition(e);
        if (cond) union(live, target);
        else assign(live, target);
        if (cond) this.expr(cond, live);
        const value = raw._BinaryenBreakGetValue(e);
        if (value) this.expr(value, live);
        return;
      }
      case ExpressionId.Switch: {
        live.fill(0);
        const n = raw._BinaryenSwitchGetNumNames(e);
        for (let i = 0; i < n; i++) union(live, this.labels.get(this.name(raw._BinaryenSwitchGetNameAt(e, i)))!);
        union(live, this.labels.get(this.name(raw._BinaryenSwitchGetDefaultName(e)))!);
        this.expr(raw._BinaryenSwitchGetCondition(e), live);
        return;
      }
      case ExpressionId.Unreachable: live.fill(0); return;
    }
    for (let i = operandCount(e, id) - 1; i >= 0; i--) {
      const child = operand(e, i, id);
      if (child) this.expr(child, live);
    }
  }

  private name(ptr: number): string {
    return this.module.readStringCached(ptr) ?? "";
  }
}
