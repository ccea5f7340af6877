// Reloads: which of the locals that an await kept are loaded where -> on the way on which they are read, not at each resume.
//
//   for (; n > 0; n--) await yieldNow();       resume: load n; if (--n) { store n; suspend }
//   return a + b;                                      else { load a; load b; return a + b }
//
// A place in the frame holds its value until the body returns, so a load may be moved behind any code that does not touch the local. It goes down
// while one way alone reads it and no other way leads there (so never into a loop); what is stored at the next await as it came is not read.

import { ExpressionId, type Module } from "assemblyscript";
import { add, bitsFor, has, members, type Bits } from "../bits.js";
import { expressionsOf, type Block } from "../cfg.js";
import { readIn } from "../liveness.js";
import { walk } from "../nodes.js";
import type { Site } from "../norm.js";
import { raw } from "../raw.js";
import { storedAt, type Lowered } from "./context.js";

/** One way into a body: an await's continuation or landing pad, and what is kept for it. */
export interface Arrival {
  readonly to: Block;
  readonly kept: Bits;
}

/** The code of a body: blocks that control gets to in it, and where it goes behind one without leaving the body. */
export interface Region {
  readonly blocks: readonly Block[];
  ways(block: Block): readonly Block[];
}

export interface Reloads {
  /** For each arrival. */
  readonly atOnce: ReadonlyMap<Arrival, readonly number[]>;
  /** At the beginning of a block. */
  readonly late: ReadonlyMap<Block, readonly number[]>;
}

/** Places the reloads of all `arrivals`. @param mayWait whether a local's may be moved */
export function placeReloads(m: Module, lo: Lowered, { blocks, ways }: Region, arrivals: readonly Arrival[], mayWait: (local: number) => boolean): Reloads {
  const entrances = new Map<Block, number>();
  const count = (block: Block): void => void entrances.set(block, (entrances.get(block) ?? 0) + 1);
  for (const { to } of arrivals) count(to);
  for (const block of blocks) new Set(ways(block)).forEach(count);

  const read = readIn(m, blocks, lo.fn.locals.length, ways, site => spilled(lo, site));
  const late = new Map<Block, readonly number[]>();
  /** Puts those of `kept` that are read in the block or behind it where they belong. @returns those at its beginning */
  const descend = (block: Block, kept: Bits): number[] => {
    const touched = touchedIn(lo, block);
    const here: number[] = [];
    const below = new Map<Block, Bits>();
    for (const local of members(kept)) {
      if (!has(read.get(block)!, local)) continue;
      const readers = touched.has(local) || !mayWait(local) ? [] : [...new Set(ways(block))].filter(way => has(read.get(way)!, local));
      if (readers.length != 1 || entrances.get(readers[0]) != 1) {
        here.push(local);
        continue;
      }
      let set = below.get(readers[0]);
      if (!set) below.set(readers[0], set = bitsFor(lo.fn.locals.length));
      add(set, local);
    }
    for (const [way, set] of below) late.set(way, descend(way, set));
    return here;
  };
  const atOnce = new Map<Arrival, readonly number[]>();
  for (const arrival of arrivals) {
    const { to, kept } = arrival;
    atOnce.set(arrival, entrances.get(to) == 1 ? descend(to, kept) : members(kept));
  }
  return { atOnce, late };
}

/** What is stored where `site` suspends after a resume. */
function spilled(lo: Lowered, site: Site): number[] {
  return lo.across.has(site) ? storedAt(lo, site, lo.clean.get(site)!) : [];
}

/** Locals that the block's own code reads or sets. */
function touchedIn(lo: Lowered, block: Block): Set<number> {
  const touched = new Set<number>();
  for (const e of expressionsOf(block)) {
    walk(e, (n, id) => {
      if (id == ExpressionId.LocalGet) touched.add(raw._BinaryenLocalGetGetIndex(n));
      else if (id == ExpressionId.LocalSet) touched.add(raw._BinaryenLocalSetGetIndex(n));
    });
  }
  const { items, end } = block;
  for (const item of items) if (item.kind == "start") touched.add(item.start.result);
  if (end.kind == "unwind") touched.add(end.status);
  else if (end.kind == "await") {
    touched.add(end.site.result);
    spilled(lo, end.site).forEach(local => touched.add(local));
  }
  return touched;
}
