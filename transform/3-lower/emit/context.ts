// What emission works on: a function with its frame and states, and what it may ask about the rest of the program.

import { has, members, type Bits } from "../bits.js";
import { successors, type Block, type Graph } from "../cfg.js";
import type { Frame, FrameForm } from "../frame.js";
import type { StatusWord } from "../landing.js";
import type { Across } from "../liveness.js";
import { mayContinue, type AsyncFunction, type Site } from "../norm.js";
import type { Place } from "../places.js";
import type { Module } from "assemblyscript";
import type { Expr, Type } from "../raw.js";

/** What emission needs to know about a callee. */
export interface Callee {
  /** Whether it takes a frame pointer as its first argument. */
  readonly takesFrame: boolean;
  readonly suspends: boolean;
  readonly throws: boolean;
  readonly result: Type;
  /** Whether it returns its status and leaves its result in its frame. */
  readonly returnsStatus: boolean;
}

export interface Lowered {
  readonly fn: AsyncFunction;
  readonly graph: Graph;
  readonly frame: Frame;
  /** Locals that are computed from the frame's address instead of kept in it. */
  readonly places: ReadonlyMap<number, Place>;
  /** Awaits that control can get to. */
  readonly reached: ReadonlySet<Site>;
  /** For those that may suspend here. */
  readonly across: ReadonlyMap<Site, Across>;
  readonly clean: ReadonlyMap<Site, Bits>;
  /** State stored at each suspending await, in the order of the source; state + 1 is its landing pad's where it is odd. */
  readonly states: ReadonlyMap<Site, number>;
  /** Number of the resume function, or -1 when nothing can suspend here with a frame. */
  readonly index: number;
  readonly takesFrame: boolean;
}

export interface EmitContext extends StatusWord {
  readonly module: Module;
  readonly form: FrameForm;
  /** Takes the callees of which a start marks the child as waited for (starts.ts). */
  readonly waited: Set<string>;
  /** Name of the function that resumes the async generator of the name, any one where it is empty. */
  stepName(generator: string): string;
  callee(name: string): Callee;
  /** Whether starts of it always end by a yield, and look at nothing; false where it is not emitted yet. */
  startsByYield(name: string): boolean;
  /** Names of the library's functions of assembly/child.ts. */
  readonly childWatch: string;
  readonly childDone: string;
  /** Whether any task waits for a wake, so that a status must tell which. */
  readonly parks: boolean;
  /** Whether any yields. */
  readonly yields: boolean;
  /** Whether tasks have more than one frame. */
  readonly usesTop: boolean;
  /** Called for each expression copied into the resume function, with all that is below it. */
  copied(original: Expr, copy: Expr): void;
  /** Called for each expression made for an await, with the await's own expression. */
  made(origin: Expr, expr: Expr): void;
  /** Where a task's guard word stands behind its root frame; null without guards. */
  readonly guardAt: ((callee: string) => number) | null;
  /** Whether a body looks at the end of its frame before all else in it. */
  readonly looksAtEnd: boolean;
  /** Whether some function ends with a tail call of it. */
  isTailTarget(name: string): boolean;
  readonly managedReload: ((value: Expr) => Expr) | null;
}

/** Suffix of resume functions, which functions with two bodies have. */
export const RESUME = "~resume";

/** The locals that are stored in the frame where `site` suspends. @param upToDate those whose places hold them already; null: none */
export function storedAt({ across, frame }: Lowered, site: Site, upToDate: Bits | null): number[] {
  return members(across.get(site)!.kept).filter(local => frame.slots.has(local) && !(upToDate && has(upToDate, local)));
}

/** Whether the call at `site` always suspends, and returns its status. */
export function alwaysSuspends(cx: EmitContext, site: Site): boolean {
  return site.kind == "call" && cx.callee(site.callee).returnsStatus;
}

/** Whether control never goes on behind `site` in the same call of the body: a leaf, a call that always suspends, a tail call. */
export function leavesAt(cx: EmitContext, site: Site): boolean {
  return !mayContinue(site) || alwaysSuspends(cx, site);
}

/** Where control goes behind `block` in the same call of the body. */
export function waysOn(cx: EmitContext, block: Block): readonly Block[] {
  return block.end.kind == "await" && leavesAt(cx, block.end.site) ? [] : successors(block);
}

/** Blocks that run in one call of a body which enters at `from`. */
export function reach(cx: EmitContext, from: readonly Block[]): Set<Block> {
  const seen = new Set<Block>();
  const visit = (block: Block): void => {
    if (seen.has(block)) return;
    seen.add(block);
    waysOn(cx, block).forEach(visit);
  };
  from.forEach(visit);
  return seen;
}
