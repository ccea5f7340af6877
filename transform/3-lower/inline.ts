// Small async callees -> their bodies in the caller, before frames are made.
//
// A chain of twenty small async functions becomes one state machine with one frame, as Rust's nested futures do. It is done
// on the normal form and not by Binaryen's own inlining, which would run too late (after the lowering) and would also inline
// into places that start tasks. Also here: `return await g()` becomes a tail call that takes the caller's place.

import { ExpressionId, TypeRef, type Module } from "assemblyscript";
import { eachExpr, eachStmt, mapParts, mentions, UNWIND_ERROR, type AsyncFunction, type Site, type Stmt } from "./norm.js";
import { AREA, AREA_END } from "./marks.js";
import { localOf, nodesOf, operand, rewrite, targetOf, walk } from "./nodes.js";
import { raw, type Expr } from "./raw.js";
import { zero } from "./zero.js";

/** Largest callee in IR nodes that is inlined at each of its calls; and when it has only one. */
export interface InlineLimits {
  readonly many: number;
  readonly once: number;
  /** Callers stop growing here. */
  readonly caller: number;
}

export interface InlineContext {
  readonly module: Module;
  readonly limits: InlineLimits;
  function(name: string): AsyncFunction | undefined;
  /** How many calls of the function are left in the program. */
  callCount(name: string): number;
  /** Weight of a callee, whose own calls were looked at before. */
  weightOf(callee: AsyncFunction): number;
  /** Whether it is a @depth function, which each cycle of calls must go through. */
  isDepth(name: string): boolean;
  /** Called for each expression that was copied, with all that is below it. */
  copied(original: Expr, copy: Expr): void;
  /** Called with the name of each function that was inlined somewhere. */
  inlined(name: string): void;
}

/** Weight of a body in IR nodes. */
export function weigh(fn: AsyncFunction): number {
  return weighStmts(fn.body);
}

export function weighStmts(body: readonly Stmt[]): number {
  let weight = 0;
  eachStmt(body, () => void weight++);
  eachExpr(body, e => void (weight += nodesOf(e)));
  return weight;
}

/** Most bytes of frame storage that a callee may bring along. */
const STORAGE_BYTES_MAX = 32;

/** Inlines into `fn` what the limits allow. Callees come first, so that what they took in counts. */
export function inlineCalls(cx: InlineContext, fn: AsyncFunction): void {
  if (fn.forwards) return;
  let weight = weigh(fn);
  let serial = 0;
  /** Where the storage of a callee begins among the areas. One activation awaits one call at a time, so all calls of it share that. */
  const storage = new Map<string, number>();
  const inList = (stmts: Stmt[]): Stmt[] => stmts.flatMap<Stmt>(s => {
    switch (s.kind) {
      case "block": case "loop": s.body = inList(s.body); return [s];
      case "if": s.then = inList(s.then); s.else = inList(s.else); return [s];
      case "await": break;
      default: return [s];
    }
    const callee = s.site.kind == "call" ? cx.function(s.site.callee) : undefined;
    if (!callee || cx.isDepth(callee.name) || !inlinable(callee) && !hasSmallStorage(callee)) return [s];
    const calleeWeight = cx.weightOf(callee);
    const limit = cx.callCount(callee.name) == 1 ? cx.limits.once : cx.limits.many;
    if (calleeWeight > limit || weight + calleeWeight > cx.limits.caller) return [s];
    weight += calleeWeight;
    cx.inlined(callee.name);
    let areaBase = storage.get(callee.name);
    if (areaBase === undefined) {
      storage.set(callee.name, areaBase = fn.areas.length);
      fn.areas.push(...callee.areas);
    }
    return paste(cx, fn, callee, s.site, `~i${fn.locals.length}.${serial++}`, areaBase);
  });
  fn.body = inList(fn.body);
}

/** Whether the body of `callee` can stand in another function. */
export function inlinable(callee: AsyncFunction): boolean {
  // Frame storage would stand beside the caller's for good instead of overlapping with other callees'.
  return !callee.forwards && !callee.children.length && !callee.areas.length;
}

/** Whether only its frame storage speaks against that, and is so small that its header and state would take as much. */
function hasSmallStorage(callee: AsyncFunction): boolean {
  const bytes = callee.areas.reduce((sum, area) => area.generator ? Infinity : sum + area.bytes, 0);
  return bytes <= STORAGE_BYTES_MAX && !callee.scopes.length && inlinable({ ...callee, areas: [] });
}

/** What copying into another function needs. */
export type CopyContext = Pick<InlineContext, "module" | "copied">;

/**
 * The callee's body as statements of the caller, its result in `site.result`.
 * @param areaBase number of the caller's area that the callee's first one becomes
 * @param given what stands at each yield of a generator
 */
export function paste(
  cx: CopyContext, fn: AsyncFunction, callee: AsyncFunction, site: Pick<Site, "args" | "result" | "origin" | "quiet">, tag: string, areaBase = 0,
  given: (value: Expr, origin: Expr) => Stmt[] = () => [],
): Stmt[] {
  const { module } = cx;
  const base = fn.locals.length - 1; // callee local i (from 1) -> base + i
  fn.locals.push(...callee.locals.slice(1));
  for (const local of callee.managed) fn.managed.add(base + local);
  const set = (local: number, value: Expr): Stmt => ({ kind: "code", expr: raw._BinaryenLocalSet(module.ref, local, value) });
  const out: Stmt[] = site.args.map((arg, i) => set(base + 1 + i, arg));
  const fresh = setFirst(callee);
  for (let local = callee.paramCount + 1; local < callee.locals.length; local++) {
    if (!fresh.has(local) && !callee.settled.has(local)) out.push(set(base + local, zero(module, callee.locals[local])));
  }
  for (let local = 1; local < callee.locals.length; local++) fn.settled.add(base + local);
  fn.asks ||= callee.asks;
  const local = (i: number): number => i < 0 ? -1 : i == 0 ? 0 : base + i;
  const expr = (e: Expr): Expr => copyInto(cx, e, local, tag, areaBase);
  const end = `${tag}.end`;
  const list = (stmts: readonly Stmt[]): Stmt[] => stmts.flatMap<Stmt>(s => {
    switch (s.kind) {
      case "code": return [{ kind: "code", expr: expr(s.expr) }];
      case "block": return [{ kind: "block", label: tag + s.label, body: list(s.body), pad: s.pad }];
      case "loop": return [{ kind: "loop", label: tag + s.label, body: list(s.body) }];
      case "if": return [{ kind: "if", cond: expr(s.cond), then: list(s.then), else: list(s.else) }];
      case "br": return [{ kind: "br", label: tag + s.label, cond: s.cond && expr(s.cond) }];
      case "switch": return [{ kind: "switch", labels: s.labels.map(l => tag + l), fallback: tag + s.fallback, cond: expr(s.cond) }];
      case "return": {
        const leave: Stmt = { kind: "br", label: end, cond: 0 };
        if (!s.value) return [leave];
        const value = expr(s.value);
        return [site.result >= 0 ? set(site.result, value) : { kind: "code", expr: module.drop(value) }, leave];
      }
      case "unwind": {
        // Only the library's functions that step a generator are quiet somewhere, and they catch nothing.
        if (site.quiet && s.status == UNWIND_ERROR) return [{ kind: "trap" }];
        return [{ kind: "unwind", status: s.status < 0 ? s.status : local(s.status) }];
      }
      case "throw": return [{ ...s, value: expr(s.value) }];
      case "try": return [{ kind: "try", body: list(s.body), handler: s.handler && list(s.handler), cleanup: s.cleanup && list(s.cleanup) }];
      case "guard": return [{ ...s, promises: s.promises.map(local), then: list(s.then) }];
      case "dropped": return [{ ...s, promises: s.promises.map(local) }];
      case "join": return [{ ...s, promise: local(s.promise) }];
      case "landed": return [s];
      case "joined": return [{ kind: "joined", promise: local(s.promise) }];
      case "await": {
        const via = [...s.site.via ?? [], { name: callee.name, origin: site.origin }];
        const copy: Site = { ...s.site, args: s.site.args.map(expr), result: local(s.site.result), via, quiet: s.site.quiet || site.quiet };
        if (copy.kind != "tail") return [{ kind: "await", site: copy }];
        // In the caller it is the last act no more.
        copy.kind = "call";
        const out: Stmt[] = [{ kind: "await", site: copy }];
        if (site.result >= 0) out.push(set(site.result, module.local_get(copy.result, fn.locals[copy.result])));
        out.push({ kind: "br", label: end, cond: 0 });
        return out;
      }
      case "start": case "make": throw new Error("functions with children are not inlined");
      case "give": return given(expr(s.value), s.origin);
      case "trap": return [{ kind: "trap" }];
    }
  });
  const body = list(callee.body);
  dropLeaves(body, end);
  if (mentions(body, end)) out.push({ kind: "block", label: end, body, pad: false });
  else out.push(...body);
  return out;
}

/** Takes out of `body` the branches to `end`, which stands right behind it, where control gets there without them. */
function dropLeaves(body: Stmt[], end: string): void {
  const last = body[body.length - 1] as Stmt | undefined;
  if (last?.kind == "br" && last.label == end && !last.cond) body.pop();
  else if (last?.kind == "block" && !last.pad) dropLeaves(last.body, end);
  else if (last?.kind == "if") {
    dropLeaves(last.then, end);
    dropLeaves(last.else, end);
  }
}

/** Variables that the code in front of the first branch or await sets before anything reads them. */
function setFirst(fn: AsyncFunction): Set<number> {
  const read = new Set<number>();
  const fresh = new Set<number>();
  /** @returns whether control surely gets behind `body` */
  const list = (body: readonly Stmt[]): boolean => body.every(s => {
    if (s.kind == "block" || s.kind == "loop") return list(s.body);
    if (s.kind != "code") return false;
    let branches = false; // within: it leaves no code
    walk(s.expr, (e, id) => {
      if (id == ExpressionId.LocalGet) read.add(raw._BinaryenLocalGetGetIndex(e));
      branches ||= id == ExpressionId.If || id == ExpressionId.Loop || id == ExpressionId.Break || id == ExpressionId.Switch;
    });
    // All reads of a statement count as reads in front of its sets.
    const note = (e: Expr): void => {
      if (raw._BinaryenExpressionGetId(e) != ExpressionId.LocalSet) return;
      const local = raw._BinaryenLocalSetGetIndex(e);
      if (!read.has(local)) fresh.add(local);
    };
    if (branches) note(s.expr); // the last that it does
    else walk(s.expr, note);
    return true;
  });
  list(fn.body);
  return fresh;
}

/** Copies statements inside one function, for a second place: the labels they define get `tag` in front. */
export function copyStmts(cx: CopyContext, stmts: readonly Stmt[], tag: string): Stmt[] {
  const own = new Set<string>();
  eachStmt(stmts, s => {
    if (s.kind == "block" || s.kind == "loop") own.add(s.label);
  });
  const label = (name: string): string => own.has(name) ? tag + name : name;
  const expr = (e: Expr): Expr => copyInto(cx, e, i => i, tag);
  const list = (body: readonly Stmt[]): Stmt[] => body.map<Stmt>(s => {
    switch (s.kind) {
      case "code": return { kind: "code", expr: expr(s.expr) };
      case "block": case "loop": return { ...s, label: label(s.label), body: list(s.body) };
      case "if": return { ...s, cond: expr(s.cond), then: list(s.then), else: list(s.else) };
      case "br": return { kind: "br", label: label(s.label), cond: s.cond && expr(s.cond) };
      case "switch": return { kind: "switch", labels: s.labels.map(label), fallback: label(s.fallback), cond: expr(s.cond) };
      case "return": return { kind: "return", value: s.value && expr(s.value) };
      case "await": return { kind: "await", site: { ...s.site, args: s.site.args.map(expr) } };
      case "give": case "throw": return { ...s, value: expr(s.value) };
      case "start": case "make": throw new Error("children are not copied");
      default: return { ...mapParts(s, list) };
    }
  });
  return list(stmts);
}

function copyInto(cx: CopyContext, e: Expr, local: (i: number) => number, tag: string, areaBase = 0): Expr {
  const { module } = cx;
  const copy = module.copyExpression(e);
  cx.copied(e, copy);
  const rename = (ptr: number): number => {
    const name = module.readStringCached(ptr);
    return name ? module.allocStringCached(tag + name) : 0;
  };
  return rewrite(copy, (n, id) => {
    switch (id) {
      case ExpressionId.LocalGet: raw._BinaryenLocalGetSetIndex(n, local(raw._BinaryenLocalGetGetIndex(n))); break;
      case ExpressionId.LocalSet: raw._BinaryenLocalSetSetIndex(n, local(raw._BinaryenLocalSetGetIndex(n))); break;
      case ExpressionId.Block: {
        const name = raw._BinaryenBlockGetName(n);
        if (name) raw._BinaryenBlockSetName(n, rename(name));
        break;
      }
      case ExpressionId.Loop: {
        const name = raw._BinaryenLoopGetName(n);
        if (name) raw._BinaryenLoopSetName(n, rename(name));
        break;
      }
      case ExpressionId.Call: {
        const target = areaBase ? targetOf(module, n) : null;
        if (target == AREA || target == AREA_END) {
          raw._BinaryenConstSetValueI32(operand(n, 0), raw._BinaryenConstGetValueI32(operand(n, 0)) + areaBase);
        }
        break;
      }
      case ExpressionId.Break: raw._BinaryenBreakSetName(n, rename(raw._BinaryenBreakGetName(n))); break;
      case ExpressionId.Switch: {
        const count = raw._BinaryenSwitchGetNumNames(n);
        for (let i = 0; i < count; i++) raw._BinaryenSwitchSetNameAt(n, i, rename(raw._BinaryenSwitchGetNameAt(n, i)));
        raw._BinaryenSwitchSetDefaultName(n, rename(raw._BinaryenSwitchGetDefaultName(n)));
        break;
      }
    }
    return n;
  });
}

/**
 * Turns `return await g()` into a tail call: `g` takes this activation's place, frame included, so the last call of a chain
 * costs no memory. Not where the frame still holds something `g` may use: areas or children. Await stacks don't show the caller then, so
 * debug builds do without.
 */
export function makeTailCalls(fn: AsyncFunction): void {
  if (fn.areas.length || fn.children.length) return;
  const inList = (stmts: Stmt[], padded: boolean): void => {
    for (let i = 0; i < stmts.length; i++) {
      const s = stmts[i];
      if (s.kind == "block") inList(s.body, padded || s.pad);
      else if (s.kind == "loop") inList(s.body, padded);
      else if (s.kind == "if") {
        inList(s.then, padded);
        inList(s.else, padded);
      } else if (s.kind == "await" && s.site.kind == "call" && !padded && returnsResult(fn, s.site, stmts[i + 1])) {
        s.site.kind = "tail";
        stmts.splice(i + 1);
      }
    }
  };
  inList(fn.body, false);
}

function returnsResult(fn: AsyncFunction, site: Site, next: Stmt | undefined): boolean {
  if (next?.kind != "return") return false;
  if (fn.result == TypeRef.None) return site.type == TypeRef.None && !next.value;
  return site.result >= 0 && next.value != 0 && localOf(next.value) == site.result;
}
