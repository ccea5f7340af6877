// Normal form -> control-flow graph: basic blocks that end at branches and awaits.
// The data-flow passes and the resume function are made from it; the straight function keeps the tree.

import type { Landing, Site, Start, Stmt } from "./norm.js";
import type { Expr } from "./raw.js";

export type Item =
  /** The statement itself: what takes its expression's place does so in both. */
  | Stmt & { kind: "code" }
  | { kind: "start"; start: Start }
  | { kind: "join"; promise: number }
  | { kind: "joined"; promise: number }
  /** `depth`: how many cleanups stand around that `try`; around that place, where an error is dropped. */
  | { kind: "landed"; as: Landing; depth: number };

export type End =
  | { kind: "goto"; to: Block }
  | { kind: "if"; cond: Expr; yes: Block; no: Block }
  | { kind: "switch"; cond: Expr; targets: Block[]; fallback: Block }
  | { kind: "return"; value: Expr }
  /** `pad`: where it lands in this function; null when it goes on in the caller. */
  | { kind: "unwind"; status: number; pad: Block | null }
  | { kind: "trap" }
  | { kind: "await"; site: Site; next: Block; pad: Block | null };

export interface Block {
  /** How many cleanups stand around its beginning. */
  readonly depth: number;
  readonly items: Item[];
  end: End;
}

export interface Graph {
  readonly blocks: readonly Block[];
  readonly entry: Block;
}

/** The blocks control can reach directly from `block`. */
export function successors(block: Block): Block[] {
  const end = block.end;
  switch (end.kind) {
    case "goto": return [end.to];
    case "if": return [end.yes, end.no];
    case "switch": return [...end.targets, end.fallback];
    case "await": return end.pad ? [end.next, end.pad] : [end.next];
    case "unwind": return end.pad ? [end.pad] : [];
    default: return [];
  }
}

/** The expressions that `block` evaluates, in order. */
export function expressionsOf({ items, end }: Block): Expr[] {
  const out: Expr[] = [];
  for (const item of items) {
    if (item.kind == "code" && item.expr) out.push(item.expr);
    else if (item.kind == "start") out.push(...item.start.args);
  }
  switch (end.kind) {
    case "if": case "switch": out.push(end.cond); break;
    case "return": if (end.value) out.push(end.value); break;
    case "await": out.push(...end.site.args); break;
  }
  return out;
}

/** Builds the graph of `body`; blocks that cannot be reached are left out. */
export function buildGraph(body: readonly Stmt[]): Graph {
  const make = (depth: number): Block => ({ depth, items: [], end: { kind: "trap" } });
  const labels = new Map<string, Block>();
  const target = (label: string): Block => {
    const block = labels.get(label);
    if (!block) throw new Error(`no block for label ${label}`);
    return block;
  };

  /** Adds `stmts` to `at`; returns the open block behind them, or null when control does not get there. */
  const add = (stmts: readonly Stmt[], at: Block | null, pad: Block | null, depth: number): Block | null => {
    for (const s of stmts) {
      if (!at) return null;
      switch (s.kind) {
        case "code": at.items.push(s); break;
        case "start": at.items.push({ kind: "start", start: s.start }); break;
        case "join": at.items.push({ kind: "join", promise: s.promise }); break;
        case "landed":
          if (s.as == "completed") depth--;
          at.items.push({ ...s, depth });
          if (s.as == "cleanup") depth++;
          break;
        case "joined": at.items.push({ kind: "joined", promise: s.promise }); break;
        case "block": {
          // For a pad block the label's target is the code behind it, which awaits inside reach by unwinding.
          const behind = make(depth);
          labels.set(s.label, behind);
          const open = add(s.body, at, s.pad ? behind : pad, depth);
          if (open) open.end = { kind: "goto", to: behind };
          at = behind;
          break;
        }
        case "loop": {
          const head = make(depth);
          labels.set(s.label, head);
          at.end = { kind: "goto", to: head };
          at = add(s.body, head, pad, depth);
          break;
        }
        case "if": {
          const yes = make(depth);
          const no = make(depth);
          at.end = { kind: "if", cond: s.cond, yes, no };
          const a = add(s.then, yes, pad, depth);
          const b = add(s.else, no, pad, depth);
          if (!a && !b) {
            at = null;
            break;
          }
          const behind = make(depth);
          if (a) a.end = { kind: "goto", to: behind };
          if (b) b.end = { kind: "goto", to: behind };
          at = behind;
          break;
        }
        case "br": {
          if (!s.cond) {
            at.end = { kind: "goto", to: target(s.label) };
            at = null;
            break;
          }
          const no = make(depth);
          at.end = { kind: "if", cond: s.cond, yes: target(s.label), no };
          at = no;
          break;
        }
        case "switch":
          at.end = { kind: "switch", cond: s.cond, targets: s.labels.map(target), fallback: target(s.fallback) };
          at = null;
          break;
        case "return": at.end = { kind: "return", value: s.value }; at = null; break;
        case "unwind": at.end = { kind: "unwind", status: s.status, pad }; at = null; break;
        case "trap": at.end = { kind: "trap" }; at = null; break;
        case "make": case "give": throw new Error(`${s.kind} behind generators.ts`);
        case "try": case "throw": case "guard": case "dropped": throw new Error(`${s.kind} behind exceptions.ts`);
        case "await": {
          const next = make(depth);
          // A parkOrCancel lands behind itself.
          at.end = { kind: "await", site: s.site, next, pad: s.site.kind == "parkOrCancel" ? null : pad };
          at = s.site.kind == "tail" ? null : next;
          break;
        }
      }
    }
    return at;
  };

  const entry = make(0);
  add(body, entry, null, 0);
  const seen = new Set<Block>();
  const order: Block[] = [];
  const visit = (block: Block): void => {
    if (seen.has(block)) return;
    seen.add(block);
    for (const next of successors(block)) visit(next);
    order.push(block);
  };
  visit(entry);
  return { blocks: order.reverse(), entry }; // reverse post-order
}
