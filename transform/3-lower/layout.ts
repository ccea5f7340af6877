// Frames of the whole program, callees before callers: data flow, states, places, and the exact stack maximum of each function.
//
// stack(F) = frame(F) + the deepest stack of what F awaits; a tail call takes F's place instead; a child's stack lies inside
// frame(F). A function that can't suspend and keeps nothing in its frame has none, and takes no frame pointer.

import type { Module } from "assemblyscript";
import { buildGraph, type Graph } from "./cfg.js";
import type { Lowered } from "./emit/context.js";
import { layOut, resultBytes, type Extra, type HeaderForm } from "./frame.js";
import { cleanAt, liveAcross } from "./liveness.js";
import { eachStmt, type AsyncFunction, type Site } from "./norm.js";

export interface LayoutContext {
  readonly module: Module;
  readonly functions: ReadonlyMap<string, AsyncFunction>;
  readonly extra: Extra;
  suspends(name: string): boolean;
  throws(name: string): boolean;
}

export interface Layout {
  readonly form: HeaderForm;
  readonly lowered: ReadonlyMap<string, Lowered>;
  readonly stackBytes: ReadonlyMap<string, number>;
  /** Functions with a resume function, by index. */
  readonly resumes: readonly string[];
  /** Functions that take a frame pointer. */
  readonly framed: ReadonlySet<string>;
}

/** Lays out all functions, callees first; null when something does not fit the narrow form. */
export function layOutAll(cx: LayoutContext, kept: readonly string[], form: HeaderForm): Layout | null {
  const lowered = new Map<string, Lowered>();
  const stackBytes = new Map<string, number>();
  const resumes: string[] = [];
  const framed = new Set<string>();
  const indices = new Map<string, number>();
  let stepsAsync = false;
  // Each dispatcher has a range of its own: tasks, then async generators, which suspend within them, then generators.
  const rank = (name: string): number => {
    const { item } = cx.functions.get(name)!;
    return !item ? 0 : item.isAsync ? 1 : 2;
  };
  for (const name of [0, 1, 2].flatMap(range => kept.filter(n => rank(n) == range))) {
    if (!cx.suspends(name) || !hasOwnSites(cx, name)) continue;
    indices.set(name, resumes.push(name) - 1);
  }
  if (resumes.length > 1 << form.indexBits) return null;
  for (const name of kept) {
    const fn = cx.functions.get(name)!;
    const graph = buildGraph(fn.body);
    const across = liveAcross(cx.module, graph, fn.locals.length);
    const { states, next } = statesOf(cx, fn, graph);
    for (const site of states.keys()) stepsAsync ||= site.kind == "step";
    if (next > form.stateMax) {
      if (!form.wide) return null;
      throw new Error(`${name}: more than ${form.stateMax} states`);
    }
    const suspended = new Map([...across].filter(([site]) => states.has(site)));
    const atEnd = (name: string): number => form.bytes + resultBytes(cx.functions.get(name)!, cx.throws(name));
    const childBytes = fn.children.map(c => Math.max(stackBytes.get(c.callee) ?? 0, atEnd(c.callee)));
    const areaBytes = fn.areas.map(area => area.bytes + (area.generator ? stackBytes.get(area.generator)! : 0));
    const frame = layOut(fn, suspended, childBytes, areaBytes, form, cx.extra);
    if (frame.bytes > form.distanceMax) return null;
    let deepest = 0;
    let tail = 0;
    let usesFrame = cx.suspends(name) || fn.areas.length > 0 || fn.children.length > 0;
    eachStmt(fn.body, s => {
      if (s.kind != "await" || !s.site.callee || s.site.kind == "step") return; // a generator's stack lies in an area
      if (framed.has(s.site.callee)) usesFrame = true;
      const bytes = stackBytes.get(s.site.callee) ?? 0;
      if (s.site.kind == "tail") tail = Math.max(tail, bytes);
      else deepest = Math.max(deepest, bytes);
    });
    const index = indices.get(name) ?? -1;
    const needsFrame = index >= 0 || fn.areas.length > 0 || fn.children.length > 0 || deepest > 0;
    stackBytes.set(name, usesFrame ? Math.max(needsFrame ? frame.bytes + deepest : 0, tail, atEnd(name)) : 0);
    if (usesFrame) framed.add(name);
    const clean = cleanAt(graph, across, fn.locals.length);
    lowered.set(name, { fn, graph, frame, reached: new Set(across.keys()), across: suspended, clean, states, index, takesFrame: usesFrame });
  }
  // From an async generator to who awaits its step: anywhere in the stack of a task.
  if (stepsAsync && Math.max(...stackBytes.values()) > form.distanceMax) return null;
  return { form, lowered, stackBytes, resumes, framed };
}

/** Numbers the awaits that may suspend in this frame, in the order of the source: even, or odd with a landing pad behind. */
function statesOf(cx: LayoutContext, fn: AsyncFunction, graph: Graph): { states: Map<Site, number>; next: number } {
  const isPadded = new Map<Site, boolean>();
  for (const { end } of graph.blocks) {
    if (end.kind == "await") isPadded.set(end.site, end.pad != null || end.site.kind == "parkOrCancel");
  }
  const states = new Map<Site, number>();
  let next = 2;
  eachStmt(fn.body, s => {
    if (s.kind != "await" || s.site.kind == "tail" || s.site.kind == "call" && !cx.suspends(s.site.callee)) return;
    const padded = isPadded.get(s.site);
    if (padded === undefined) return; // cannot be reached
    if (padded) next |= 1;
    else next += next & 1;
    states.set(s.site, next);
    next += 2;
  });
  return { states, next };
}

/** Whether the function suspends in a place that needs its frame (not only in tail calls). */
function hasOwnSites(cx: LayoutContext, name: string): boolean {
  let found = false;
  eachStmt(cx.functions.get(name)!.body, s => {
    if (s.kind == "await" && s.site.kind != "tail" && (s.site.kind != "call" || cx.suspends(s.site.callee))) found = true;
  });
  return found;
}
