// 3-lower: asc's IR with await markers -> state machines, static task pools and the entry points of the host.
//
//   collect    which functions are async, which are the library's intrinsics
//   bind       closures and calls through values of async type become calls of functions
//   normalize  each async function to await-normal form; spawn sites everywhere become calls
//   order      callees before callers; a recursion that no @depth bounds is refused here
//   generators loops over generators in place, frames for the others
//   exceptions try and throw become landing pads; throws.ts says which functions may throw
//   inline     small callees into their callers, tail calls
//   children   an activation ends after its child tasks, and those of its scopes
//   specialize what the program can't meet is cut
//   frames     liveness over the graph, slots, exact stack maximum of each task
//   emit       straight and resume functions, task starts, the dispatcher; intrinsics of the library replaced
//   statics    places for the library's memory and the pools
// Runs inside asc, after all functions are compiled and before memory, table and shadow stack are final.

import { CommonFlags, type Compiler, type Range } from "assemblyscript";
import { report, type TacetCode } from "../errors.js";
import { ADVANCE, ADVANCE_ASYNC, AWAIT, WRAPPERS } from "../2-desugar/markers.js";
import { TOP_GATE } from "../2-desugar/top-level.js";
import { generatedType, promisedType, tellsCallers, type Compilation } from "../state.js";
import { hasAborts, markAborted } from "./aborts.js";
import { bindFunctions } from "./bind.js";
import { ownChildren } from "./children.js";
import { ownScopes } from "./scopes.js";
import { rewriteAreas, SCOPE_AREA, STORAGE } from "./areas.js";
import { addCollectorTable, collectorTable, findManaged, visitFrames } from "./collector.js";
import { callIndirectly, indirectFunction } from "./indirect.js";
import { collect, handsToGenerator, normalFormOf, rangeNear, rangeOf, shellOf, sourcesOf, type Collected, type NormalForm, type Source } from "./collect.js";
import { addDispatchers, STEP_ASYNC, type Resumable } from "./dispatch.js";
import { addBodies, addPlainBody, type BodyContext, type Form } from "./emit/bodies.js";
import { RESUME, type Callee, type Lowered } from "./emit/context.js";
import { countOf, depthsOf, warnNeedless } from "./counts.js";
import { boundRecursions, type Depths } from "./depth.js";
import { entriesOf, entryOf, MAIN, type Entry } from "./entries.js";
import { NARROW, resultBytes, WIDE, type FrameForm } from "./frame.js";
import { limitsFor, type Limits } from "./limits.js";
import { addLocations, Locations } from "./locations.js";
import { libraryNames, niceName, TOP_LEVEL, type LibraryNames } from "./names.js";
import { NOTHING_THROWS, throwingFunctions } from "./throws.js";
import type { Cleanup, GeneratorContext } from "./generator-frames.js";
import { cleanupOf, suspendAtStart } from "./generator-loops.js";
import { expandGenerators, frameForm } from "./generators.js";
import { addUncaught } from "./uncaught.js";
import { cutEndless, type EndlessContext } from "./endless.js";
import { lowerExceptions, type ExceptionContext } from "./exceptions.js";
import { constructInPlace } from "./in-place.js";
import { inlineCalls, makeTailCalls, weigh } from "./inline.js";
import { replaceIntrinsics } from "./intrinsics.js";
import { specialize } from "./specialize.js";
import { layOutAll, type LayoutContext } from "./layout.js";
import { countSlots, hasPool, layOutPools, onlyStartOf, POOL, poolHeadBytes, type Spawned } from "./pools.js";
import { JOINABLE, SCOPED, Refusal } from "./marks.js";
import { mentionsIn, mentionsOf, someName, type Mentions } from "./mentions.js";
import { normalize, type Calls } from "./normalize.js";
import { eachStmt, type AsyncFunction, type Site } from "./norm.js";
import { callCounts, CallOrder, namesIn, type Group } from "./order.js";
import { targetOf, walk } from "./nodes.js";
import { raw, type Expr } from "./raw.js";
import { rewriteSpawns, type SpawnContext } from "./spawns.js";
import { addExport, addSpawn, addStart, exportName, spawnName, type Pool, type StartContext } from "./starts.js";
import { returningStatus } from "./statuses.js";
import { libraryAddress, placeStatics, TaskMemory, type StaticsUse } from "./statics.js";
import { canSuspend, MANY, mayCancel, operationsMax, readsRunningTask, taskForm, taskUses, type Code } from "./uses.js";

/** Intrinsics that only tasks may call. */
const TASK_ONLY: ReadonlySet<string> = new Set([...STORAGE, ...WRAPPERS]);

/** What the lowering leaves for the report and the host's custom section. */
export interface LoweredProgram {
  readonly form: FrameForm;
  readonly functions: ReadonlyMap<string, Lowered>;
  readonly sources: ReadonlyMap<string, Source>;
  readonly stackBytes: ReadonlyMap<string, number>;
  readonly pools: readonly Pool[];
  readonly exports: readonly Entry[];
  /** Functions with a resume function, by index. */
  readonly resumes: readonly string[];
  readonly staticEnd: number;
  readonly statics: StaticsUse;
  /** Plain functions whose generators lie in static memory, each with the first of them. */
  readonly staticOwners: readonly { readonly name: string; readonly generator: string; readonly origin: Expr }[];
  /** Whether any function may end by an error, whether anything can ask a task to stop, and whether any task ends at all. */
  readonly throws: boolean;
  readonly cancels: boolean;
  readonly ends: boolean;
  /** Where the source of an await stands. */
  rangeOf(origin: Expr): Range | null;
  /** Address of the word that holds the running task. */
  readonly runningTask: number;
}

/**
 * Lowers the whole module. @param memoryOffset where static memory ends so far
 * @returns null when something was refused (reported) or the program has no async function
 */
export function lower(compilation: Compilation, compiler: Compiler, memoryOffset: number): LoweredProgram | null {
  return new Lowering(compilation, compiler).run(memoryOffset);
}

class Lowering {
  private readonly module;
  private readonly locations: Locations;
  private readonly fns = new Map<string, AsyncFunction>();
  /** Generators with their yields still in them, to stand in loops. */
  private readonly templates = new Map<string, AsyncFunction>();
  private readonly suspending = new Set<string>();
  /** Functions that never complete. */
  private readonly endless = new Set<string>();
  /** Functions whose bodies stand in others, too. */
  private readonly inlined = new Set<string>();
  private throwing = NOTHING_THROWS;
  /** Whether anything awaits a task that may have been cancelled before. */
  private aborts = false;
  /** What functions call, up to where tasks are started. */
  private mentions: ReadonlyMap<string, Mentions> = new Map();
  private normal: NormalForm = { sources: [], throwing: new Set(), stepping: new Set(), indirect: new Map() };
  /** Functions that are spawned; in how many places the handle is used; the first place. */
  private readonly spawned = new Map<string, Spawned>();
  private readonly collected: Collected;
  private readonly lib: LibraryNames;
  private readonly order: CallOrder;
  private readonly calls: Calls;
  private readonly spawning: SpawnContext;
  private readonly limits: Limits;
  private failed = false;

  constructor(private readonly compilation: Compilation, private readonly compiler: Compiler) {
    this.module = compiler.module;
    this.limits = limitsFor(compiler.options);
    this.collected = collect(compilation, this.module);
    this.lib = libraryNames(compilation.library, this.module, !compiler.options.shrinkLevelHint);
    this.order = new CallOrder(this.fns, this.lib);
    const { asyncs, generators, plain } = this.collected;
    const sources = [...asyncs.values(), ...generators.values(), ...plain.values()];
    this.locations = new Locations(compilation.awaits, () => sources.map(({ asc }) => asc.debugLocations), compilation.wantsSourceMap);
    this.calls = {
      isAwait: target => target.startsWith(AWAIT),
      isAsync: target => this.collected.asyncs.has(target),
      isGenerator: target => this.collected.generators.has(target),
      throws: target => this.normal.throwing.has(target),
      intrinsic: target => this.collected.intrinsics.get(target)?.name ?? null,
      lib: this.lib,
      spawnOf: (callee, kind, at) => {
        this.checkArguments(callee, at);
        this.noteSpawn(callee, at, kind);
        return spawnName(callee);
      },
      made: (origin, made) => this.copied(origin, made),
    };
    this.spawning = {
      module: this.module, lib: this.lib, calls: this.calls, spawned: this.spawned,
      topLevelTask: () => compilation.topLevel!.task!.internalName,
      refuse: (code, at, args) => this.refuse(code, at, args),
    };
  }

  run(memoryOffset: number): LoweredProgram | null {
    const { asyncs, generators } = this.collected;
    if (!asyncs.size && !this.usesGenerators && !this.throwsAnywhere) return null;
    const diagnostics = {
      refuse: this.refuse.bind(this), copied: this.copied.bind(this), rangeOf: (e: Expr) => this.locations.get(e),
    };
    bindFunctions(this.compilation, this.compiler, this.collected, diagnostics, (ref, body) => this.locate(ref, body));
    if (this.failed) return null;
    this.mentions = mentionsOf(this.module, [...asyncs.values(), ...generators.values(), ...this.collected.plain.values()]);
    this.rewriteStatements();
    this.normalizeAll();
    if (this.failed) return null;
    const exports = this.guarded(entriesOf(this.module, asyncs, this.compilation.command != null, (name, callee) => {
      const made = generators.get(callee);
      const plain = this.collected.plain.get(callee);
      if (name == MAIN && plain && this.compilation.topLevel?.task) this.refuseAt("TACET018", plain.asc.identifierNode.range, []);
      if (made) this.refuseAt("TACET029", made.asc.identifierNode.range, [niceName(callee)]);
    }, callee => report(this.compiler, "TACET093", asyncs.get(callee)!.asc.identifierNode.range, niceName(callee), this.compilation.command!)));
    const depths = depthsOf(this.compiler, asyncs.values());
    const groups = boundRecursions({
      module: this.module, functions: this.fns, order: this.order,
      refuseCycle: cycle => this.refuse("TACET047", cycle.at, [cycle.names.map(niceName).join(" -> ")]),
      refuseChild: call => this.refuse("TACET058", call.at, [niceName(call.name)]),
      warnNeedless: name => warnNeedless(this.compiler, asyncs.get(name)!),
    }, depths);
    if (!groups) return null;
    this.optimize(groups, exports, depths);
    if (this.failed) return null;
    const plainNames = [...this.fns.values()].filter(fn => fn.isPlain).map(fn => fn.name);
    const roots = [...exports.map(e => e.callee), ...this.spawned.keys(), ...plainNames];
    return this.emit(roots, exports, depths, memoryOffset);
  }

  // -- spawn and frame storage --------------------------------------------------------------------------------------

  private rewriteStatements(): void {
    const plain = [...this.collected.plain.values()];
    for (const source of plain) {
      const mentions = this.mentions.get(source.name)!;
      const body = rewriteSpawns(this.spawning, source.body, mentions);
      if (body != source.body) raw._BinaryenFunctionSetBody(this.module.getFunction(source.name), body);
      this.checkPlain(niceName(source.name), body, mentions);
    }
    const start = this.compiler.currentBody;
    start.forEach((e, i) => {
      const mentions = mentionsIn(this.module, e);
      start[i] = rewriteSpawns(this.spawning, e, mentions);
      this.checkPlain(TOP_LEVEL, start[i], mentions);
      walk(start[i], n => {
        const target = targetOf(this.module, n);
        if (target && this.calls.isGenerator(target)) this.refuse("TACET027", n, [niceName(target), TOP_LEVEL, "no function runs there that could hold its values"]);
      });
    });
  }

  /** A task that starts at `at` must not wait for a child of another: only the owner is woken. */
  private checkArguments(callee: string, at: Expr): void {
    const { paramTypes, asc } = this.collected.asyncs.get(callee)!;
    if (asc.is(CommonFlags.Instance) && generatedType(this.compilation, paramTypes[0])) {
      this.refuse("TACET040", at, [asc.prototype.name]);
      return;
    }
    if (!this.compilation.library.owns(asc) && paramTypes.some(type => promisedType(this.compilation, type))) this.refuse("TACET053", at, [niceName(callee)]);
    if (paramTypes.some(type => generatedType(this.compilation, type))) this.refuse("TACET016", at, [`the task of '${niceName(callee)}'`]);
  }

  private noteSpawn(callee: string, at: Expr, kind: number): void {
    const isRefused = at != 0 && !hasPool(this.collected.asyncs.get(callee)!);
    const known = this.spawned.get(callee) ?? { handles: 0, isScoped: false, range: isRefused ? rangeNear(at, this.locations, this.collected) : null };
    this.spawned.set(callee, known);
    if (kind == JOINABLE) known.handles++;
    if (kind == SCOPED) known.isScoped = true;
  }

  /** In a function that is not async nothing may be started or suspended. */
  private checkPlain(name: string, body: Expr, { targets }: Mentions): void {
    if (!someName(targets, target => this.calls.isAsync(target) || TASK_ONLY.has(this.calls.intrinsic(target) ?? ""))) return;
    walk(body, e => {
      const target = targetOf(this.module, e);
      if (!target) return;
      if (this.calls.isAsync(target)) this.refuse("TACET043", e, [niceName(target), name, name == TOP_LEVEL ? "write 'await' before it" : "make the caller async"]);
      const intrinsic = this.calls.intrinsic(target);
      if (intrinsic == "frameBuffer" || intrinsic == "inFrame") this.refuse("TACET044", e, [intrinsic]);
      if (intrinsic && WRAPPERS.has(intrinsic)) this.refuse("TACET040", e, [intrinsic]);
      if (intrinsic == SCOPE_AREA) this.refuseAt("TACET044", rangeOf(body, e, range => !range.source.isLibrary, this.locations), ["scope"]);
    });
  }

  // -- normal form --------------------------------------------------------------------------------------------------

  private normalizeAll(): void {
    const shells = new Map<string, AsyncFunction>();
    // Whoever calls through an exported table can't be given an error.
    const table = this.compiler.options.exportTable ? [] : this.compiler.functionTable.map(fn => fn.internalName);
    const steps = this.usesGenerators ? this.lib.generatorSteps : null;
    this.normal = normalFormOf(this.collected, this.module, this.mentions, this.throwsAnywhere, steps, table);
    const { sources, indirect } = this.normal;
    for (const name of indirect.keys()) this.fns.set(name, indirectFunction(this.module, name));
    for (const source of sources) {
      const fn = shellOf(this.compilation, source);
      shells.set(source.name, fn);
      this.fns.set(source.name, fn);
    }
    for (const source of sources) {
      const fn = shells.get(source.name)!;
      this.attempt(() => {
        const mentions = this.mentions.get(source.name)!;
        let { body } = source;
        if (someName(mentions.values, name => indirect.has(name))) {
          body = callIndirectly(this.module, body, name => indirect.has(name), (from, to) => this.copied(from, to));
        }
        if (!fn.isPlain) {
          body = rewriteAreas(this.compiler, this.collected.intrinsics, mentions, fn, rewriteSpawns(this.spawning, body, mentions), this.throwsAnywhere);
        }
        normalize(this.module, this.calls, fn, body);
        findManaged(this.module, fn);
        eachStmt(fn.body, s => {
          if (s.kind == "start") this.checkArguments(s.start.callee, s.start.origin);
        });
      });
    }
  }

  // -- entry points, order, optimisation ----------------------------------------------------------------------------

  /** Where the entry file awaits at its top level: entries that wait for that, and a `main` that does nothing else if there is none. */
  private guarded(exports: readonly Entry[]): readonly Entry[] {
    const task = this.compilation.topLevel?.task?.internalName;
    if (!task) return exports;
    const gate = this.compilation.library.find(TOP_GATE)!.internalName;
    const hasMain = this.module.hasExport(MAIN);
    const all = hasMain ? exports : [...exports, { name: MAIN, callee: task, isProgram: !exports.length }];
    return all.map(({ name, callee, isProgram }) => {
      const entry = entryOf(this.module, gate, name == MAIN, this.fns.get(callee)!, callee != task);
      this.fns.set(entry.name, entry);
      this.collected.asyncs.set(entry.name, { ...this.collected.asyncs.get(callee)!, name: entry.name });
      return { name, callee: entry.name, isProgram };
    });
  }

  private optimize(groups: readonly Group[], exports: readonly Entry[], depths: Depths): void {
    const order = namesIn(groups);
    const counts = callCounts(order, name => this.order.calleesOf(name));
    for (const name of [...exports.map(e => e.callee), ...this.spawned.keys()]) counts.set(name, (counts.get(name) ?? 0) + 1);
    const weights = new Map<string, number>();
    const cancelsTasks = this.module.hasFunction(this.lib.cancelJoinable);
    if (this.module.hasFunction(this.lib.abortError)) {
      markAborted(this.fns, (name, param) => {
        const type = this.collected.asyncs.get(name)?.paramTypes[param];
        return !type || promisedType(this.compilation, type) != null;
      });
      this.aborts = cancelsTasks || hasAborts(this.fns);
    }
    if (this.throwsAnywhere || this.aborts) {
      this.throwing = throwingFunctions(this.fns, {
        isStep: cond => targetOf(this.module, cond) == ADVANCE, isAsyncStep: cond => targetOf(this.module, cond) == ADVANCE_ASYNC,
        steps: this.lib.generatorSteps, cancelsTasks, handsToGenerator: callee => handsToGenerator(this.compilation, this.collected, callee),
        indirect: this.normal.indirect,
      });
    }
    const cleanups = new Map<string, Cleanup>();
    const exceptions: ExceptionContext = {
      module: this.module, ...this.lib,
      suspends: callee => this.suspending.has(callee),
      throws: site => this.throwsAt(site),
      disturbs: callee => this.throwing.disturbing.has(callee),
      disturbsByStep: target => this.throwing.stepsDisturb && (this.lib.generatorSteps.includes(target) || target.endsWith(RESUME)),
      mayFail: (fn, promises) => this.throwing.mayFail(fn, promises),
    };
    const generators: GeneratorContext = {
      module: this.module, limits: this.limits.loops,
      collects: this.compilation.collects,
      template: name => this.templates.get(name) ?? null,
      itemOf: name => this.fns.get(name)!.item!,
      cleanupOf: name => cleanups.get(name)!,
      throws: name => this.throwing.functions.has(name),
      throwsWithin: (fn, stmts) => this.throwing.within(fn, stmts),
      functions: this.fns,
      steps: name => !this.collected.plain.has(name) || this.normal.stepping.has(name),
      refuse: (origin, callee, cause) => this.refuse("TACET027", origin, [niceName(callee), niceName(current), cause]),
      lib: this.lib,
      copied: (a, b) => this.locations.copiedTree(a, b),
    };
    const { childWatch, childDone, childPending, childRejected, childFulfilled } = this.lib;
    const endless: EndlessContext = {
      module: this.module, looks: [childWatch, childDone, childPending, childRejected, childFulfilled], watches: [childWatch, childPending],
      completes: callee => !this.endless.has(callee), throws: callee => this.throwing.functions.has(callee),
    };
    // The library's functions for them come with the first generator.
    const hasGenerators = this.usesGenerators;
    let current = "";
    const optimizeOne = (name: string): void => {
      current = name;
      let fn = this.fns.get(name)!;
      const owns = hasGenerators && expandGenerators(generators, fn);
      if (fn.item && !fn.forwards) {
        this.templates.set(name, fn);
        this.fns.set(name, fn = frameForm(generators, fn));
      }
      lowerExceptions(exceptions, fn);
      inlineCalls({
        module: this.module, limits: this.limits.inline,
        // In a recursion a callee may come later; a call through a value has nothing in it that would tell of an error.
        function: callee => weights.has(callee) && !this.normal.indirect.has(callee) ? this.fns.get(callee) : undefined,
        callCount: callee => counts.get(callee) ?? 0,
        weightOf: callee => weights.get(callee.name)!,
        isDepth: callee => depths.has(callee),
        inlined: callee => this.inlined.add(callee),
        copied: (a, b) => this.locations.copiedTree(a, b),
      }, fn);
      weights.set(name, weigh(fn));
      if (fn.forwards || !tellsCallers(this.compilation)) makeTailCalls(fn);
      if (!cutEndless(endless, fn)) this.endless.add(name);
      this.attempt(() => ownChildren(this.module, this.lib, fn, {
        suspends: callee => this.suspending.has(callee),
        throws: callee => this.throwing.functions.has(callee), stepsThrow: this.throwing.asyncSteps, takes: callee => this.fns.get(callee)?.takes ?? null,
        held: callee => {
          if (!this.compilation.collects) return null;
          return this.fns.get(callee)!.resultManaged ? "result" : this.throwing.functions.has(callee) ? "error" : null;
        },
      }));
      ownScopes(this.module, this.lib, fn, this.throwing.functions.has(name));
      if (fn.item) cleanups.set(name, cleanupOf(fn, owns, cleanups));
      if (fn.item && !fn.forwards) suspendAtStart(generators, fn, cleanups.get(name)!);
      if (canSuspend(fn, this.suspending)) this.suspending.add(name);
    };
    for (const { names, isRecursive } of groups) {
      // Each function of a recursion awaits all others, in the end.
      const suspends = (name: string): boolean =>
        canSuspend(this.fns.get(name)!, this.suspending) || this.order.calleesOf(name).some(call => this.suspending.has(call.name));
      if (isRecursive && names.some(suspends)) for (const name of names) this.suspending.add(name);
      names.forEach(optimizeOne);
    }
  }

  // -- emission -----------------------------------------------------------------------------------------------------

  private emit(roots: readonly string[], exports: readonly Entry[], depths: Depths, memoryOffset: number): LoweredProgram {
    const { module: m, lib, compilation: { command, collects, options: { onlyMain, awaitMap, runningTask, hasWheel, shortTime } } } = this;
    const code: Code = {
      module: m, library: this.compilation.library, lib, functions: this.fns, plain: this.collected.plain, mentions: this.mentions,
    };
    const slots = countSlots({
      exports, spawned: this.spawned,
      source: name => this.collected.asyncs.get(name)!,
      slotsOf: name => countOf(this.compiler, this.collected.asyncs.get(name)!, POOL, "the slots are"),
      refuse: (code, range, args) => this.refuseAt(code, range, args),
    });
    const all = this.order.groups(roots);
    const hostCalls = exports.length > 0 && !onlyMain;
    // The end of a generator is one where it waits for its next step.
    const unwinds = (site: Site): boolean => site.kind == "produce" || this.throwsAt(site);
    const cancels = mayCancel(code, namesIn(all), hostCalls && !command, unwinds);
    const operations = cancels ? MANY : operationsMax(code, all, slots);
    const valueOf = (target: string): number | null => this.calls.intrinsic(target) == "__operationsMax" ? operations : null;
    specialize({
      module: this.module, limits: this.limits.inline, functions: this.fns, cancels, unwinds, valueOf, shortDeadlines: shortTime && !collects,
      calleesOf: name => this.order.calleesOf(name), isDepth: name => depths.has(name),
      copied: (a, b) => this.locations.copiedTree(a, b), inlined: name => this.inlined.add(name),
    }, namesIn(all));
    const groups = cancels ? all : this.order.groups(roots); // without what only cancels lead to
    const kept = namesIn(groups);
    const layout: LayoutContext = {
      module: m, functions: this.fns, extra: { guard: this.guard },
      suspends: name => this.suspending.has(name), throws: name => this.throwing.functions.has(name),
      depthOf: name => depths.get(name) ?? 0,
    };
    const throws = [...kept, ...this.inlined].some(name => this.throwing.functions.has(name));
    const uses = taskUses(code, kept, {
      cancels, throws, collects, hostCalls,
      pooled: slots, endless: this.endless, suspending: this.suspending, spawned: this.spawned,
    });
    const { parks, yields, tails, started, ends, usesFlags, usesTop } = uses;
    const frameForms = [NARROW, WIDE].map(header => taskForm(header, uses, collects, hasWheel));
    const { form, lowered, stackBytes, resumes, framed } = layOutAll(layout, groups, frameForms);
    const statuses = returningStatus(lowered, site => this.throwsAt(site));
    const calleeOf = (name: string): Callee => ({
      takesFrame: framed.has(name) && !this.fns.get(name)!.isPlain,
      suspends: this.suspending.has(name), throws: this.throwing.functions.has(name), result: this.fns.get(name)!.result, returnsStatus: statuses.has(name),
    });
    /** Bytes of the stack of a task rooted at the function. */
    const rootBytes = (name: string): number =>
      Math.max(stackBytes.get(name)!, form.bytes + resultBytes(this.fns.get(name)!, this.throwing.functions.has(name)));
    const waitsForSlots = lowered.has(lib.poolWait) || this.inlined.has(lib.poolWait);
    const memory = new TaskMemory(m);
    const pools = layOutPools({
      rootBytes, form, spawned: this.spawned, guard: this.guard,
      headBytes: poolHeadBytes(ends, waitsForSlots, !this.compiler.options.shrinkLevelHint),
      single: (command || onlyMain) && !collects ? onlyStartOf(exports, this.spawned) : null,
    }, slots, memory);
    const forms = new Map<string, Form>();
    const cx: BodyContext = {
      module: m, form, twiceMax: this.limits.twice, runningTask: lib.currentGlobal,
      added: (ref, body) => this.locate(ref, body),
      guardAt: this.guard ? name => rootBytes(name) : null, looksAtEnd: this.compilation.options.frameEnds,
      // Nor has a generator's frame a task's guard behind it.
      isTailTarget: name => tails.has(name) || this.fns.get(name)!.item != null,
      waited: new Set(), callee: calleeOf,
      getPending: lib.getPending, setPending: lib.setPending,
      startsByYield: name => forms.get(name)?.start == "yield",
      childWatch: lib.childWatch, childDone: lib.childDone,
      parks, yields, usesTop,
      stepName: generator => generator ? generator + RESUME : STEP_ASYNC,
      copied: (a, b) => this.locations.copiedTree(a, b),
      made: (a, b) => this.copied(a, b),
      managedReload: m.useShadowStack ? value => m.tostack(value) : null,
    };
    for (const name of this.fns.keys()) m.removeFunction(name);
    const staticOwners: { name: string; generator: string; origin: Expr }[] = [];
    const resumables: Resumable[] = [];
    for (const name of kept) {
      const lo = lowered.get(name)!;
      const { fn } = lo;
      if (fn.isPlain && lo.takesFrame) {
        const [{ generator, origin }] = fn.areas; // a plain function has no others
        staticOwners.push({ name, generator: generator!, origin });
        addPlainBody(cx, lo, memory.at(memory.take(stackBytes.get(name)!)));
      } else {
        const emitted = addBodies(cx, lo, statuses.get(name));
        forms.set(name, emitted);
        if (lo.index >= 0) resumables[lo.index] = { fn, form: emitted };
      }
    }
    // Only builds for size ask: whoever compiles for speed gets await stacks. Who has a console prints them, too.
    const isWatched = !this.compiler.options.shrinkLevelHint || awaitMap === true;
    const usesRunningTask = collects || isWatched || runningTask || readsRunningTask(code, kept) || libraryAddress(this.compilation, this.compiler, "console/CONSOLE") != null;
    const starts: StartContext = {
      module: m, form, lib, memory, guardAt: this.guard ? name => rootBytes(name) : null, callee: calleeOf, usesRunningTask, usesFlags, forms,
    };
    for (const name of started) addStart(starts, this.fns.get(name)!);
    for (const name of cx.waited) addStart(starts, this.fns.get(name)!, true);
    for (const pool of pools) addSpawn(starts, this.fns.get(pool.callee)!, pool);
    for (const e of exports) {
      if (!m.hasFunction(exportName(e.callee))) addExport(starts, this.fns.get(e.callee)!);
      m.removeExport(e.name);
      if (!command) m.addFunctionExport(exportName(e.callee), e.name);
    }
    addDispatchers({ module: m, form, status: lib }, resumables, {
      step: m.hasFunction(lib.generatorNext), stepAsync: this.fns.has(lib.generatorStop),
    });
    if (collects) visitFrames(m, this.compilation.library);
    replaceIntrinsics({
      module: m, form, memory, pools, exports, lowered,
      ...uses, collects, shortTime, waitsForSlots, usesRunningTask, operations, aborts: this.aborts,
      library: this.compilation.library, intrinsics: this.collected.intrinsics, plain: this.collected.plain,
    });
    for (const name of this.collected.intrinsics.keys()) m.removeFunction(name);
    if (throws) {
      addUncaught(this.compiler, lib, new Set(kept.filter(name => this.fns.get(name)!.isPlain && this.throwing.functions.has(name))), this.normal.indirect);
    }
    constructInPlace(this.compiler, new Set([...this.compilation.staticErrors.values()].flatMap(ofSite => [...ofSite.keys()])));
    const entries = command ? [] : exports.length && !onlyMain ? ["tacet_init", "tacet_turn", "tacet_cancel", "tacet_release"] : ["tacet_init", "tacet_turn"];
    for (const name of entries) {
      const fn = this.compilation.library.find(name);
      if (fn && m.hasFunction(fn.internalName) && !m.hasExport(name)) m.addFunctionExport(fn.internalName, name);
    }
    const place = placeStatics(this.compilation, this.compiler, memory, memoryOffset, operations);
    const tableOf = (): Uint8Array =>
      collectorTable(place.start, pools, resumes.map(n => lowered.get(n)!), callee => this.fns.get(callee)!, this.throwing.functions);
    const staticEnd = collects ? addCollectorTable(this.compiler, place.end, tableOf()) : place.end;
    return {
      form, functions: lowered, sources: sourcesOf(this.collected, kept), stackBytes, pools, exports, resumes, staticEnd, staticOwners, throws,
      statics: { time: place.time, frontEnd: collects ? 0 : place.frontEnd },
      rangeOf: origin => this.locations.get(origin),
      cancels, ends, runningTask: usesRunningTask ? libraryAddress(this.compilation, this.compiler, "task/RUNNING_TASK") ?? 0 : 0,
    };
  }

  /** Whether the program makes generators or loops over them. */
  private get usesGenerators(): boolean {
    return this.collected.generators.size > 0 || [this.lib.generatorNext, this.lib.generatorStop].some(name => this.module.hasFunction(name));
  }

  /** Whether the program has a `throw` or `try` that was compiled. */
  private get throwsAnywhere(): boolean {
    return this.module.hasFunction(this.lib.errorSet);
  }

  /** Whether what is awaited at `site` may end by an error. */
  private throwsAt(site: Site): boolean {
    return !site.quiet && (site.kind == "step" ? this.throwing.asyncSteps : this.throwing.functions.has(site.callee));
  }

  private get guard(): number {
    return this.compilation.options.canary ? 4 : 0;
  }

  // -- source locations, names, diagnostics -------------------------------------------------------------------------

  private copied(original: Expr, copy: Expr): void {
    this.locations.copied(original, copy);
  }

  private locate(ref: number, body: Expr): void {
    if (this.compilation.wantsSourceMap) addLocations(this.module, ref, body, this.locations);
  }

  /** Does `step`; what it refuses is reported. */
  private attempt(step: () => void): void {
    try {
      step();
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;
      this.refuse(e.code as TacetCode, e.at, e.args.map(arg => niceName(arg)));
    }
  }

  private refuse(code: TacetCode, at: Expr, args: readonly string[] = []): void {
    this.refuseAt(code, rangeNear(at, this.locations, this.collected), args);
  }

  private refuseAt(code: TacetCode, range: Range | null, args: readonly string[]): void {
    this.failed = true;
    (report as (emitter: Compiler, code: TacetCode, range: Range | null, ...args: string[]) => void)(this.compiler, code, range, ...args);
  }
}
