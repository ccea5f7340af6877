// What a program uses of the runtime and how its functions are called, found in its code: the rest of the library becomes dead code.

import type { Library } from "../2-desugar/library.js";
import { ExpressionId, type Module } from "assemblyscript";
import { buildGraph, successors } from "./cfg.js";
import type { Source } from "./collect.js";
import { RESUME, type Lowered } from "./emit/context.js";
import { eachNode, eachStmt, isCall, mayContinue, someStmt, type AsyncFunction, type Site, type Stmt } from "./norm.js";
import { loadsFrom, someExpr, targetOf } from "./nodes.js";
import { someName, type Mentions } from "./mentions.js";
import type { LibraryNames } from "./names.js";
import { namesIn, type Group } from "./order.js";
import { raw, type Expr } from "./raw.js";
import { TASK_BYTES, TASK_FLAGS, TASK_TOP, type FrameForm, type HeaderForm } from "./frame.js";
import type { Spawned } from "./pools.js";
import type { Pool } from "./starts.js";

/** More operations than a ring has entries. */
export const MANY = 0x7fffffff;

export interface Code {
  readonly module: Module;
  readonly library: Library;
  readonly lib: LibraryNames;
  /** In normal form. */
  readonly functions: ReadonlyMap<string, AsyncFunction>;
  /** Functions that are not async; what they call. */
  readonly plain: ReadonlyMap<string, Source>;
  readonly mentions: ReadonlyMap<string, Mentions>;
}

/** Whether `fn` suspends by itself, or awaits one of `suspending`. */
export function canSuspend(fn: AsyncFunction, suspending: ReadonlySet<string>): boolean {
  return someStmt(fn.body, s => s.kind == "await" && (!isCall(s.site) || suspending.has(s.site.callee)));
}

/** How functions suspend and are called. */
export interface Suspensions {
  /** Whether any task waits for a wake, yields, sleeps. */
  readonly parks: boolean;
  readonly yields: boolean;
  readonly sleeps: boolean;
  /** Functions that take their caller's place, and those that are started as children. */
  readonly tails: ReadonlySet<string>;
  readonly started: ReadonlySet<string>;
}

/** What the program's tasks do, as far as that decides what is kept of each. */
export interface TaskUses extends Suspensions {
  readonly cancels: boolean;
  readonly throws: boolean;
  /** Whether any task can end. */
  readonly ends: boolean;
  /** Whether anything looks at the flags of a task. */
  readonly usesFlags: boolean;
  /** Whether tasks note which of their frames is on top. */
  readonly usesTop: boolean;
}

export interface TaskFacts {
  readonly cancels: boolean;
  readonly throws: boolean;
  /** Whether a collector looks at frames. */
  readonly collects: boolean;
  /** Whether the host looks at the calls it starts otherwise than for the end of `main`. */
  readonly hostCalls: boolean;
  /** Slots of the functions whose tasks lie in pools; those that never complete. */
  readonly pooled: ReadonlyMap<string, number>;
  readonly endless: ReadonlySet<string>;
  readonly suspending: ReadonlySet<string>;
  readonly spawned: ReadonlyMap<string, Spawned>;
}

export function taskUses(
  code: Code, kept: readonly string[], { cancels, throws, collects, hostCalls, pooled, endless, suspending, spawned }: TaskFacts,
): TaskUses {
  const suspensions = suspensionsOf(code, kept);
  const { parks, started } = suspensions;
  const completes = (name: string): boolean => !endless.has(name);
  const ends = cancels || throws || [...started, ...pooled.keys()].some(completes);
  const aloneEnds = [...pooled].some(([name, slots]) => slots == 1 && completes(name)); // by its flags the only slot is known to be free again
  const hasHandles = [...spawned.values()].some(({ handles, isScoped }) => handles > 0 || isScoped);
  const usesFlags = collects || parks || cancels || throws || aloneEnds || hostCalls || started.size > 0 || hasHandles;
  const isCaller = (s: Stmt): boolean => s.kind == "await" && mayContinue(s.site) && (!isCall(s.site) || suspending.has(s.site.callee));
  const callers = kept.some(name => someStmt(code.functions.get(name)!.body, isCaller));
  return { ...suspensions, cancels, throws, ends, usesFlags, usesTop: collects || callers }; // a collector visits no frame of a task that has none yet
}

/** As much of a task (assembly/task.ts) as that needs. */
function taskBytes({ usesTop, usesFlags }: TaskUses): number {
  return usesTop ? TASK_BYTES : usesFlags ? TASK_TOP : TASK_FLAGS;
}

export function taskForm(form: HeaderForm, uses: TaskUses, collects: boolean, hasWheel: boolean): FrameForm {
  const ownerBytes = form.wide && uses.ends ? 4 : 0;
  return {
    ...form, taskBytes: taskBytes(uses), ownerBytes, childPrefix: (collects ? 8 : 0) + ownerBytes,
    backBytes: hasWheel && uses.cancels ? 4 : 0,
  };
}

function suspensionsOf(code: Code, kept: readonly string[]): Suspensions {
  const tails = new Set<string>();
  const started = new Set<string>();
  let parks = false;
  let yields = false;
  let sleeps = false;
  for (const name of kept) {
    eachStmt(code.functions.get(name)!.body, s => {
      if (s.kind == "start") started.add(s.start.callee);
      if (s.kind != "await") return;
      const { kind, callee } = s.site;
      parks ||= kind == "park" || kind == "parkOrCancel";
      yields ||= kind == "yield";
      sleeps ||= kind == "sleep";
      if (kind == "tail") tails.add(callee);
    });
  }
  return { parks, yields, sleeps, tails, started };
}

/** Whether anything can ask a task to stop: the host for calls it started, activations that end children, and code that uses handles. */
export function mayCancel(
  { module: m, library, lib, functions, plain, mentions }: Code, kept: readonly string[], hasExports: boolean, unwinds: (site: Site) => boolean,
): boolean {
  const drops = (expr: Expr): boolean => someExpr(expr, (e, id) => {
    const target = id == ExpressionId.Call ? targetOf(m, e) : null;
    return target != null && (target == lib.childDrop || target == lib.childLose);
  });
  if (hasExports || kept.some(name => dropsChildren(functions.get(name)!, drops, unwinds))) return true;
  const cancelling = ["cancelTask", "sleeperRemove"].map(name => library.find(name)?.internalName);
  const others = [library.find("tacet_cancel")?.internalName, lib.childDrop, lib.childLose];
  const isCancelling = (name: string): boolean => cancelling.includes(name);
  return [...plain.keys()].some(name => !others.includes(name) && someName(mentions.get(name)!.targets, isCancelling) && m.hasFunction(name));
}

/** Whether an activation of `fn` may end children other than in a landing pad that only a cancel leads to. */
function dropsChildren(fn: AsyncFunction, drops: (expr: Expr) => boolean, unwinds: (site: Site) => boolean): boolean {
  if (!someStmt(fn.body, s => s.kind == "code" && drops(s.expr))) return false;
  const work = [buildGraph(fn.body).entry];
  const seen = new Set(work);
  for (let block = work.pop(); block; block = work.pop()) {
    if (block.items.some(item => item.kind == "code" && drops(item.expr))) return true;
    const { end } = block;
    for (const next of end.kind == "await" && !unwinds(end.site) ? [end.next] : successors(block)) {
      if (seen.has(next)) continue;
      seen.add(next);
      work.push(next);
    }
  }
  return false;
}

/**
 * How many operations of the host can be under way at a time, where nothing cancels: one for each task that asks for any. More than any ring holds where
 * that is not known, or where the program submits some that nobody waits for.
 */
export function operationsMax({ module: m, library, functions }: Code, groups: readonly Group[], slots: ReadonlyMap<string, number>): number {
  const unattended = library.find("submitUnattended");
  if (unattended && m.hasFunction(unattended.internalName) || groups.some(group => group.isRecursive)) return MANY;
  const submit = library.find("submit")?.internalName ?? "";
  const isThere = m.hasFunction(submit);
  /** Functions that ask the host for something, or call one that does. */
  const asking = new Set<string>();
  /** Children, of an activation and of all that it calls, that ask. */
  const childrenOf = new Map<string, number>();
  for (const name of namesIn(groups)) {
    const fn = functions.get(name)!;
    if (isThere) eachNode(fn.body, e => void (targetOf(m, e) == submit && asking.add(name)));
    let children = 0;
    for (const { callee } of fn.children) children += Number(asking.has(callee)) + childrenOf.get(callee)!;
    for (const { generator } of fn.areas) if (generator) children += childrenOf.get(generator)!;
    const callees = new Set<string>();
    eachStmt(fn.body, s => {
      if (s.kind != "await") return;
      if (s.site.callee) callees.add(s.site.callee);
      if (s.site.kind == "step") asking.add(name); // of whatever generator
    });
    for (const callee of callees) {
      children += childrenOf.get(callee)!;
      if (asking.has(callee)) asking.add(name);
    }
    childrenOf.set(name, children);
  }
  let tasks = 0;
  for (const [callee, count] of slots) tasks += count * (Number(asking.has(callee)) + childrenOf.get(callee)!);
  return Math.min(tasks, MANY);
}

/** Whether any code loads the word of the running task, those library functions left out that only children call. */
export function readsRunningTask({ module: m, lib, functions, plain }: Code, kept: readonly string[]): boolean {
  const unused = kept.some(name => functions.get(name)!.children.length) ? [] : [lib.childBegin, lib.childYield, lib.setWaits];
  const names = [...kept, ...kept.map(name => name + RESUME), ...[...plain.keys()].filter(name => !unused.includes(name))];
  return names.some(name => {
    const ref = m.getFunction(name);
    return ref != 0 && loadsFrom(m, raw._BinaryenFunctionGetBody(ref), lib.currentGlobal);
  });
}

/** Whether there are children or joinable tasks; whether a frame can have a caller's frame. */
export function linksOf(pools: readonly Pool[], lowered: ReadonlyMap<string, Lowered>): { owners: boolean; callers: boolean } {
  let owners = pools.some(p => p.joinable);
  let callers = false;
  for (const lo of lowered.values()) {
    owners ||= lo.fn.children.length > 0;
    for (const site of lo.states.keys()) callers ||= mayContinue(site);
  }
  return { owners, callers };
}
