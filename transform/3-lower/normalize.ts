// Binaryen IR of an async function -> await-normal form (see norm.ts).
//
// A node is *whole* when it holds no await, start, unwind or return and no branch to a label outside itself. Whole nodes are
// kept as they are. Others are taken apart in evaluation order: operands before the last one that is not whole move into
// temporaries, values of blocks and ifs into a local.
// A dead end (return, unwind, unreachable) makes the rest of its expression vanish: `value` then returns 0 and `out` is closed.

import { ExpressionId, TypeRef, type Module } from "assemblyscript";
import { CHILD_RESULT, THROW, TRY, YIELD } from "../2-desugar/markers.js";
import { mentions, UNWIND_CANCEL, UNWIND_ERROR, type AsyncFunction, type Site, type Stmt } from "./norm.js";
import { Combinators } from "./combinators.js";
import { childrenOf, Nested, type Combination, type NestedLibrary, type Part } from "./nested.js";
import { combinatorOf, DETACHED, JOINABLE, POOL, Refusal, SCOPED, SCOPE_SPAWN } from "./marks.js";
import { localOf, operand, operandCount, operandsOf, setOperand } from "./nodes.js";
import { raw, type Expr, type Type } from "./raw.js";
import { Statements } from "./statements.js";
import { SUSPENDING, Wholes } from "./wholes.js";

/** What the normaliser must know about call targets. */
export interface Calls {
  /** Whether the name is an await marker (see 2-desugar/typing.ts). */
  isAwait(target: string): boolean;
  /** Whether the name is an async function's or a forwarding stub's. */
  isAsync(target: string): boolean;
  /** Whether the name is a generator's or a stub's that makes one. */
  isGenerator(target: string): boolean;
  /** Whether the name is that of a function which is not async and may throw. */
  throws(target: string): boolean;
  /** The compiler-known function of that name: `__park`, `frameBuffer`, …; null for others. */
  intrinsic(target: string): string | null;
  /** Names of library functions the normal form calls. */
  readonly lib: NormalizeLibrary;
  /** Name of the function that starts a task of `callee` in its pool (see starts.ts). */
  spawnOf(callee: string, kind: number, at: Expr): string;
  /** Source range key: notes that `made` stands for `origin`. */
  made(origin: Expr, made: Expr): void;
}

/** Internal names of the library functions that normal form calls. */
export interface NormalizeLibrary extends NestedLibrary {
  readonly poolWait: string;
  readonly scopeSelect: string;
  readonly scopeWait: string;
  readonly handleOf: string;
}

const SITES: ReadonlyMap<string, "park" | "parkOrCancel" | "yield" | "sleep" | "step"> = new Map([
  ["__park", "park"], ["__parkOrCancel", "parkOrCancel"], ["__yield", "yield"], ["__sleep", "sleep"], ["__generatorStep", "step"],
]);

/** Fills `fn.body`, areas and children from `body`, whose locals have their final indices. */
export function normalize(module: Module, calls: Calls, fn: AsyncFunction, body: Expr): void {
  new Normalizer(module, calls, fn).run(body);
}

class Normalizer {
  private readonly wholes: Wholes;
  private readonly scopes: { name: string; label: string; result: number }[] = [];
  private labelCount = 0;
  /** How many tries are around what is normalized now. */
  private tries = 0;
  /** How many cleanups follow what is normalized now: children that it awaits end before those run. */
  private cleanups: number;
  /** The expression whose value the source drops. */
  private dropped: Expr = 0;
  private readonly statements: Statements;

  constructor(private readonly module: Module, private readonly calls: Calls, private readonly fn: AsyncFunction) {
    this.statements = new Statements(module, fn);
    this.wholes = new Wholes(module, calls, fn);
    this.cleanups = Number(fn.takes == "adopts"); // nobody else ends them
  }

  run(body: Expr): void {
    const out: Stmt[] = [];
    if (this.fn.forwards) {
      this.forward(body, out);
    } else if (this.fn.isPlain && this.fn.result != TypeRef.None) {
      const value = this.value(body, out);
      if (value) out.push({ kind: "return", value });
    } else {
      // asc typed the block by the signature (a pointer); typing.ts saw to it that it ends with a return or a trap.
      if (raw._BinaryenExpressionGetId(body) == ExpressionId.Block) raw._BinaryenExpressionSetType(body, TypeRef.None);
      if (this.statement(body, out)) out.push(this.fn.result == TypeRef.None ? { kind: "return", value: 0 } : { kind: "trap" });
    }
    this.fn.body = out;
  }

  /** A stub: its calls of async functions and generators stand where it returns, each as its last act. */
  private forward(e: Expr, out: Stmt[]): void {
    const isBlock = raw._BinaryenExpressionGetId(e) == ExpressionId.Block && !this.name(raw._BinaryenBlockGetName(e));
    if (isBlock) {
      const last = raw._BinaryenBlockGetNumChildren(e) - 1;
      for (let i = 0; i < last; i++) if (!this.statement(raw._BinaryenBlockGetChildAt(e, i), out)) return;
      this.forward(raw._BinaryenBlockGetChildAt(e, last), out);
      return;
    }
    const callee = raw._BinaryenExpressionGetId(e) == ExpressionId.Call ? this.target(e) : "";
    if (!this.calls.isAsync(callee) && !this.calls.isGenerator(callee)) {
      if (this.statement(e, out)) out.push({ kind: "trap" });
      return;
    }
    const value = this.value(e, out, true);
    if (value >= 0) out.push({ kind: "return", value });
  }

  // -- statements ---------------------------------------------------------------------------------------------------

  /** Emits `e` for its effect. @returns whether control continues behind it */
  private statement(e: Expr, out: Stmt[]): boolean {
    const id = raw._BinaryenExpressionGetId(e);
    if (this.wholes.has(e)) {
      if (id == ExpressionId.Nop) return true;
      if (id == ExpressionId.Unreachable) {
        out.push({ kind: "trap" });
        return false;
      }
      const type = raw._BinaryenExpressionGetType(e);
      if (type == TypeRef.Unreachable) {
        out.push({ kind: "code", expr: e }, { kind: "trap" });
        return false;
      }
      out.push({ kind: "code", expr: type == TypeRef.None ? e : this.module.drop(e) });
      return true;
    }
    switch (id) {
      case ExpressionId.Drop:
        this.dropped = raw._BinaryenDropGetValue(e);
        return this.statement(this.dropped, out);
      case ExpressionId.Block: return this.block(e, out, -1);
      case ExpressionId.Loop: return this.loop(e, out, -1);
      case ExpressionId.If: return this.conditional(e, out, -1);
      // Behind an error the variable would not be as it was.
      case ExpressionId.LocalSet: {
        const value = raw._BinaryenLocalSetGetValue(e);
        if (this.tries || raw._BinaryenLocalSetIsTee(e) || raw._BinaryenExpressionGetType(value) == TypeRef.Unreachable) break;
        return this.into(value, out, raw._BinaryenLocalSetGetIndex(e));
      }
    }
    const value = this.value(e, out, true);
    if (value < 0) return false;
    if (value) out.push({ kind: "code", expr: raw._BinaryenExpressionGetType(value) == TypeRef.None ? value : this.module.drop(value) });
    return true;
  }

  private block(e: Expr, out: Stmt[], result: number): boolean {
    const name = this.name(raw._BinaryenBlockGetName(e));
    const count = raw._BinaryenBlockGetNumChildren(e);
    const body = name ? [] : out;
    const scope = name ? this.open(name, result) : null;
    let open = true;
    for (let i = 0; open && i < count; i++) {
      const child = raw._BinaryenBlockGetChildAt(e, i);
      open = i == count - 1 && result >= 0 ? this.into(child, body, result) : this.statement(child, body);
    }
    if (!scope) return open;
    this.scopes.pop();
    out.push({ kind: "block", label: scope.label, body, pad: false });
    return open || mentions(body, scope.label);
  }

  private loop(e: Expr, out: Stmt[], result: number): boolean {
    const name = this.name(raw._BinaryenLoopGetName(e));
    const body: Stmt[] = [];
    const scope = this.open(name || "~loop", -1);
    const child = raw._BinaryenLoopGetBody(e);
    const open = result >= 0 ? this.into(child, body, result) : this.statement(child, body);
    this.scopes.pop();
    out.push({ kind: "loop", label: scope.label, body });
    return open;
  }

  private conditional(e: Expr, out: Stmt[], result: number): boolean {
    const condition = raw._BinaryenIfGetCondition(e);
    if (raw._BinaryenExpressionGetId(condition) == ExpressionId.Call && this.target(condition) == TRY) return this.tried(e, condition, out);
    const cond = this.value(condition, out);
    if (!cond) return false;
    const arm = (child: Expr): { body: Stmt[]; open: boolean } => {
      const body: Stmt[] = [];
      const open = !child || (result >= 0 ? this.into(child, body, result) : this.statement(child, body));
      return { body, open };
    };
    const yes = arm(raw._BinaryenIfGetIfTrue(e));
    const no = arm(raw._BinaryenIfGetIfFalse(e));
    out.push({ kind: "if", cond, then: yes.body, else: no.body });
    return yes.open || no.open;
  }

  /** A `try` as typing marked it (see 2-desugar/markers.ts). */
  private tried(e: Expr, marker: Expr, out: Stmt[]): boolean {
    const has = (i: number): boolean => raw._BinaryenConstGetValueI32(operand(marker, i)) != 0;
    const part = (code: Expr): { body: Stmt[]; open: boolean } => {
      const body: Stmt[] = [];
      return { body, open: this.statement(code, body) };
    };
    const rest = raw._BinaryenIfGetIfFalse(e);
    this.tries++;
    this.cleanups += Number(has(1));
    const body = part(raw._BinaryenIfGetIfTrue(e));
    const handler = has(0) ? part(raw._BinaryenIfGetIfTrue(rest)) : null;
    this.cleanups -= Number(has(1));
    const cleanup = has(1) ? part(raw._BinaryenIfGetIfFalse(rest)) : null;
    this.tries--;
    out.push({ kind: "try", body: body.body, handler: handler && handler.body, cleanup: cleanup && cleanup.body });
    return (body.open || handler != null && handler.open) && (!cleanup || cleanup.open);
  }

  /** Emits `e` and leaves its value in local `result`, last of all. @returns whether control continues */
  private into(e: Expr, out: Stmt[], result: number): boolean {
    if (!this.wholes.has(e)) {
      switch (raw._BinaryenExpressionGetId(e)) {
        case ExpressionId.Block: return this.block(e, out, result);
        case ExpressionId.Loop: return this.loop(e, out, result);
        case ExpressionId.If: return this.conditional(e, out, result);
      }
    }
    const isAwait = raw._BinaryenExpressionGetId(e) == ExpressionId.Call && this.calls.isAwait(this.target(e));
    const value = isAwait ? this.awaited(e, out, 0, result) : this.value(e, out);
    if (!value) return false;
    if (localOf(value) != result) this.assign(result, value, out);
    return true;
  }

  // -- values -------------------------------------------------------------------------------------------------------

  /**
   * Emits what `e` needs before it and returns what is left: a whole expression.
   * @returns 0 when control does not continue; with `effect`, -1 for that and 0 for no value
   */
  private value(e: Expr, out: Stmt[], effect = false): Expr {
    const dead = effect ? -1 : 0;
    const type = raw._BinaryenExpressionGetType(e);
    if (this.wholes.has(e)) {
      if (type != TypeRef.Unreachable) return e;
      out.push({ kind: "code", expr: e }, { kind: "trap" });
      return dead;
    }
    switch (raw._BinaryenExpressionGetId(e)) {
      case ExpressionId.Block: case ExpressionId.Loop: case ExpressionId.If: {
        if (type == TypeRef.None || type == TypeRef.Unreachable) return this.statement(e, out) ? 0 : dead;
        const result = this.temp(type);
        return this.into(e, out, result) ? this.get(result) : dead;
      }
      case ExpressionId.Break: return this.branch(e, out, dead);
      case ExpressionId.Switch: return this.table(e, out, dead);
      case ExpressionId.Return: {
        const child = raw._BinaryenReturnGetValue(e);
        const value = child ? this.value(child, out, true) : 0;
        if (value >= 0) out.push({ kind: "return", value });
        return dead;
      }
      case ExpressionId.Call: {
        const target = this.target(e);
        const unwinding = this.calls.intrinsic(target);
        if (unwinding == "__unwind" || unwinding == "__unwindError") {
          out.push({ kind: "unwind", status: unwinding == "__unwind" ? UNWIND_CANCEL : UNWIND_ERROR });
          return dead;
        }
        if (target == THROW) {
          const value = this.value(operand(e, 0), out);
          if (value) out.push({ kind: "throw", value, site: raw._BinaryenConstGetValueI32(operand(e, 1)), origin: e });
          return dead;
        }
        if (this.calls.isAwait(target)) return this.awaited(e, out, dead);
        if (this.calls.throws(target)) return this.inPlace(e, raw._BinaryenExpressionGetType(e), out, dead);
        if (target == YIELD) return this.given(e, out, dead);
        if (this.calls.isGenerator(target)) return this.fn.forwards ? this.inPlace(e, TypeRef.None, out, dead) : this.made(e, target, out, dead);
        const intrinsic = this.calls.intrinsic(target);
        if (intrinsic && SUSPENDING.has(intrinsic)) throw new Refusal("TACET040", e, [intrinsic]);
        if (this.calls.isAsync(target)) return this.fn.forwards ? this.inPlace(e, this.fn.result, out, dead) : this.started(e, target, out, dead);
        break;
      }
    }
    return this.operands(e, out) ? e : dead;
  }

  /** Makes all operands of `e` whole. @returns whether control reaches `e` */
  private operands(e: Expr, out: Stmt[]): boolean {
    const count = operandCount(e);
    let last = -1;
    for (let i = 0; i < count; i++) {
      const child = operand(e, i);
      if (child && !this.wholes.has(child)) last = i;
    }
    for (let i = 0; i <= last; i++) {
      const child = operand(e, i);
      if (!child) continue;
      let value = this.value(child, out);
      if (!value) return false;
      if (i < last && raw._BinaryenExpressionGetId(value) != ExpressionId.Const && !this.isTemp(value)) {
        const temp = this.temp(raw._BinaryenExpressionGetType(value));
        this.assign(temp, value, out);
        value = this.get(temp);
      }
      setOperand(e, i, value);
    }
    return true;
  }

  private branch(e: Expr, out: Stmt[], dead: Expr): Expr {
    const scope = this.scope(this.name(raw._BinaryenBreakGetName(e)));
    const valueExpr = raw._BinaryenBreakGetValue(e);
    const condExpr = raw._BinaryenBreakGetCondition(e);
    let value = 0;
    if (valueExpr) {
      value = this.value(valueExpr, out);
      if (!value) return dead;
      if (scope.result >= 0 && !condExpr) this.assign(scope.result, value, out);
      else if (scope.result >= 0) {
        const temp = this.temp(raw._BinaryenExpressionGetType(value));
        this.assign(temp, value, out);
        value = this.get(temp);
      } else out.push({ kind: "code", expr: this.module.drop(value) });
    }
    if (!condExpr) {
      out.push({ kind: "br", label: scope.label, cond: 0 });
      return dead;
    }
    const cond = this.value(condExpr, out);
    if (!cond) return dead;
    if (!valueExpr || scope.result < 0) {
      out.push({ kind: "br", label: scope.label, cond });
      return 0;
    }
    const then: Stmt[] = [];
    this.assign(scope.result, this.module.copyExpression(value), then);
    then.push({ kind: "br", label: scope.label, cond: 0 });
    out.push({ kind: "if", cond, then, else: [] });
    return value;
  }

  private table(e: Expr, out: Stmt[], dead: Expr): Expr {
    const count = raw._BinaryenSwitchGetNumNames(e);
    const valueExpr = raw._BinaryenSwitchGetValue(e);
    if (valueExpr) throw new Error(`${this.fn.name}: br_table with a value`);
    const cond = this.value(raw._BinaryenSwitchGetCondition(e), out);
    if (!cond) return dead;
    const labels: string[] = [];
    for (let i = 0; i < count; i++) labels.push(this.scope(this.name(raw._BinaryenSwitchGetNameAt(e, i))).label);
    const fallback = this.scope(this.name(raw._BinaryenSwitchGetDefaultName(e))).label;
    out.push({ kind: "switch", labels, fallback, cond });
    return dead;
  }

  // -- awaits and starts --------------------------------------------------------------------------------------------

  /** `await x`: a call runs in place; anything else is a child's promise. @param result the local that the value of a call is for, or -1 */
  private awaited(e: Expr, out: Stmt[], dead: Expr, result = -1): Expr {
    const type = raw._BinaryenExpressionGetType(e);
    let promise = raw._BinaryenCallGetOperandAt(e, 0);
    while (raw._BinaryenExpressionGetId(promise) == ExpressionId.Block && !raw._BinaryenBlockGetName(promise)) {
      const last = raw._BinaryenBlockGetNumChildren(promise) - 1;
      for (let i = 0; i < last; i++) if (!this.statement(raw._BinaryenBlockGetChildAt(promise, i), out)) return dead;
      promise = raw._BinaryenBlockGetChildAt(promise, last);
    }
    if (raw._BinaryenExpressionGetId(promise) == ExpressionId.Call) {
      const callee = this.target(promise);
      const intrinsic = this.calls.intrinsic(callee);
      const kind = intrinsic && SITES.get(intrinsic);
      if (kind) {
        const cancelled = kind == "parkOrCancel" ? this.temp(TypeRef.I32) : -1;
        if (!this.operands(promise, out)) return dead;
        out.push({ kind: "await", site: { kind, callee: "", args: operandsOf(promise), result: cancelled, type, origin: e } });
        return cancelled < 0 ? 0 : this.get(cancelled);
      }
      if (this.calls.isAsync(callee)) return this.inPlace(promise, type, out, dead, result);
      if (combinatorOf(callee)) return this.combined(promise, e, type, out, dead);
      if (this.calls.intrinsic(callee) == "spawn") return this.spawned(promise, e, out, dead);
      if (this.calls.intrinsic(callee) == SCOPE_SPAWN) return this.spawnedIn(promise, e, out, dead);
    }
    const value = this.value(promise, out);
    if (!value) return dead;
    const child = this.temp(TypeRef.I32);
    this.assign(child, value, out);
    const failed = this.statements.call(this.calls.lib.errorTake, this.get(child));
    const rethrow = this.statements.if(failed, [{ kind: "unwind", status: UNWIND_ERROR }]);
    out.push({ kind: "join", promise: child, origin: e, ends: this.cleanups > 0 }, { kind: "guard", promises: [child], then: [rethrow], aborted: false });
    return this.resultOf(child, type, out);
  }

  /** An awaited call of an async function, or one of a function that throws. */
  private inPlace(call: Expr, type: Type, out: Stmt[], dead: Expr, into = -1): Expr {
    if (!this.operands(call, out)) return dead;
    const result = type == TypeRef.None ? -1 : into < 0 ? this.temp(type) : into;
    out.push({ kind: "await", site: { kind: "call", callee: this.target(call), args: operandsOf(call), result, type, origin: call } });
    return result < 0 ? 0 : this.get(result);
  }

  /** `await Promise.all([…])` and the like. */
  private combined(marker: Expr, e: Expr, type: Type, out: Stmt[], dead: Expr): Expr {
    const combination = this.combination(marker, out, -1);
    if (!combination) return dead;
    const { kind, parts } = combination;
    const { lib } = this.calls;
    const ends = this.cleanups > 0;
    const winner = this.temp(TypeRef.I32);
    if (kind == "timeout" || kind == "shield" || parts.some(part => part.kind != "child")) {
      out.push(...new Nested(this.statements, lib, combination, e, ends).wait(winner));
      return this.resultOf(winner, type, out);
    }
    const combinators = new Combinators(this.statements, lib, childrenOf(combination), e, ends);
    switch (kind) {
      case "all": out.push(...combinators.all()); return 0;
      case "allSettled": out.push(...combinators.allSettled()); return 0;
      case "any": out.push(...combinators.any(winner)); break;
      case "race": out.push(...combinators.race(winner)); break;
    }
    return this.resultOf(winner, type, out);
  }

  /** What a marker combines: its children, each in a local, and further ones. @param place the local that takes what decided it, or -1 */
  private combination(marker: Expr, out: Stmt[], place: number): Combination | null {
    const parts: Part[] = [];
    for (const e of operandsOf(marker)) {
      const part = this.part(e, out);
      if (!part) return null;
      parts.push(part);
    }
    return { kind: combinatorOf(this.target(marker))!, parts, place };
  }

  private part(e: Expr, out: Stmt[]): Part | null {
    const isTee = raw._BinaryenExpressionGetId(e) == ExpressionId.LocalSet;
    const inner = isTee ? raw._BinaryenLocalSetGetValue(e) : e;
    if (raw._BinaryenExpressionGetId(inner) == ExpressionId.Call && combinatorOf(this.target(inner))) {
      return this.combination(inner, out, isTee ? raw._BinaryenLocalSetGetIndex(e) : -1);
    }
    const value = this.value(e, out);
    if (!value) return null;
    const promise = this.temp(TypeRef.I32);
    this.assign(promise, value, out);
    return { kind: "child", promise };
  }

  /** `await spawn(f(x))`: takes a slot, waiting for one while the pool is full. */
  private spawned(spawn: Expr, e: Expr, out: Stmt[], dead: Expr): Expr {
    const kind = this.dropped == e ? DETACHED : JOINABLE;
    const task = this.startInPool(raw._BinaryenCallGetOperandAt(spawn, 0), spawn, kind, () => this.module.i32(kind), pool => ({
      callee: this.calls.lib.poolWait, args: [pool],
    }), out);
    return task < 0 ? dead : this.statements.call(this.calls.lib.handleOf, this.get(task));
  }

  /** `await s.spawn(f(x))`: the same, and room in the scope. */
  private spawnedIn(spawn: Expr, e: Expr, out: Stmt[], dead: Expr): Expr {
    const { lib } = this.calls;
    const at = this.value(raw._BinaryenCallGetOperandAt(spawn, 0), out);
    if (!at) return dead;
    const scope = this.temp(TypeRef.I32);
    this.assign(scope, at, out);
    const select = (): Expr => this.statements.call(lib.scopeSelect, this.get(scope));
    const task = this.startInPool(raw._BinaryenCallGetOperandAt(spawn, 1), spawn, SCOPED, select, pool => ({
      callee: lib.scopeWait, args: [this.get(scope), pool],
    }), out);
    return task < 0 ? dead : 0;
  }

  /** Starts `call` with a kind, again after each wait until it succeeds. @returns the local with the task, -1 behind a dead end */
  private startInPool(
    call: Expr, spawn: Expr, kind: number, kindOf: () => Expr, wait: (pool: Expr) => Pick<Site, "callee" | "args">, out: Stmt[],
  ): number {
    const callee = raw._BinaryenExpressionGetId(call) == ExpressionId.Call ? this.target(call) : "";
    if (!this.calls.isAsync(callee)) throw new Refusal("TACET041", spawn, ["spawn"]);
    if (!this.operands(call, out)) return -1;
    const args = operandsOf(call).map(arg => {
      const temp = this.temp(raw._BinaryenExpressionGetType(arg));
      this.assign(temp, arg, out);
      return temp;
    });
    const m = this.module;
    this.fn.asks = true;
    const task = this.temp(TypeRef.I32);
    const done = `~${this.labelCount++}`;
    const again = `~${this.labelCount++}`;
    const started = m.call(this.calls.spawnOf(callee, kind, spawn), [...args.map(a => this.get(a)), kindOf()], TypeRef.I32);
    this.calls.made(spawn, started);
    out.push({ kind: "block", label: done, pad: false, body: [{ kind: "loop", label: again, body: [
      { kind: "code", expr: raw._BinaryenLocalSet(m.ref, task, started) },
      { kind: "br", label: done, cond: this.get(task) },
      { kind: "await", site: {
        kind: "call", ...wait(m.call(POOL + callee, [], TypeRef.I32)), result: -1, type: TypeRef.None, origin: spawn,
      } },
      { kind: "br", label: again, cond: 0 },
    ] }] });
    return task;
  }

  private resultOf(child: number, type: Type, out: Stmt[]): Expr {
    if (type == TypeRef.None) return 0;
    const result = this.temp(type);
    this.assign(result, this.module.call(CHILD_RESULT + type, [this.get(child)], type), out);
    return this.get(result);
  }

  /** A call of an async function that is not awaited: a child task. */
  private started(e: Expr, callee: string, out: Stmt[], dead: Expr): Expr {
    if (!this.operands(e, out)) return dead;
    const result = this.temp(TypeRef.I32);
    const child = this.fn.children.length;
    this.fn.children.push({ callee, origin: e });
    out.push({ kind: "start", start: { callee, args: operandsOf(e), result, child, watched: false, origin: e } });
    return this.get(result);
  }

  // -- generators ---------------------------------------------------------------------------------------------------

  /** A call of a generator: nothing of it runs yet. */
  private made(e: Expr, callee: string, out: Stmt[], dead: Expr): Expr {
    if (!this.operands(e, out)) return dead;
    const result = this.temp(TypeRef.I32);
    out.push({ kind: "make", callee, args: operandsOf(e), result, origin: e });
    return this.get(result);
  }

  private given(e: Expr, out: Stmt[], dead: Expr): Expr {
    const value = this.value(operand(e, 0), out);
    if (!value) return dead;
    out.push({ kind: "give", value, origin: e });
    return 0;
  }

  // -- small helpers ------------------------------------------------------------------------------------------------

  private target(call: Expr): string {
    return this.name(raw._BinaryenCallGetTarget(call));
  }

  private name(ptr: number): string {
    return this.module.readStringCached(ptr) ?? "";
  }

  private open(name: string, result: number): { name: string; label: string; result: number } {
    const scope = { name, label: `~${this.labelCount++}`, result };
    this.scopes.push(scope);
    return scope;
  }

  private scope(name: string): { label: string; result: number } {
    for (let i = this.scopes.length - 1; i >= 0; i--) if (this.scopes[i].name == name) return this.scopes[i];
    throw new Error(`${this.fn.name}: branch to the unknown label ${name}`);
  }

  private temp(type: Type): number {
    const local = this.fn.locals.push(type) - 1;
    this.fn.settled.add(local);
    return local;
  }

  /** Whether the value is that of a local of ours, which nothing else is assigned to until it is used. */
  private isTemp(value: Expr): boolean {
    return this.fn.settled.has(localOf(value));
  }

  private get(local: number): Expr {
    return this.module.local_get(local, this.fn.locals[local]);
  }

  private assign(local: number, value: Expr, out: Stmt[]): void {
    out.push({ kind: "code", expr: raw._BinaryenLocalSet(this.module.ref, local, value) });
  }
}
