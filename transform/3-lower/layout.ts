// Frames of the whole program, callees before callers: data flow, states, places, and the exact stack maximum of each function.
//
// A child's stack lies inside its owner's frame; stacks.ts adds up the rest. A function that can't suspend and keeps nothing in its frame has none, and takes no frame pointer.

import type { Module } from "assemblyscript";
import { buildGraph, type Graph } from "./cfg.js";
import type { Lowered } from "./emit/context.js";
import { layOut, resultBytes, type Extra, type FrameForm } from "./frame.js";
import { cleanAt, liveAcross } from "./liveness.js";
import { eachStmt, type AsyncFunction, type Site } from "./norm.js";
import { namesIn, type Group } from "./order.js";
import { placesOf } from "./places.js";
import { setStacks, type Activation, type Pass } from "./stacks.js";

export interface LayoutContext {
  readonly module: Module;
  readonly functions: ReadonlyMap<string, AsyncFunction>;
  readonly extra: Extra;
  suspends(name: string): boolean;
  throws(name: string): boolean;
  /** n of a @depth function; 0 for others. */
  depthOf(name: string): number;
}

export interface Layout {
  readonly form: FrameForm;
  readonly lowered: ReadonlyMap<string, Lowered>;
  readonly stackBytes: ReadonlyMap<string, number>;
  /** Functions with a resume function, by index. */
  readonly resumes: readonly string[];
  /** Functions that take a frame pointer. */
  readonly framed: ReadonlySet<string>;
}

/** What the frame of a function is laid out by, whatever the form. */
interface Flow extends Pick<Lowered, "fn" | "graph" | "places" | "reached" | "across" | "clean" | "states"> {
  /** The first state after those of `states`. */
  readonly stateEnd: number;
  /** What it awaits whose frames lie behind its own or, `isTail`, in its place. */
  readonly awaits: readonly { readonly callee: string; readonly isTail: boolean }[];
}

/** Lays out all functions, callees first, in the first of the forms that they fit: the last takes all. */
export function layOutAll(cx: LayoutContext, groups: readonly Group[], forms: readonly FrameForm[]): Layout {
  const flows = new Map(namesIn(groups).map(name => [name, flowOf(cx, cx.functions.get(name)!)]));
  for (const form of forms) {
    const layout = layOutIn(cx, groups, flows, form);
    if (layout) return layout;
  }
  throw new Error("the program is too large for the wide form of frames");
}

/** null when something does not fit the narrow form */
function layOutIn(cx: LayoutContext, groups: readonly Group[], flows: ReadonlyMap<string, Flow>, form: FrameForm): Layout | null {
  const kept = namesIn(groups);
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
    if (cx.suspends(name) && flows.get(name)!.states.size) indices.set(name, resumes.push(name) - 1);
  }
  if (resumes.length > 1 << form.indexBits || !form.wide && kept.some(name => flows.get(name)!.stateEnd > form.stateMax)) return null;
  for (const { names } of groups) {
    const laid = names.map(name => layOutOne(cx, flows.get(name)!, form, stackBytes));
    if (!laid.every(one => one != null)) return null;
    stepsAsync ||= laid.some(({ states }) => [...states.keys()].some(site => site.kind == "step"));
    const awaits = names.map(name => flows.get(name)!.awaits);
    // Each function of a recursion calls all others, in the end.
    const usesFrame = names.some((name, i) => cx.suspends(name) || ownsStorage(laid[i].fn) || awaits[i].some(call => framed.has(call.callee)));
    const activations = names.map((name, i): [string, Activation] => {
      const { fn, frame } = laid[i];
      const callsOut = awaits[i].some(call => !call.isTail && (names.includes(call.callee) || (stackBytes.get(call.callee) ?? 0) > 0));
      const index = indices.get(name) ?? -1;
      lowered.set(name, { ...laid[i], index, takesFrame: usesFrame });
      return [name, {
        frameBytes: index >= 0 || ownsStorage(fn) || callsOut ? frame.bytes : 0,
        rootBytes: endBytes(cx, name, form),
        calls: awaits[i],
      }];
    });
    if (usesFrame) {
      for (const name of names) framed.add(name);
      setStacks(stackBytes, new Map(activations), passesOf(cx, names, laid, form));
    } else for (const name of names) stackBytes.set(name, 0);
  }
  // From an async generator to who awaits its step, and from a child to its owner: anywhere in the stack of a task.
  const hasChildren = kept.some(name => cx.functions.get(name)!.children.length > 0);
  if ((stepsAsync || hasChildren) && Math.max(...stackBytes.values()) > form.distanceMax) return null;
  return { form, lowered, stackBytes, resumes, framed };
}

type Laid = Omit<Lowered, "index" | "takesFrame">;

function flowOf(cx: LayoutContext, fn: AsyncFunction): Flow {
  const graph = buildGraph(fn.body);
  const { across, atEntry } = liveAcross(cx.module, graph, fn.locals.length);
  const { states, next } = statesOf(cx, fn, graph);
  return {
    fn, graph, states,
    stateEnd: next,
    awaits: awaitsOf(cx, fn),
    places: placesOf(cx.module, fn, graph, atEntry),
    reached: new Set(across.keys()),
    across: new Map([...across].filter(([site]) => states.has(site))),
    clean: cleanAt(graph, across, fn.locals.length),
  };
}

/** Lays out one function, whose children have stacks; null when it does not fit the narrow form. */
function layOutOne(cx: LayoutContext, flow: Flow, form: FrameForm, stackBytes: ReadonlyMap<string, number>): Laid | null {
  const { fn, stateEnd } = flow;
  if (stateEnd > form.stateMax) throw new Error(`${fn.name}: more than ${form.stateMax} states`);
  const childBytes = fn.children.map(c => Math.max(stackBytes.get(c.callee) ?? 0, endBytes(cx, c.callee, form)));
  const areaBytes = fn.areas.map(area => area.bytes + (area.generator ? stackBytes.get(area.generator)! : 0));
  const frame = layOut(fn, flow.across, flow.places, childBytes, areaBytes, form, cx.extra);
  return frame.bytes > form.distanceMax ? null : { ...flow, frame };
}

/** Bytes of a root frame that hold what its task ends with. */
function endBytes(cx: LayoutContext, name: string, form: FrameForm): number {
  return form.bytes + resultBytes(cx.functions.get(name)!, cx.throws(name));
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

function ownsStorage(fn: AsyncFunction): boolean {
  return fn.areas.length > 0 || fn.children.length > 0;
}

function awaitsOf(cx: LayoutContext, fn: AsyncFunction): { callee: string; isTail: boolean }[] {
  const out: { callee: string; isTail: boolean }[] = [];
  eachStmt(fn.body, s => {
    // The stack of a generator that is stepped lies in an area, that of a function that is not async in static memory.
    if (s.kind == "await" && s.site.callee && s.site.kind != "step" && !cx.functions.get(s.site.callee)!.isPlain) out.push({ callee: s.site.callee, isTail: s.site.kind == "tail" });
  });
  return out;
}

/** The @depth functions among `names`. */
function passesOf(cx: LayoutContext, names: readonly string[], laid: readonly Laid[], form: FrameForm): Map<string, Pass> {
  const passes = new Map<string, Pass>();
  names.forEach((name, i) => {
    const count = cx.depthOf(name);
    if (!count) return;
    // Its caller links the frame of a callee that throws; guard words and the control blocks of children are written first of all.
    const writes = cx.extra.guard > 0 || ownsStorage(laid[i].fn);
    passes.set(name, { count, excessBytes: writes ? laid[i].frame.bytes : form.bytes });
  });
  return passes;
}
