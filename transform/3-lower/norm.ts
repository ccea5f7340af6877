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
// `try`, `throw` and `guard` are in it until exceptions.ts has made blocks with landing pads of them, before anything else is done.
// Invariants: an `Expr` stands in one place only; labels are unique within a function; locals are the final indices,
// where local 0 is the frame pointer.

import type { ExpressionId } from "assemblyscript";
import { renumber, walk } from "./nodes.js";
import type { Expr, Type } from "./raw.js";

/** A suspension point. */
export interface Site {
  /**
   * `call`: an awaited async call; `tail`: the same as the last act of the function, in the caller's place; `park`, `yield`, `sleep`: the
   * task's leaf; `produce`: a generator gives its value and waits for its next step; `step`: an async generator, the argument, is resumed as
   * a callee.
   */
  kind: "call" | "tail" | "step" | "park" | "parkOrCancel" | "yield" | "sleep" | "produce";
  /** Name of the awaited function (kind `call` and `tail`), of the generator where only one is possible (kind `step`), or empty. */
  callee: string;
  args: Expr[];
  /** Local that takes the result, or -1. */
  result: number;
  /** Of a `sleep`: the local with its deadline, which stands first in the frame meanwhile; set by sleepers.ts, last of all. */
  deadline?: number;
  type: Type;
  /** It never ends by an error here, though other calls of the callee may (throws.ts). */
  quiet?: boolean;
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
  /** Whether it is certainly watched behind its start, before anything else has run (fresh.ts). */
  watched: boolean;
  origin: Expr;
}

export type Stmt =
  | { kind: "code"; expr: Expr }
  | { kind: "block"; label: string; body: Stmt[]; pad: boolean }
  | { kind: "loop"; label: string; body: Stmt[] }
  /** `quiet`: the condition steps a generator, which never ends by an error here (throws.ts). */
  | { kind: "if"; cond: Expr; then: Stmt[]; else: Stmt[]; quiet?: boolean }
  | { kind: "br"; label: string; cond: Expr }
  | { kind: "switch"; labels: string[]; fallback: string; cond: Expr }
  | { kind: "return"; value: Expr }
  | { kind: "unwind"; status: number }
  /** What follows where one of these children may have ended by an error; `aborted`: or was cancelled before (aborts.ts). */
  | { kind: "guard"; promises: number[]; then: Stmt[]; aborted: boolean }
  /** These children may have been cancelled; `unwinds`: for this task is, so only cleanups come. Up to exceptions.ts. */
  | { kind: "dropped"; promises: number[]; unwinds: boolean }
  /** `site`: its number where it is noted, or -1. */
  | { kind: "throw"; value: Expr; site: number; origin: Expr }
  | { kind: "try"; body: Stmt[]; handler: Stmt[] | null; cleanup: Stmt[] | null }
  | { kind: "await"; site: Site }
  | { kind: "start"; start: Start }
  /** Waits for that child; `ends`: a cancel that comes meanwhile ends the child first, then it goes on. */
  | { kind: "join"; promise: number; origin: Expr; ends: boolean }
  | { kind: "joined"; promise: number }
  | { kind: "landed"; as: Landing }
  /** A call of a generator, and a yield in one: generators.ts makes other statements of them, before anything else is done. */
  | { kind: "make"; callee: string; args: Expr[]; result: number; origin: Expr }
  | { kind: "give"; value: Expr; origin: Expr }
  | { kind: "trap" };

/**
 * What exceptions.ts has made of a `try`, for those who follow the ways through it: where a cleanup begins, whatever it runs for; where it
 * ends and nothing unwinds; where its error is dropped, for a cancel passes, and where
 * it goes on, for none does; where a `catch` begins.
 */
export type Landing = "cleanup" | "completed" | "dropped" | "raised" | "caught";

/** What an `unwind` goes on with when no local holds it: a cancel, or the error in flight. */
export const UNWIND_CANCEL = -1;
export const UNWIND_ERROR = -2;

/** One child task's place in the frame. */
export interface Child {
  readonly callee: string;
  readonly origin: Expr;
}

/** Storage that frameBuffer or inFrame asked for, or that a generator lies in. */
export interface Area {
  /** Without those of the generator's stack. */
  readonly bytes: number;
  /** The generator whose frame stands behind `bytes`; null for other storage. */
  readonly generator: string | null;
  readonly align: number;
  /** The call that asked for it. */
  readonly origin: Expr;
}

/** The value of a yield. */
export interface Item {
  readonly type: Type;
  readonly managed: boolean;
  /** Whether the generator may await, so that its steps are awaited. */
  readonly isAsync: boolean;
}

/** An async function, a generator, or a plain function that uses generators, in normal form. Local 0 is the frame pointer, then parameters, then variables. */
export interface AsyncFunction {
  readonly name: string;
  readonly paramCount: number;
  /** Types of all locals, local 0 included. */
  readonly locals: Type[];
  /** Locals that hold references the collector must see. */
  readonly managed: Set<number>;
  /** Whether it calls intrinsics of the library, asks for a pool, or has conditions that are constants: there is something to fold. */
  asks: boolean;
  /** Locals of the lowering that are set before anything reads them, whatever way control takes. */
  readonly settled: Set<number>;
  /** Type of the promise's value; None for void. */
  readonly result: Type;
  readonly resultManaged: boolean;
  body: Stmt[];
  readonly areas: Area[];
  readonly children: Child[];
  /** What a generator yields; null for other functions. */
  readonly item: Item | null;
  /** A function that is neither async nor a generator: it is called as asc calls it, and its areas are static memory. */
  readonly isPlain: boolean;
  /** Areas that hold a scope. */
  readonly scopes: number[];
  /** A function without async whose calls of async functions stand in tail position (override and varargs stubs). */
  readonly forwards: boolean;
  /** What it does with the children it is given, which all end before it: they are its own from then on, or still those of their owner (2-desugar/kept.ts). */
  readonly takes: "adopts" | "borrows" | null;
  /** What calls from outside of its recursion pass for its last parameters (depth.ts); none for other functions. */
  readonly depths: readonly number[];
}

/** Whether the site suspends the task itself: it never continues in the same call. */
export function isLeaf(site: Site): boolean {
  return site.kind != "call" && site.kind != "tail" && site.kind != "step";
}

/** Whether the site calls a function of a known name. */
export function isCall(site: Site): boolean {
  return site.kind == "call" || site.kind == "tail";
}

/** Whether control may go on behind the site in the same call. */
export function mayContinue(site: Site): boolean {
  return !isLeaf(site) && site.kind != "tail";
}

/** Calls `visit` on every statement, outer before inner. */
export function eachStmt(body: readonly Stmt[], visit: (s: Stmt, pad: string | null) => void, pad: string | null = null): void {
  for (const s of body) {
    visit(s, pad);
    if (s.kind == "block") eachStmt(s.body, visit, s.pad ? s.label : pad);
    else if (s.kind == "loop") eachStmt(s.body, visit, pad);
    else if (s.kind == "guard") eachStmt(s.then, visit, pad);
    else if (s.kind == "try") for (const part of [s.body, s.handler, s.cleanup]) eachStmt(part ?? [], visit, pad);
    else if (s.kind == "if") {
      eachStmt(s.then, visit, pad);
      eachStmt(s.else, visit, pad);
    }
  }
}

/** Whether `test` holds for a statement of `body`. */
export function someStmt(body: readonly Stmt[], test: (s: Stmt, pad: string | null) => boolean): boolean {
  let found = false;
  eachStmt(body, (s, pad) => void (found ||= test(s, pad)));
  return found;
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
      case "make": s.args = s.args.map(visit); break;
      case "give": s.value = visit(s.value); break;
    }
  });
}

/** Calls `visit` on each expression. */
export function eachExpr(body: readonly Stmt[], visit: (e: Expr) => void): void {
  mapExprs(body, e => {
    visit(e);
    return e;
  });
}

/** Calls `visit` on each node of each expression, operands first, with their kinds. */
export function eachNode(body: readonly Stmt[], visit: (e: Expr, id: ExpressionId) => void): void {
  eachExpr(body, e => walk(e, visit));
}

/** `s` with `list` done to the lists of statements in it. */
export function mapParts(s: Stmt, list: (body: Stmt[]) => Stmt[]): Stmt {
  switch (s.kind) {
    case "block": case "loop": return { ...s, body: list(s.body) };
    case "if": return { ...s, then: list(s.then), else: list(s.else) };
    case "guard": return { ...s, then: list(s.then) };
    case "try": return { ...s, body: list(s.body), handler: s.handler && list(s.handler), cleanup: s.cleanup && list(s.cleanup) };
    default: return s;
  }
}

/** Renumbers the locals of `body` in place. */
export function mapLocals(body: readonly Stmt[], map: (local: number) => number): void {
  eachExpr(body, e => renumber(e, map));
  eachStmt(body, s => {
    switch (s.kind) {
      case "unwind": s.status = map(s.status); break;
      case "guard": case "dropped": s.promises = s.promises.map(map); break;
      case "await": s.site.result = map(s.site.result); break;
      case "start": s.start.result = map(s.start.result); break;
      case "join": case "joined": s.promise = map(s.promise); break;
      case "make": s.result = map(s.result); break;
    }
  });
}

/** Whether control can run past the last statement of `body`. */
export function endsOpen(body: readonly Stmt[]): boolean {
  return body.length == 0 || isOpen(body[body.length - 1]);
}

/** Whether control can run past `s`. */
function isOpen(s: Stmt): boolean {
  switch (s.kind) {
    case "return": case "unwind": case "throw": case "trap": case "switch": return false;
    case "br": return s.cond != 0;
    case "block": return s.pad || endsOpen(s.body) || mentions(s.body, s.label);
    case "loop": return endsOpen(s.body);
    case "if": return endsOpen(s.then) || endsOpen(s.else);
    default: return true;
  }
}

/** `body` without what stands behind statements that control does not run past. `stops`: others of which that is known. */
export function cutDead(body: readonly Stmt[], stops: (s: Stmt) => boolean = () => false): Stmt[] {
  const out: Stmt[] = [];
  for (const s of body) {
    const cut = mapParts(s, part => cutDead(part, stops));
    out.push(cut);
    if (stops(s)) {
      out.push({ kind: "trap" });
      break;
    }
    if (!isOpen(cut)) break;
  }
  return out;
}

/** Whether a branch in `body` leads to `label`. */
export function mentions(body: readonly Stmt[], label: string): boolean {
  return body.some(s => {
    switch (s.kind) {
      case "br": return s.label == label;
      case "switch": return s.fallback == label || s.labels.includes(label);
      case "block": case "loop": return mentions(s.body, label);
      case "guard": return mentions(s.then, label);
      case "try": return [s.body, s.handler, s.cleanup].some(part => part && mentions(part, label));
      case "if": return mentions(s.then, label) || mentions(s.else, label);
      default: return false;
    }
  });
}
