// Normal form -> the straight function of an async function that only starts tasks, and is awaited nowhere itself. Its frame is
// always a task's root, so it returns its status in a register as resume functions do, leaves its result in the frame, and
// writes the header with the caller's distance, which is 0.
//
//   await yieldNow();             store(fp, index | 1 << 10)
//                                 return fp | 1

import { TypeRef } from "assemblyscript";
import { successors, type Block } from "../cfg.js";
import { sizeOf } from "../frame.js";
import { eachStmt, type Site, type Stmt } from "../norm.js";
import type { Expr } from "../raw.js";
import type { EmitContext, Lowered } from "./context.js";
import { Straight } from "./straight.js";

/** Emits the body. @param scratch an i32 local that nothing else uses */
export function emitRoot(cx: EmitContext, lo: Lowered, scratch: number): Expr {
  return new Root(cx, lo, scratch).run();
}

/** Whether the function can have that form: one that hands its frame to another can't, as that one writes no distance. */
export function mayBeRoot(lo: Lowered): boolean {
  if (lo.index < 0 || lo.fn.item) return false;
  let tails = false;
  eachStmt(lo.fn.body, s => {
    tails ||= s.kind == "await" && s.site.kind == "tail";
  });
  return !tails;
}

/** Whether a start of the function always ends at a yield of its own. */
export function startsByYield(lo: Lowered): boolean {
  const seen = new Set<Block>();
  const visit = (block: Block): boolean => {
    if (seen.has(block)) return true;
    seen.add(block);
    const { end } = block;
    if (end.kind == "await") return end.site.kind == "yield";
    return end.kind != "return" && end.kind != "unwind" && successors(block).every(visit);
  };
  return visit(lo.graph.entry);
}

class Root extends Straight {
  constructor(cx: EmitContext, lo: Lowered, private readonly scratch: number) {
    super(cx, lo);
  }

  protected override get type(): number {
    return TypeRef.I32;
  }

  protected override one(s: Stmt, out: Expr[], pad: string | null): void {
    const { m } = this;
    if (s.kind == "return") {
      const type = this.lo.fn.result;
      if (s.value) out.push(m.store(sizeOf(type), this.fp(), this.resolve(s.value), type, this.cx.form.bytes, 4));
      out.push(m.return(m.i32(0)));
    } else if (s.kind == "unwind" && pad === null) out.push(m.return(this.status(s.status)));
    else super.one(s, out, pad);
  }

  protected override suspendLeaf(site: Site): Expr[] {
    return [...this.spill(site, null), this.m.return(this.leafStatus(site))];
  }

  protected override leave(): Expr {
    return this.takePending(this.scratch);
  }

  /** The word with the distance, too. */
  protected override storeHeader(value: Expr): Expr {
    return this.m.store(4, this.fp(), value, TypeRef.I32, 0, 4);
  }
}
