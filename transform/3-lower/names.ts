// What the lowering calls in the runtime library (assembly/): internal names, and the words of linear memory it reads and writes.

import { TypeRef, type Module } from "assemblyscript";
import type { Library } from "../2-desugar/library.js";
import { VALUE } from "../2-desugar/markers.js";
import type { ExceptionLibrary } from "./exceptions.js";
import type { GeneratorContext } from "./generator-frames.js";
import type { Expr } from "./raw.js";
import type { ScopeLibrary } from "./scopes.js";
import type { UncaughtLibrary } from "./uncaught.js";
import type { StartLibrary } from "./starts.js";
import type { SleepLibrary } from "./whole-sleeps.js";

/** How messages name what runs outside of functions. */
export const TOP_LEVEL = "the top level of a module";

/** A function's name as its author knows it. */
export function niceName(name: string): string {
  if (name.startsWith("start:") || /\/~top(~entry)?$/.test(name)) return TOP_LEVEL;
  if (name.startsWith(VALUE)) return "a function value";
  return name.replaceAll(/[^<,]*\//g, "").replace(/(@(override|varargs))?(~(\d+|entry))?$/, "");
}

export interface AbortLibrary {
  /** Only in programs where an await may find its task cancelled. */
  readonly abortError: string;
  /** Only in programs that cancel tasks by their handles. */
  readonly cancelJoinable: string;
}

export type LibraryNames = AbortLibrary & SleepLibrary & ScopeLibrary & StartLibrary & GeneratorContext["lib"] & ExceptionLibrary & UncaughtLibrary;

/** @param forSpeed whether code is made for speed rather than for size */
export function libraryNames(library: Library, m: Module, forSpeed: boolean): LibraryNames {
  const name = (fn: string): string => library.find(fn)?.internalName ?? `~missing/${fn}`;
  // A program without tasks has no running task; one without anything to resume is not lowered.
  const pending = (): Expr => m.global_get(library.global("CALL_STATUS")!, TypeRef.I32);
  return {
    childBegin: name("childBegin"), childSettle: name("childSettle"), childYield: name("childYield"),
    childWatch: name("childWatch"), childPending: name("childPending"), setWaits: name("setWaits"),
    childDone: name("childDone"), childNone: name("childNone"), childClear: name("childClear"), childDrop: name("childDrop"),
    childLose: name("childLose"), childEndNext: name("childEndNext"), childTell: forSpeed ? name("childTell") : null,
    childWin: name("childWin"), childWon: name("childWon"),
    childFailed: name("childFailed"), childRejected: name("childRejected"), childFulfilled: name("childFulfilled"), noneFulfilled: name("noneFulfilled"),
    settledAll: name("settledAll"), timedOut: name("timedOut"),
    abortError: name("abortError"), cancelJoinable: name("cancelJoinable"),
    poolTake: name("poolTake"), handleOf: name("handleOf"), poolWait: name("poolWait"),
    scopeSelect: name("scopeSelect"), scopeWait: name("scopeWait"), scopeEnter: name("scopeEnter"), scopeNone: name("scopeNone"), scopeEnd: name("scopeEnd"),
    sleep: name("sleep"), sleepWhole: name("sleepWhole"),
    startSettle: name("startSettle"), startYield: name("startYield"), takePending: name("takePending"),
    errorGet: name("errorGet"), errorSet: name("errorSet"), errorThrow: name("errorThrow"), errorTake: name("errorTake"), errorUncaught: name("errorUncaught"),
    getPending: () => m.load(4, false, pending(), TypeRef.I32),
    setPending: value => m.store(4, pending(), value, TypeRef.I32),
    generatorNext: name("generatorNext"), generatorStep: name("generatorStep"), generatorReturn: name("generatorReturn"), generatorStop: name("generatorStop"),
    generatorSteps: [name("generatorNext"), name("generatorStep"), name("generatorReturn")],
    gcGeneratorMade: name("gcGeneratorMade"), gcGeneratorsGone: name("gcGeneratorsGone"),
    currentGlobal: library.global("RUNNING_TASK") ?? "",
  };
}
