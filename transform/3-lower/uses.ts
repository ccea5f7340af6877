// What a program uses of the runtime and how its functions are called, found in its code: the rest of the library becomes dead code.

import type { Library } from "../2-desugar/library.js";
import type { Module } from "assemblyscript";
import type { Source } from "./collect.js";
import { RESUME, type Lowered } from "./emit/context.js";
import { eachStmt, isCall, mayContinue, type AsyncFunction } from "./norm.js";
import { loadsFrom, targetOf, walk } from "./nodes.js";
import type { LibraryNames } from "./names.js";
import { raw } from "./raw.js";
import type { Pool } from "./starts.js";

export interface Code {
  readonly module: Module;
  readonly library: Library;
  readonly lib: LibraryNames;
  /** In normal form. */
  readonly functions: ReadonlyMap<string, AsyncFunction>;
  /** Functions that are not async. */
  readonly plain: ReadonlyMap<string, Source>;
}

/** Whether `fn` suspends by itself, or awaits one of `suspending`. */
export function canSuspend(fn: AsyncFunction, suspending: ReadonlySet<string>): boolean {
  let found = false;
  eachStmt(fn.body, s => {
    if (s.kind == "await") found ||= !isCall(s.site) || suspending.has(s.site.callee);
  });
  return found;
}

/** How functions suspend and are called. */
export interface Suspensions {
  /** Whether any task waits for a wake; whether any yields. */
  readonly parks: boolean;
  readonly yields: boolean;
  /** Functions that are awaited, and those of them that take their caller's place. */
  readonly awaited: ReadonlySet<string>;
  readonly tails: ReadonlySet<string>;
}

export function suspensionsOf({ functions }: Code, kept: readonly string[]): Suspensions {
  const awaited = new Set<string>();
  const tails = new Set<string>();
  let parks = false;
  let yields = false;
  for (const name of kept) {
    eachStmt(functions.get(name)!.body, s => {
      if (s.kind != "await") return;
      const { kind, callee } = s.site;
      parks ||= kind == "park" || kind == "parkOrCancel";
      yields ||= kind == "yield";
      if (kind == "tail") tails.add(callee);
      if (isCall(s.site)) awaited.add(callee);
    });
  }
  return { parks, yields, awaited, tails };
}

/** Whether anything can ask a task to stop: the host for calls it started, activations that end children, and code that uses handles. */
export function mayCancel({ module: m, library, lib, functions, plain }: Code, kept: readonly string[], hasExports: boolean): boolean {
  let cancels = hasExports;
  for (const name of kept) {
    if (!cancels) eachStmt(functions.get(name)!.body, s => void (cancels ||= s.kind == "code" && targetOf(m, s.expr) == lib.childDrop));
  }
  const cancelTask = library.find("cancelTask")?.internalName;
  const others = [library.find("tacet_cancel")?.internalName, lib.childDrop];
  for (const name of plain.keys()) {
    const ref = cancels || others.includes(name) ? 0 : m.getFunction(name);
    if (ref) walk(raw._BinaryenFunctionGetBody(ref), e => void (cancels ||= targetOf(m, e) == cancelTask));
  }
  return cancels;
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
