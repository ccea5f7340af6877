// 3-lower: asc's IR with await markers -> state machines, static task pools and the entry points of the host.
//
//   collect    which functions are async, which are the library's intrinsics
//   normalize  each async function to await-normal form; spawn sites everywhere become calls
//   inline     small callees into their callers, tail calls
//   children   an activation ends after its child tasks
//   order      callees before callers; recursion is refused here
//   frames     liveness over the graph, slots, exact stack maximum of each task
//   emit       straight and resume functions, task starts, the dispatcher; intrinsics of the library replaced
//
// Runs inside asc, after all functions are compiled and before memory, table and shadow stack are final.

import { ExpressionId, MemorySegment, TypeRef, type Compiler, type Function as AscFunction, type Range } from "assemblyscript";
import { report, type TacetCode } from "../errors.js";
import { AWAIT } from "../2-desugar/markers.js";
import { markOf } from "../1-read/marks.js";
import { int64 } from "../int64.js";
import { promisedType, type Compilation } from "../state.js";
import { ownChildren, type ChildLibrary } from "./children.js";
import { collectorTable } from "./collector.js";
import { classArgument, collect, rangeAround, shellOf, type Collected, type Source } from "./collect.js";
import { addDispatch, type Resumable } from "./dispatch.js";
import { addBodies, type BodyContext } from "./emit/bodies.js";
import type { Callee, Lowered } from "./emit/context.js";
import { NARROW, sizeOf, TASK_BYTES, WIDE, type HeaderForm } from "./frame.js";
import { inlineCalls, makeTailCalls, weigh, type InlineLimits } from "./inline.js";
import { replaceIntrinsics } from "./intrinsics.js";
import { layOutAll, type LayoutContext } from "./layout.js";
import { AREA, combinatorName, DETACHED, JOINABLE, normalize, POOL, Refusal, type Calls } from "./normalize.js";
import { eachStmt, isLeaf, mapExprs, type AsyncFunction } from "./norm.js";
import { operand, rewrite, walk } from "./nodes.js";
import { raw, type Expr } from "./raw.js";
import {
  addExport, addSpawn, addStart, exportName, spawnName, startName, type Pool, type StartContext,
} from "./starts.js";
import { zeroArea } from "./zero.js";

/** What the lowering leaves for the report and the host's custom section. */
export interface LoweredProgram {
  readonly form: HeaderForm;
  readonly functions: ReadonlyMap<string, Lowered>;
  readonly sources: ReadonlyMap<string, Source>;
  readonly stackBytes: ReadonlyMap<string, number>;
  readonly pools: readonly Pool[];
  readonly exports: readonly { readonly name: string; readonly callee: string }[];
  /** Functions with a resume function, by index. */
  readonly resumes: readonly string[];
  readonly staticEnd: number;
  /** Where the source of an await stands. */
  rangeOf(origin: Expr): Range | null;
  /** Address of the word that holds the running task. */
  readonly runningTask: number;
}

/** Above so many IR nodes in both bodies a function gets one, at -O2 and -O3. */
const TWICE_MAX = 150;

/** Bytes of a Pool (assembly/pool.ts). */
const POOL_BYTES = 12;

/**
 * Lowers the whole module. @param memoryOffset where static memory ends so far
 * @returns null when something was refused (reported) or the program has no async function
 */
export function lower(compilation: Compilation, compiler: Compiler, memoryOffset: number): LoweredProgram | null {
  return new Lowering(compilation, compiler).run(memoryOffset);
}

class Lowering {
  private readonly module;
  private readonly locations = new Map<Expr, Range>();
  private readonly fns = new Map<string, AsyncFunction>();
  private readonly suspending = new Set<string>();
  /** Functions that are spawned; in how many places the handle is used; the first place. */
  private readonly spawned = new Map<string, { handles: number; at: Range | null }>();
  private readonly collected: Collected;
  private readonly lib: ReturnType<Lowering["library"]>;
  private readonly calls: Calls;
  private failed = false;

  constructor(private readonly compilation: Compilation, private readonly compiler: Compiler) {
    this.module = compiler.module;
    this.collected = collect(compilation, this.module);
    this.lib = this.library();
    this.calls = {
      isAwait: target => target.startsWith(AWAIT),
      isAsync: target => this.collected.asyncs.has(target),
      intrinsic: target => this.collected.intrinsics.get(target)?.name ?? null,
      lib: this.lib,
      spawnOf: (callee, kind, at) => {
        this.checkArguments(callee, at);
        this.noteSpawn(callee, null);
        if (kind == DETACHED) this.spawned.get(callee)!.handles--;
        return spawnName(callee);
      },
      made: (origin, made) => this.copied(origin, made),
    };
  }

  run(memoryOffset: number): LoweredProgram | null {
    if (!this.collected.asyncs.size) return null;
    for (const source of [...this.collected.asyncs.values(), ...this.collected.plain.values()]) {
      for (const [expr, range] of source.asc.debugLocations) this.locations.set(expr, range);
    }
    for (const [expr, range] of this.compilation.awaits) this.locations.set(expr, range);

    this.rewriteStatements();
    this.normalizeAll();
    if (this.failed) return null;
    const exports = this.exports();
    const order = this.order();
    if (!order) return null;
    this.optimize(order, exports);
    if (this.failed) return null;
    const live = this.reachable(exports);
    const kept = order.filter(name => live.has(name));
    return this.emit(kept, exports, memoryOffset);
  }

  // -- spawn and frame storage --------------------------------------------------------------------------------------

  private rewriteStatements(): void {
    const plain = [...this.collected.plain.values()];
    for (const source of plain) {
      const body = this.rewriteSpawns(source.body);
      if (body != source.body) raw._BinaryenFunctionSetBody(this.module.getFunction(source.name), body);
      this.checkPlain(this.nice(source.name), body);
    }
    const start = this.compiler.currentBody;
    start.forEach((e, i) => {
      start[i] = this.rewriteSpawns(e);
      this.checkPlain("the top level of a module", start[i]);
    });
  }

  /** trySpawn(f(x)) -> f~spawn(x, kind); a dropped handle makes the task detached. */
  private rewriteSpawns(body: Expr): Expr {
    const { module: m } = this;
    return rewrite(body, e => {
      const id = raw._BinaryenExpressionGetId(e);
      if (id == ExpressionId.Drop) {
        const handle = raw._BinaryenDropGetValue(e);
        if (this.target(handle) != this.lib.handleOf) return e;
        const call = operand(handle, 0);
        const callee = this.target(call)?.endsWith("~spawn") ? this.target(call)!.slice(0, -"~spawn".length) : null;
        const site = callee && this.spawned.get(callee);
        if (site) {
          raw._BinaryenCallSetOperandAt(call, raw._BinaryenCallGetNumOperands(call) - 1, m.i32(DETACHED));
          site.handles--;
          return m.drop(call);
        }
        return e;
      }
      const target = this.target(e);
      if (!target || this.calls.intrinsic(target) != "trySpawn") return e;
      const call = operand(e, 0);
      const callee = this.target(call);
      if (!callee || !this.calls.isAsync(callee)) {
        this.refuse("TACET041", e, ["trySpawn"]);
        return e;
      }
      this.checkArguments(callee, e);
      this.noteSpawn(callee, this.locations.get(e) ?? null);
      const args: Expr[] = [];
      for (let i = 0; i < raw._BinaryenCallGetNumOperands(call); i++) args.push(raw._BinaryenCallGetOperandAt(call, i));
      const made = m.call(spawnName(callee), [...args, m.i32(JOINABLE)], TypeRef.I32);
      this.copied(e, made);
      return m.call(this.lib.handleOf, [made], TypeRef.I32);
    });
  }

  /** A task that starts at `at` must not wait for a child of another: only the owner is woken. */
  private checkArguments(callee: string, at: Expr): void {
    const { parameterTypes } = this.collected.asyncs.get(callee)!.asc.signature;
    if (parameterTypes.some(type => promisedType(this.compilation, type))) this.refuse("TACET053", at, [this.nice(callee)]);
  }

  private noteSpawn(callee: string, at: Range | null): void {
    const known = this.spawned.get(callee);
    if (known) known.handles++;
    else this.spawned.set(callee, { handles: 1, at });
  }

  /** In a function that is not async nothing may be started or suspended. */
  private checkPlain(name: string, body: Expr): void {
    walk(body, e => {
      const target = this.target(e);
      if (!target) return;
      if (this.calls.isAsync(target)) this.refuse("TACET043", e, [this.nice(target), name]);
      const intrinsic = this.calls.intrinsic(target);
      if (intrinsic == "frameBuffer" || intrinsic == "inFrame") this.refuse("TACET044", e, [intrinsic]);
      const combinator = combinatorName(target);
      if (combinator) this.refuse("TACET040", e, [combinator]);
    });
  }

  // -- normal form --------------------------------------------------------------------------------------------------

  private normalizeAll(): void {
    const shells = new Map<string, AsyncFunction>();
    for (const source of this.collected.asyncs.values()) {
      const fn = shellOf(this.compilation, source);
      shells.set(source.name, fn);
      this.fns.set(source.name, fn);
    }
    for (const source of this.collected.asyncs.values()) {
      const fn = shells.get(source.name)!;
      this.attempt(() => {
        const body = this.rewriteAreas(fn, this.rewriteSpawns(source.body));
        normalize(this.module, this.calls, fn, body);
        this.findManaged(fn);
        eachStmt(fn.body, s => {
          if (s.kind == "start") this.checkArguments(s.start.callee, s.start.origin);
        });
      });
    }
  }

  /** frameBuffer(n), inFrame<T>() -> (zero the area, its address) */
  private rewriteAreas(fn: AsyncFunction, body: Expr): Expr {
    const { module: m } = this;
    return rewrite(body, e => {
      const target = this.target(e);
      const intrinsic = target && this.collected.intrinsics.get(target);
      if (!intrinsic || intrinsic.name != "frameBuffer" && intrinsic.name != "inFrame") return e;
      let bytes: number;
      if (intrinsic.name == "inFrame") {
        const cls = classArgument(intrinsic);
        if (!cls || cls.type.isManaged) throw new Refusal("TACET045", e);
        bytes = cls.nextMemoryOffset;
      } else {
        const size = m.runExpression(operand(e, 0), 0);
        if (!size || raw._BinaryenExpressionGetId(size) != ExpressionId.Const) throw new Refusal("TACET046", e);
        bytes = raw._BinaryenConstGetValueI32(size);
        if (bytes <= 0 || bytes > 1 << 24) throw new Refusal("TACET046", e);
      }
      const id = fn.areas.push({ bytes, align: 4, origin: e }) - 1;
      const address = (): Expr => m.call(AREA, [m.i32(id)], TypeRef.I32);
      return m.block(null, [zeroArea(this.compiler, address, bytes), address()], TypeRef.I32);
    });
  }

  /** Locals that are assigned a value the shadow stack must see. */
  private findManaged(fn: AsyncFunction): void {
    if (!this.module.useShadowStack) return;
    mapExprs(fn.body, e => {
      walk(e, n => {
        if (raw._BinaryenExpressionGetId(n) != ExpressionId.LocalSet) return;
        if (this.target(raw._BinaryenLocalSetGetValue(n)) == "~lib/rt/__tostack") fn.managed.add(raw._BinaryenLocalSetGetIndex(n));
      });
      return e;
    });
  }

  // -- entry points, order, optimisation ----------------------------------------------------------------------------

  /** Exported async functions: their wasm exports lead to F~export. */
  private exports(): { name: string; callee: string }[] {
    const { module: m } = this;
    const out: { name: string; callee: string }[] = [];
    const count = raw._BinaryenGetNumExports(m.ref);
    for (let i = 0; i < count; i++) {
      const ref = raw._BinaryenGetExportByIndex(m.ref, i);
      if (raw._BinaryenExportGetKind(ref) != 0) continue;
      // A host gives every argument: asc's stub for fewer would want their number in a global first.
      const callee = m.readStringCached(raw._BinaryenExportGetValue(ref))!.replace(/@varargs$/, "");
      if (this.collected.asyncs.has(callee)) out.push({ name: m.readStringCached(raw._BinaryenExportGetName(ref))!, callee });
    }
    return out;
  }

  /** Callees before callers; null after reporting a cycle. */
  private order(): string[] | null {
    const out: string[] = [];
    const state = new Map<string, "open" | "done">();
    const path: { name: string; at: Expr }[] = [];
    const visit = (name: string, at: Expr): boolean => {
      if (state.get(name) == "done") return true;
      if (state.get(name) == "open") {
        const cycle = [...path.slice(path.findIndex(p => p.name == name)).map(p => this.nice(p.name)), this.nice(name)];
        this.refuse("TACET047", at, [cycle.join(" -> ")]);
        return false;
      }
      state.set(name, "open");
      path.push({ name, at });
      for (const call of this.calleesOf(name)) if (!visit(call.name, call.at)) return false;
      path.pop();
      state.set(name, "done");
      out.push(name);
      return true;
    };
    for (const name of this.fns.keys()) if (!visit(name, 0)) return null;
    return out;
  }

  private calleesOf(name: string): { name: string; at: Expr }[] {
    const fn = this.fns.get(name)!;
    const out: { name: string; at: Expr }[] = [];
    eachStmt(fn.body, s => {
      if (s.kind == "await" && s.site.callee) out.push({ name: s.site.callee, at: s.site.origin });
      if (s.kind == "start") out.push({ name: s.start.callee, at: s.start.origin });
    });
    if (fn.children.length && this.fns.has(this.lib.childStop)) out.push({ name: this.lib.childStop, at: fn.children[0].origin });
    return out;
  }

  private optimize(order: readonly string[], exports: readonly { callee: string }[]): void {
    const counts = new Map<string, number>();
    for (const name of order) for (const call of this.calleesOf(name)) counts.set(call.name, (counts.get(call.name) ?? 0) + 1);
    for (const name of [...exports.map(e => e.callee), ...this.spawned.keys()]) counts.set(name, (counts.get(name) ?? 0) + 1);
    const limits = this.limits();
    const weights = new Map<string, number>();
    for (const name of order) {
      const fn = this.fns.get(name)!;
      inlineCalls({
        module: this.module, limits,
        function: callee => this.fns.get(callee),
        callCount: callee => counts.get(callee) ?? 0,
        weightOf: callee => weights.get(callee.name) ?? weigh(callee),
        copied: (a, b) => this.copied(a, b),
      }, fn);
      weights.set(name, weigh(fn));
      makeTailCalls(fn);
      this.attempt(() => ownChildren(this.module, this.lib, fn, {
        suspends: child => this.suspending.has(fn.children[child].callee),
        managedResult: child => this.compilation.collects && this.fns.get(fn.children[child].callee)!.resultManaged,
      }));
      if (this.canSuspend(fn)) this.suspending.add(name);
    }
  }

  private limits(): InlineLimits {
    const { optimizeLevelHint, shrinkLevelHint } = this.compiler.options;
    if (!optimizeLevelHint && !shrinkLevelHint) return { many: 0, once: 0, caller: 0 };
    if (shrinkLevelHint) return { many: 24, once: 400, caller: 2000 };
    return { many: 40, once: 400, caller: 2000 };
  }

  /** See BodyContext: at -O2 and -O3 speed comes first. */
  private twiceMax(): number {
    const { optimizeLevelHint, shrinkLevelHint } = this.compiler.options;
    return optimizeLevelHint >= 2 && !shrinkLevelHint ? TWICE_MAX : 0;
  }

  private canSuspend(fn: AsyncFunction): boolean {
    let found = false;
    eachStmt(fn.body, s => {
      if (s.kind != "await") return;
      found ||= isLeaf(s.site) || this.suspending.has(s.site.callee);
    });
    return found;
  }

  /** Functions that are still called after inlining. */
  private reachable(exports: readonly { callee: string }[]): Set<string> {
    const live = new Set<string>();
    const visit = (name: string): void => {
      if (live.has(name)) return;
      live.add(name);
      for (const call of this.calleesOf(name)) visit(call.name);
    };
    for (const e of exports) visit(e.callee);
    for (const name of this.spawned.keys()) visit(name);
    return live;
  }

  // -- emission -----------------------------------------------------------------------------------------------------

  private emit(kept: readonly string[], exports: readonly { name: string; callee: string }[], memoryOffset: number): LoweredProgram {
    const layout: LayoutContext = {
      module: this.module,
      functions: this.fns,
      extra: { childPrefix: this.compilation.collects ? 12 : 4, guard: this.guard },
      suspends: name => this.suspending.has(name),
    };
    const { form, lowered, stackBytes, resumes, framed } = layOutAll(layout, kept, NARROW) ?? layOutAll(layout, kept, WIDE)!;
    const calleeOf = (name: string): Callee => ({
      takesFrame: framed.has(name), suspends: this.suspending.has(name), result: this.fns.get(name)!.result,
    });
    const pools = this.pools(exports, stackBytes, form, memoryOffset);
    const poolOf = new Map(pools.map(p => [p.callee, p]));
    const { module: m, lib } = this;

    /** Bytes of the stack of a task rooted at the function: as its place was laid out. */
    const rootBytes = (name: string): number => Math.max(stackBytes.get(name)!, form.bytes + sizeOf(this.fns.get(name)!.result));
    const tailTargets = new Set<string>();
    for (const name of kept) {
      eachStmt(this.fns.get(name)!.body, s => {
        if (s.kind == "await" && s.site.kind == "tail") tailTargets.add(s.site.callee);
      });
    }
    const cx: BodyContext = {
      module: m, form,
      twiceMax: this.twiceMax(),
      added: (ref, body) => this.addLocations(ref, body),
      guardAt: this.guard ? name => rootBytes(name) : null,
      isTailTarget: name => tailTargets.has(name),
      startName,
      getPending: lib.getPending,
      setPending: lib.setPending,
      callee: calleeOf,
      copied: (a, b) => this.copied(a, b),
      made: (a, b) => this.copied(a, b),
      managedReload: m.useShadowStack ? value => m.tostack(value) : null,
    };
    const starts: StartContext = { module: m, form, lib, guardAt: this.guard ? name => rootBytes(name) : null, callee: calleeOf };
    for (const name of this.fns.keys()) m.removeFunction(name);
    const started = new Set<string>();
    const resumables: Resumable[] = [];
    for (const name of kept) {
      const lo = lowered.get(name)!;
      const { fn } = lo;
      mapExprs(fn.body, e => this.resolvePools(e, poolOf));
      const isMerged = addBodies(cx, lo);
      if (lo.index >= 0) resumables[lo.index] = { fn, isMerged };
      eachStmt(fn.body, s => {
        if (s.kind == "start") started.add(s.start.callee);
      });
    }
    for (const name of started) addStart(starts, this.fns.get(name)!);
    for (const pool of pools) addSpawn(starts, this.fns.get(pool.callee)!, pool);
    for (const e of exports) {
      if (!m.hasFunction(exportName(e.callee))) addExport(starts, this.fns.get(e.callee)!);
      m.removeExport(e.name);
      m.addFunctionExport(exportName(e.callee), e.name);
    }
    addDispatch({ module: m, form, status: lib }, resumables);
    const last = pools[pools.length - 1];
    let staticEnd = last ? last.base - (last.joinable ? 4 : 0) + last.slotBytes * last.slots : memoryOffset;
    const gcTable = staticEnd;
    if (this.compilation.collects) {
      const table = collectorTable(pools, resumes.map(n => lowered.get(n)!), callee => this.fns.get(callee)!);
      this.compiler.memorySegments.push(new MemorySegment(table, int64(gcTable) as unknown as MemorySegment["offset"]));
      staticEnd += table.length;
      this.visitFrames();
    }
    replaceIntrinsics({
      module: m, form, pools, exports, lowered, gcTable,
      library: this.compilation.library,
      collects: this.compilation.collects,
      intrinsics: this.collected.intrinsics,
      plain: this.collected.plain,
    });
    for (const name of this.collected.intrinsics.keys()) m.removeFunction(name);
    const entries = exports.length ? ["tacet_init", "tacet_turn", "tacet_cancel", "tacet_release"] : ["tacet_init", "tacet_turn"];
    for (const name of entries) {
      const fn = this.compilation.library.find(name);
      if (fn && !m.hasExport(name)) m.addFunctionExport(fn.internalName, name);
    }
    return {
      form, functions: lowered, sources: this.collected.asyncs, stackBytes, pools, exports, resumes, staticEnd,
      rangeOf: origin => this.locations.get(origin) ?? null,
      runningTask: lib.current,
    };
  }

  /** Makes asc's visitor of globals visit the frames too. */
  private visitFrames(): void {
    const { module: m } = this;
    const ref = m.getFunction("~lib/rt/__visit_globals");
    const visit = this.compilation.library.find("gcVisitTasks");
    if (!ref || !visit) return;
    const body = raw._BinaryenFunctionGetBody(ref);
    const call = m.call(visit.internalName, [m.local_get(0, TypeRef.I32)], TypeRef.None);
    raw._BinaryenFunctionSetBody(ref, m.block(null, [body, call]));
  }

  private pools(
    exports: readonly { callee: string }[], stackBytes: ReadonlyMap<string, number>, form: HeaderForm, memoryOffset: number,
  ): Pool[] {
    let at = (memoryOffset + 3) & ~3;
    const pools: Pool[] = [];
    const names = new Set([...exports.map(e => e.callee), ...this.spawned.keys()]);
    for (const callee of names) {
      const fn = this.fns.get(callee)!;
      const joinable = (this.spawned.get(callee)?.handles ?? 0) > 0;
      const slots = this.slotsOf(this.collected.asyncs.get(callee)!, exports.some(e => e.callee == callee));
      const stack = Math.max(stackBytes.get(callee)!, form.bytes + sizeOf(fn.result));
      const slotBytes = ((joinable ? 4 : 0) + TASK_BYTES + stack + this.guard + 3) & ~3;
      const address = at;
      at += POOL_BYTES;
      pools.push({ callee, slots, address, base: at + (joinable ? 4 : 0), slotBytes, joinable });
      at += slotBytes * slots;
    }
    return pools;
  }

  /** n of @pool(n); 1 for an export without it. */
  private slotsOf(source: Source, exported: boolean): number {
    const pool = markOf(source.asc.declaration, "pool");
    if (!pool) {
      if (!exported) this.refuseAt("TACET048", this.spawned.get(source.name)?.at ?? source.asc.identifierNode.range, [this.nice(source.name)]);
      return 1;
    }
    const argument = pool.args?.[0];
    const expr = argument && pool.args!.length == 1 ? this.constant(source.asc, argument) : null;
    if (expr == null || expr < 1 || expr > 1 << 24) {
      this.refuseAt("TACET049", pool.range, []);
      return 1;
    }
    return expr;
  }

  private constant(fn: AscFunction, argument: Parameters<Compiler["compileExpression"]>[0]): number | null {
    const { compiler } = this;
    const previous = compiler.currentFlow;
    compiler.currentFlow = fn.flow;
    const expr = compiler.compileExpression(argument, compiler.options.usizeType, 1);
    compiler.currentFlow = previous;
    const value = this.module.runExpression(expr, 0);
    return value && raw._BinaryenExpressionGetId(value) == ExpressionId.Const ? raw._BinaryenConstGetValueI32(value) : null;
  }

  private resolvePools(e: Expr, pools: ReadonlyMap<string, Pool>): Expr {
    return rewrite(e, n => {
      const target = this.target(n);
      if (!target?.startsWith(POOL)) return n;
      return this.module.i32(pools.get(target.slice(POOL.length))!.address);
    });
  }

  private get guard(): number {
    return this.compilation.options.canary ? 4 : 0;
  }

  // -- source locations, names, diagnostics -------------------------------------------------------------------------

  private copied(original: Expr, copy: Expr): void {
    const range = this.locations.get(original);
    if (range && original != copy) this.locations.set(copy, range);
  }

  private addLocations(ref: number, body: Expr): void {
    if (!this.compilation.wantsSourceMap) return;
    walk(body, e => {
      const range = this.locations.get(e);
      if (!range || range.source.debugInfoIndex < 0) return;
      const { source } = range;
      const line = source.lineAt(range.start);
      this.module.setDebugLocation(ref, e, source.debugInfoIndex, line, source.columnAt() - 1);
    });
  }

  private target(e: Expr): string | null {
    if (raw._BinaryenExpressionGetId(e) != ExpressionId.Call) return null;
    return this.module.readStringCached(raw._BinaryenCallGetTarget(e));
  }

  /** A function's name as its author knows it. */
  private nice(name: string): string {
    if (name.startsWith("start:")) return "the top level of a module";
    return name.slice(name.lastIndexOf("/") + 1).replace(/@(override|varargs)$/, "");
  }

  /** Does `step`; what it refuses is reported. */
  private attempt(step: () => void): void {
    try {
      step();
    } catch (e) {
      if (!(e instanceof Refusal)) throw e;
      this.refuse(e.code as TacetCode, e.at, e.args.map(arg => this.nice(arg)));
    }
  }

  private refuse(code: TacetCode, at: Expr, args: readonly string[] = []): void {
    this.refuseAt(code, this.locations.get(at) ?? rangeAround(at, this.locations, [...this.collected.asyncs.values(), ...this.collected.plain.values()]), args);
  }

  private refuseAt(code: TacetCode, range: Range | null, args: readonly string[]): void {
    this.failed = true;
    (report as (emitter: Compiler, code: TacetCode, range: Range | null, ...args: string[]) => void)(this.compiler, code, range, ...args);
  }

  private library(): ChildLibrary & StartContext["lib"] {
    const name = (fn: string): string => this.compilation.library.find(fn)?.internalName ?? `~missing/${fn}`;
    const { module: m } = this;
    const address = (n: string): number =>
      raw._BinaryenConstGetValueI32(raw._BinaryenGlobalGetInitExpr(m.getGlobal(this.compilation.library.global(n))));
    const hasAsync = this.collected.asyncs.size > 0;
    const pendingAt = hasAsync ? address("CALL_STATUS") : 0;
    const pending = (): Expr => m.i32(pendingAt);
    return {
      childBegin: name("childBegin"), childSettle: name("childSettle"), childWatch: name("childWatch"), childUnwatch: name("childUnwatch"),
      childDone: name("childDone"), childNone: name("childNone"), childClear: name("childClear"), childStop: name("childStop"), setWaits: name("setWaits"),
      poolTake: name("poolTake"), handleOf: name("handleOf"), poolWait: name("poolWait"), startSettle: name("startSettle"), end: name("end"),
      getPending: () => m.load(4, false, pending(), TypeRef.I32),
      setPending: value => m.store(4, pending(), value, TypeRef.I32),
      current: hasAsync ? address("RUNNING_TASK") : 0,
    };
  }
}
