// Await-normal form: the tree in which every await is a statement of its own.
//
// Source (Binaryen IR, awaits anywhere):          Normal form:
//   (local.set $x (i32.add                          code   (local.set $t (call $g))
//     (call $g)                                     await  $u = f(1)
//     (call $~await|i32 (call $f (i32.const 1)))))  code   (local.set $x (i32.add (local.get $t) (local.get $u)))
//
// Expressions without awaits and without branches that leave them stay whole Binaryen trees (`code`), so code that does not
// suspend costs nothing here; only what lies around an await is taken apart. (Binaryen's own `flatten` pass takes everything
// apart: four times the locals at -O0, and twice the compile time.)
// `try`, `throw` and `rethrow` (of the error a joined task ended by) are in it until exceptions.ts has made blocks with landing pads of them, before anything else is done.
// Invariants: an `Expr` stands in one place only; labels are unique within a function; locals are the final indices,
// where local 0 is the frame pointer.

import type { Expr, Type } from "./raw.js";

/** A suspension point. */
export interface Site {
  /** `call`: an awaited async call; `tail`: the same as the last act of the function, in the caller's place; `park`, `yield`: the task's leaf. */
  kind: "call" | "tail" | "park" | "parkOrCancel" | "yield";
  /** Name of the awaited function (kind `call` and `tail`). */
  callee: string;
  args: Expr[];
  /** Local that takes the result, or -1. */
  result: number;
  type: Type;
  /** The expression in asc's output this came from: finds its source range. */
  origin: Expr;
  /** Functions it was inlined out of, innermost first, each with the await it was inlined at. */
  via?: readonly { readonly name: string; readonly origin: Expr }[];
}

/** An un-awaited call: a child task that starts here. */
export interface Start {
  callee: string;
  args: Expr[];
  /** Local that takes the promise (the child's control block), or -1. */
  result: number;
  /** Which of the function's children this is; one block in the frame each. */
  child: number;
  origin: Expr;
}

export type Stmt =
  | { kind: "code"; expr: Expr }
  | { kind: "block"; label: string; body: Stmt[]; pad: boolean }
  | { kind: "loop"; label: string; body: Stmt[] }
  | { kind: "if"; cond: Expr; then: Stmt[]; else: Stmt[] }
  | { kind: "br"; label: string; cond: Expr }
  | { kind: "switch"; labels: string[]; fallback: string; cond: Expr }
  | { kind: "return"; value: Expr }
  | { kind: "unwind"; status: number }
  | { kind: "rethrow"; promise: number }
  | { kind: "throw"; value: Expr; origin: Expr }
  | { kind: "try"; body: Stmt[]; handler: Stmt[] | null; cleanup: Stmt[] | null }
  | { kind: "await"; site: Site }
  | { kind: "start"; start: Start }
  | { kind: "join"; promise: number; origin: Expr }
  | { kind: "joined"; promise: number }
  | { kind: "trap" };

/** What an `unwind` goes on with when no local holds it: a cancel, or the error in flight. */
export const UNWIND_CANCEL = -1;
export const UNWIND_ERROR = -2;

/** One child task's place in the frame. */
export interface Child {
  readonly callee: string;
  readonly origin: Expr;
}

/** Storage that frameBuffer or inFrame asked for. */
export interface Area {
  readonly bytes: number;
  readonly align: number;
  /** The call that asked for it. */
  readonly origin: Expr;
}

/** An async function in normal form. Local 0 is the frame pointer, then parameters, then variables. */
export interface AsyncFunction {
  readonly name: string;
  readonly paramCount: number;
  /** Types of all locals, local 0 included. */
  readonly locals: Type[];
  /** Locals that hold references the collector must see. */
  readonly managed: Set<number>;
  /** Type of the promise's value; None for void. */
  readonly result: Type;
  readonly resultManaged: boolean;
  body: Stmt[];
  readonly areas: Area[];
  readonly children: Child[];
  /** A function without async whose calls of async functions stand in tail position (override and varargs stubs). */
  readonly forwards: boolean;
}

/** Whether the site suspends the task itself: it never continues in the same call. */
export function isLeaf(site: Site): boolean {
  return site.kind == "park" || site.kind == "parkOrCancel" || site.kind == "yield";
}

/** Calls `visit` on every statement, outer before inner. */
export function eachStmt(body: readonly Stmt[], visit: (s: Stmt, pad: string | null) => void, pad: string | null = null): void {
  for (const s of body) {
    visit(s, pad);
    if (s.kind == "block") eachStmt(s.body, visit, s.pad ? s.label : pad);
    else if (s.kind == "loop") eachStmt(s.body, visit, pad);
    else if (s.kind == "try") for (const part of [s.body, s.handler, s.cleanup]) eachStmt(part ?? [], visit, pad);
    else if (s.kind == "if") {
      eachStmt(s.then, visit, pad);
      eachStmt(s.else, visit, pad);
    }
  }
}

/** Calls `visit` on each place that holds an expression; what it returns takes the place. */
export function mapExprs(body: readonly Stmt[], visit: (e: Expr) => Expr): void {
  eachStmt(body, s => {
    switch (s.kind) {
      case "code": s.expr = visit(s.expr); break;
      case "if": case "switch": s.cond = visit(s.cond); break;
      case "br": if (s.cond) s.cond = visit(s.cond); break;
      case "return": if (s.value) s.value = visit(s.value); break;
      case "throw": s.value = visit(s.value); break;
      case "await": s.site.args = s.site.args.map(visit); break;
      case "start": s.start.args = s.start.args.map(visit); break;
    }
  });
}

/** Whether control can run past the last statement of `body`. */
export function endsOpen(body: readonly Stmt[]): boolean {
  const last = body[body.length - 1];
  if (!last) return true;
  switch (last.kind) {
    case "return": case "unwind": case "throw": case "trap": case "switch": return false;
    case "br": return last.cond != 0;
    default: return true;
  }
}

/** Whether a branch in `body` leads to `label`. */
export function mentions(body: readonly Stmt[], label: string): boolean {
  return body.some(s => {
    switch (s.kind) {
      case "br": return s.label == label;
      case "switch": return s.fallback == label || s.labels.includes(label);
      case "block": case "loop": return mentions(s.body, label);
      case "try": return [s.body, s.handler, s.cleanup].some(part => part && mentions(part, label));
      case "if": return mentions(s.then, label) || mentions(s.else, label);
      default: return false;
    }
  });
}
