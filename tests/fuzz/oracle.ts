// The oracle: a program's JavaScript dialect -> what V8's own async functions make of it.
//
// Tasks suspend only in yieldNow and sleep, whose promises are resolved here, one at a time, with every microtask run in between:
// one resolved promise is one poll of Tacet's executor. compare.ts argues why the traces agree.

import ts from "typescript";
import { NEVER_MS } from "./nested.js";
import { argumentValue, printProgram, type Program } from "./program.js";
import type { CallResult, Event, Outcome } from "./outcome.js";
import { valueText } from "./outcome.js";

/** A task, as the programs' parameter `t`: in AssemblyScript it is its name alone. */
interface Task {
  readonly name: number;
  readonly parent: Task | undefined;
  /** Whether a cancel of its parent is none of it. */
  readonly isShielded: boolean;
  forks: number;
  abandoned: boolean;
  /** A cancel by the host; it is delivered once, at the next poll. */
  cancel: "none" | "requested" | "delivered";
}

/** What a suspension is rejected with where a cancel is delivered; no `catch` of the program keeps it. */
const CANCEL = new Error("cancelled");

interface Sleeper {
  readonly dueMs: number;
  readonly wake: () => void;
}

interface Call {
  readonly position: number;
  readonly root: number;
  readonly task: Task;
  state: CallResult["state"];
  value: string;
}

/** Polls a run may take; the generator's bound on the work of a program is far below. */
const POLLS_MAX = 100_000;

export async function runOracle(program: Program): Promise<Outcome> {
  const world = new World();
  const roots = evaluate(program, world);
  const calls: Call[] = [];
  const failures: string[] = [];
  const onRejection = (reason: unknown): void => void failures.push(String(reason));
  process.on("unhandledRejection", onRejection);
  try {
    for (const [position, action] of program.script.entries()) {
      if ("start" in action) {
        const root = program.roots[action.start];
        if (calls.filter((call) => call.root === action.start && call.state === "running").length >= root.pool) continue;
        const call: Call = { position, root: action.start, task: world.rootTask(calls.length), state: "running", value: "" };
        calls.push(call);
        const args = root.params.map((type, i) => argumentValue(type, action.args[i]));
        roots[action.start](call.task, ...args).then(
          (value) => {
            if (call.state === "cancelled") return;
            call.state = "done";
            call.value = root.result === "void" ? "" : valueText(value);
          },
          (reason: unknown) => {
            if (isCancel(reason)) call.state = "cancelled";
            else if (!isThrown(reason)) onRejection(reason);
            else if (call.state !== "cancelled") {
              call.state = "threw";
              call.value = `${reason.name}: ${reason.message}`;
            }
          },
        );
        await microtasks();
      } else if ("turn" in action) {
        for (let polls = 0; polls < action.turn && world.ready.length; polls++) await world.poll();
      } else if ("advanceMs" in action) {
        world.advanceTo(world.nowMs + action.advanceMs);
        while (world.ready.length) await world.poll();
      } else {
        const call = calls[action.cancel];
        if (call?.state !== "running") continue;
        if (program.unwinds) {
          if (call.task.cancel === "none") call.task.cancel = "requested";
        } else {
          call.state = "cancelled";
          call.task.abandoned = true;
        }
      }
    }
    for (let polls = 0; polls < POLLS_MAX; polls++) {
      if (world.ready.length) await world.poll();
      else if (world.sleepers.length) world.advanceTo(Math.min(...world.sleepers.map((sleeper) => sleeper.dueMs)));
      else break;
    }
  } finally {
    process.off("unhandledRejection", onRejection);
  }
  if (failures.length) throw new Error(`the oracle's program failed: ${failures[0]}`);
  return {
    events: world.events,
    calls: calls.map((call): CallResult => ({ position: call.position, task: call.task.name, state: call.state, value: call.value })),
    prefixTasks: world.prefixTasks(),
    wholeTasks: world.wholeTasks(),
  };
}

/** Positions in the script of the starts the oracle made: it leaves out those for which no slot was free. */
export function startsMade(outcome: Outcome): Set<number> {
  return new Set(outcome.calls.map((call) => call.position));
}

/** Lets every microtask run: a macrotask starts only then. */
function microtasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

type RootFunction = (task: Task, ...args: unknown[]) => Promise<unknown>;

function evaluate(program: Program, world: World): RootFunction[] {
  const names = program.roots.map((root) => root.name);
  const environment = { ...CASTS, ...HELPERS, ...world.primitives(), observed };
  const body = `"use strict";\n${javaScript(program)}\nreturn [${names.map((name) => `typeof ${name} === "function" ? ${name} : undefined`).join(", ")}];`;
  const build = new Function(...Object.keys(environment), body) as (...values: unknown[]) => RootFunction[];
  return build(...Object.values(environment));
}

/** A cancel, be it one that was delivered in a disposal and came upon an error there. */
function isCancel(reason: unknown): boolean {
  return reason === CANCEL || reason instanceof Error && reason.name === "SuppressedError" && isCancel((reason as Error & { error: unknown }).error);
}

/** An error that the program threw itself. */
function isThrown(reason: unknown): reason is Error {
  return reason instanceof Error && reason.message.startsWith("thrown ");
}

/**
 * What V8 runs. Children and kept combinators are observed: Node would report their rejections before they are awaited. Suspensions know their task, and
 * catches what a cancel is. `using`, which V8 does not parse yet, is written in its older form.
 */
function javaScript(program: Program): string {
  const text = printProgram(program, "javascript")
    .replace(/const ([pk]\d+) = (.*);$/gm, "const $1 = observed($2);")
    .replaceAll("yieldNow()", "yieldNow(t)")
    .replace(/ catch (?:\((e\d+)\) )?\{/g, (_all, name = "e") => ` catch (${name}) { passCancel(${name});`);
  if (!program.features.includes("using")) return text;
  const compilerOptions = { target: ts.ScriptTarget.ES2022, removeComments: true, allowJs: true };
  return ts.transpileModule(text, { compilerOptions, fileName: "program.js" }).outputText; // in JavaScript, `a < b > (c)` is no call
}

function observed(child: Promise<unknown>): Promise<unknown> {
  child.catch(() => undefined);
  return child;
}

class World {
  readonly events: Event[] = [];
  readonly ready: (() => void)[] = [];
  readonly sleepers: Sleeper[] = [];
  nowMs = 0;
  readonly #tasks: Task[] = [];

  rootTask(index: number): Task {
    return this.#task(rootName(index), undefined);
  }

  #task(name: number, parent: Task | undefined, isShielded = false): Task {
    const task: Task = { name, parent, isShielded, forks: 0, abandoned: false, cancel: "none" };
    this.#tasks.push(task);
    return task;
  }

  /** Those that would never be over leave no sleeper behind. */
  #timeout(promise: Promise<unknown>, ms: number): Promise<unknown> {
    if (ms >= NEVER_MS) return promise;
    return Promise.race([promise, new Promise((_resolve, reject) => {
      const wake = (): void => reject(Object.assign(new Error("The operation timed out"), { name: "TimeoutError" }));
      this.sleepers.push({ dueMs: this.nowMs + ms, wake });
    })]);
  }

  async poll(): Promise<void> {
    this.ready.shift()!();
    await microtasks();
  }

  advanceTo(ms: number): void {
    this.nowMs = ms;
    const due = this.sleepers.filter((sleeper) => sleeper.dueMs <= ms).sort((a, b) => a.dueMs - b.dueMs);
    for (const sleeper of due) {
      this.sleepers.splice(this.sleepers.indexOf(sleeper), 1);
      this.ready.push(sleeper.wake);
    }
  }

  /** Names of the tasks that were abandoned, and of those below them but for shielded ones. */
  prefixTasks(): Set<number> {
    const below = (task: Task | undefined): boolean => task !== undefined && (task.abandoned || !task.isShielded && below(task.parent));
    return new Set(this.#tasks.filter(below).map((task) => task.name));
  }

  /** Names of shielded tasks, and of those below them, that may not have been started, since who would have was abandoned. */
  wholeTasks(): Set<number> {
    const isShielded = (task: Task | undefined): boolean => task !== undefined && (task.isShielded || isShielded(task.parent));
    const below = (task: Task | undefined): boolean => task !== undefined && (task.abandoned || below(task.parent));
    const prefixes = this.prefixTasks();
    return new Set(this.#tasks.filter((task) => isShielded(task) && below(task) && !prefixes.has(task.name)).map((task) => task.name));
  }

  primitives(): Record<string, unknown> {
    return {
      trace: (task: Task, site: number, value: unknown) => void this.events.push({ task: task.name, text: `${site}: ${valueText(value)}` }),
      fork: (task: Task) => this.#task(childName(task.name, ++task.forks), task),
      forkShielded: (task: Task) => this.#task(childName(task.name, ++task.forks), task, true),
      spawn: (joined: Promise<unknown>) => {
        observed(joined);
        return Promise.resolve({ join: () => joined });
      },
      scope,
      limit: scope,
      shield: (promise: Promise<unknown>) => promise,
      timeout: (promise: Promise<unknown>, ms: number) => this.#timeout(promise, ms),
      abandon: (task: Task) => { task.abandoned = true; },
      ended: () => undefined,
      passCancel: (caught: unknown) => {
        if (isCancel(caught)) throw CANCEL;
      },
      yieldNow: (task: Task) => new Promise<void>((resolve, reject) => void this.ready.push(() => {
        if (task.cancel !== "requested") return resolve();
        task.cancel = "delivered";
        reject(CANCEL);
      })),
      sleep: (ms: number) => new Promise<void>((resolve) => void this.sleepers.push({ dueMs: this.nowMs + ms, wake: resolve })),
    };
  }
}

/** A scope: its tasks start at once, whatever its limit and their pools say, since only each task's own sequence is compared. */
function scope(): { spawn(task: Promise<unknown>): Promise<void>; join(): Promise<void> } {
  const tasks: Promise<unknown>[] = [];
  return {
    spawn: (task) => {
      tasks.push(task);
      return Promise.resolve();
    },
    join: async () => void await Promise.all(tasks),
  };
}

/** The task name of the call with this number. */
export function rootName(index: number): number {
  return 1000 + index;
}

function childName(task: number, count: number): number {
  let x = (task ^ Math.imul(count, 0x9e3779b1)) >>> 0;
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) >>> 0;
  x = Math.imul(x ^ (x >>> 12), 0x297a2d39) >>> 0;
  return (x ^ (x >>> 15)) | 1;
}

type Cast = (x: number | bigint | boolean) => unknown;

function narrow(bits: number, signed: boolean): Cast {
  const shift = 32 - bits;
  const wrapBig = signed ? BigInt.asIntN : BigInt.asUintN;
  return (x) => {
    if (typeof x === "bigint") return Number(wrapBig(bits, x));
    return signed ? (Number(x) << shift) >> shift : (Number(x) << shift) >>> shift;
  };
}

export const CASTS: Readonly<Record<string, Cast>> = {
  i8: narrow(8, true), i16: narrow(16, true), i32: narrow(32, true), isize: narrow(32, true),
  u8: narrow(8, false), u16: narrow(16, false), u32: narrow(32, false), usize: narrow(32, false),
  i64: (x) => BigInt.asIntN(64, BigInt(x)),
  u64: (x) => BigInt.asUintN(64, BigInt(x)),
  f32: (x) => Math.fround(Number(x)),
  f64: (x) => Number(x),
  bool: (x) => Boolean(x),
};

type Lanes = Int32Array;

function lanewise8(a: Lanes, b: Lanes, f: (x: number, y: number) => number): Lanes {
  const x = new Int8Array(a.buffer);
  const y = new Int8Array(b.buffer);
  return new Int32Array(x.map((value, i) => f(value, y[i])).buffer);
}

function lanewise16(a: Lanes, b: Lanes, f: (x: number, y: number) => number): Lanes {
  const x = new Int16Array(a.buffer);
  const y = new Int16Array(b.buffer);
  return new Int32Array(x.map((value, i) => f(value, y[i])).buffer);
}

/** What prelude.as.ts defines, for JavaScript. */
const HELPERS = {
  gc: () => undefined,
  mul: (a: number | bigint, b: number | bigint) => (typeof a === "bigint" ? a * (b as bigint) : Math.imul(a, b as number)),
  div: (a: number | bigint, b: number | bigint) => {
    if (typeof a === "bigint") return b === 0n ? a : a / (b as bigint);
    return b === 0 ? a : Math.trunc(a / (b as number));
  },
  rem: (a: number | bigint, b: number | bigint) => {
    if (typeof a === "bigint") return b === 0n ? a : a % (b as bigint);
    return b === 0 ? a : a % (b as number);
  },
  toInt: (x: number) => (x > -2147483000 && x < 2147483000 ? Math.trunc(x) | 0 : 7),
  i64Of: (high: number, low: number) => BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low >>> 0)),
  u64Of: (high: number, low: number) => BigInt.asUintN(64, (BigInt(high) << 32n) | BigInt(low >>> 0)),
  unit: (text: string, index: number) => (index >= 0 && index < text.length ? text.charCodeAt(index) : -1),
  cut: (text: string) => text.substring(0, 12),
  v4: (a: number, b: number, c: number, d: number): Lanes => Int32Array.of(a, b, c, d),
  vAdd32: (a: Lanes, b: Lanes): Lanes => a.map((x, i) => x + b[i]),
  vSub8: (a: Lanes, b: Lanes) => lanewise8(a, b, (x, y) => x - y),
  vMul16: (a: Lanes, b: Lanes) => lanewise16(a, b, (x, y) => x * y),
  vXor: (a: Lanes, b: Lanes): Lanes => a.map((x, i) => x ^ b[i]),
  vLane: (v: Lanes, lane: number) => v[lane & 3],
  frameBuffer: (bytes: number) => new DataView(new ArrayBuffer(bytes)),
  poke: (buffer: DataView, offset: number, value: number) => buffer.setInt32(offset, value, true),
  peek: (buffer: DataView, offset: number) => buffer.getInt32(offset, true),
  inFrame: () => ({}),
};
