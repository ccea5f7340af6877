// Calls: exported async functions -> JavaScript functions that return promises.
//
//   f(1, 2, { signal }) -> checked -> [queue while the pool is full] -> started in the guest -> ended -> settled
//
// A call is started at once and runs to its first suspension inside the export; its promise settles when the guest lists it
// as done. The last argument may be `{ signal }`: aborting cancels the call in the guest, whose cleanup runs before the
// promise rejects with the signal's reason. A call that completes in spite of it resolves. A call that ends by an error
// rejects with it. An argument that is left out (or undefined) is its default, as in JavaScript, if the module could name it.

import { TaskEnd, TaskFlag, TaskLayout } from "./abi.js";
import { TacetClosed, TacetFault } from "./errors.js";
import type { Guest } from "./guest.js";
import type { Loop } from "./loop.js";
import type { ErrorLayout, FunctionSignature, ModuleSection } from "./section.js";
import { readError } from "./rejections.js";
import { describe, valueType, type StringHelpers, type ValueType } from "./values.js";

export interface CallOptions {
  /** Aborting it cancels the call. */
  readonly signal?: AbortSignal;
}

// The parameter and result types are the program's; `instantiate<{ f(a: number): Promise<number> }>` names them.
export type ExportedFunction = (...args: unknown[]) => Promise<unknown>;

const MAIN = "main";
/** Calls of one export that may wait for a slot. */
const QUEUE_MAX = 65536;

interface Parameter {
  readonly type: ValueType;
  /** Its value when the caller leaves it out; undefined if there is none. */
  readonly standIn: unknown;
  /** Whether it has a default, but one that only the program can work out. */
  readonly isComputed: boolean;
}

interface Exported {
  readonly name: string;
  readonly params: readonly Parameter[];
  readonly result: ValueType;
  readonly start: (...args: (number | bigint)[]) => number;
  readonly queue: Call[];
}

interface Call {
  readonly exported: Exported;
  readonly args: readonly unknown[];
  readonly signal: AbortSignal | undefined;
  readonly onAbort: () => void;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
  /** Address of its task once it runs. */
  task: number;
}

export class Calls {
  readonly exports: Readonly<Record<string, ExportedFunction>>;
  readonly #exported: readonly Exported[];
  readonly #resultOffset: number;
  readonly #error: ErrorLayout | undefined;
  /** Running calls by task address. */
  readonly #running = new Map<number, Call>();
  #ended: Error | undefined;
  /** Why calls are cancelled that nobody's signal cancels: the app is being closed, and takes no more of them. */
  #closing: Error | undefined;

  constructor(
    private readonly guest: Guest,
    private readonly loop: () => Loop,
    { exports: signatures, resultOffset, error }: ModuleSection,
    private readonly strings: () => StringHelpers | undefined,
  ) {
    this.#resultOffset = resultOffset;
    this.#error = error;
    this.#exported = signatures.map((signature) => exportedOf(signature, guest.exports));
    this.exports = Object.fromEntries(this.#exported.map((exported) => [exported.name, (...args: unknown[]) => this.#call(exported, args)]));
  }

  get countRunning(): number {
    return this.#running.size;
  }

  /** Settles what the guest has listed as done, and starts what waited for its slots. */
  settle(): void {
    const done = this.guest.takeDone((task) => this.#running.has(task), this.#running.size);
    for (const task of done) this.#settle(task);
  }

  /** `main` ended and with it the program. */
  exited(code: number): void {
    for (const [task, call] of this.#running) {
      if (call.exported.name !== MAIN) continue;
      this.#running.delete(task);
      this.#finish(call);
      const flags = this.guest.memory.u8[task + TaskLayout.FLAGS];
      if (flags & TaskFlag.CANCELLED) call.reject(this.#cancelReason(call));
      else if (this.#error && flags & TaskEnd.THREW) call.reject(this.#errorOf(task));
      else call.resolve(call.exported.result.name === "void" && code === 0 ? undefined : code);
    }
    this.end(new TacetClosed("the program has ended"));
  }

  /** Asks every running call to stop, and rejects those that wait and all that come. */
  cancelAll(reason: Error): void {
    this.#closing = reason;
    for (const exported of this.#exported) {
      for (const call of exported.queue.splice(0)) this.#reject(call, reason);
    }
    for (const task of this.#running.keys()) this.#cancel(task);
    this.loop().pump();
  }

  /** Rejects everything under way, and every later call, with `reason`. */
  end(reason: Error): void {
    this.#ended ??= reason;
    const calls = [...this.#running.values(), ...this.#exported.flatMap((exported) => exported.queue.splice(0))];
    this.#running.clear();
    for (const call of calls) this.#reject(call, reason);
  }

  async #call(exported: Exported, given: readonly unknown[]): Promise<unknown> {
    const { args, signal } = checked(exported, given);
    const over = this.#ended ?? this.#closing;
    if (over) throw over;
    signal?.throwIfAborted();
    if (signal && !this.guest.canCancel) {
      throw new TypeError(`${exported.name}: calls of this module can't be cancelled; compile it without TACET_ONLY_MAIN=1 to pass a signal`);
    }
    if (exported.queue.length >= QUEUE_MAX) throw new RangeError(`${exported.name}: ${QUEUE_MAX} calls wait already`);
    return new Promise((resolve, reject) => {
      const onAbort = (): void => this.#abort(call);
      const call: Call = { exported, args, signal, onAbort, resolve, reject, task: 0 };
      signal?.addEventListener("abort", onAbort, { once: true });
      if (exported.queue.length > 0 || !this.#start(call)) exported.queue.push(call);
      else this.loop().pump();
    });
  }

  /** @returns false when every slot of the pool is taken */
  #start(call: Call): boolean {
    const { exported } = call;
    let task: number;
    try {
      const lowered = this.#lower(exported, call.args);
      task = this.loop().enter(() => this.guest.enter(exported.start, ...lowered)) >>> 0;
    } catch (error) {
      this.#reject(call, error);
      return true;
    }
    if (task === 0) return false;
    if (task % 4 !== 0 || !this.guest.memory.holds(task, this.#resultOffset + 8) || this.#running.has(task)) {
      this.loop().fail(new TacetFault("BAD_CONTROL", `${exported.name} returned ${task}, which is no task`));
      this.#reject(call, this.#ended ?? new TacetClosed("the program broke the contract"));
      return true;
    }
    call.task = task;
    this.#running.set(task, call);
    return true;
  }

  /** Strings are pinned while others are made: a collection may run in between. */
  #lower(exported: Exported, args: readonly unknown[]): (number | bigint)[] {
    const strings = this.strings();
    const pinned: number[] = [];
    const lowered = args.map((value, index) => {
      const { type } = exported.params[index];
      const word = type.lower(value, strings);
      if (type.name === "string") pinned.push(strings!.__pin(word as number));
      return word;
    });
    this.guest.memory.refresh();
    for (const ptr of pinned) strings!.__unpin(ptr); // nothing allocates between here and the call
    return lowered;
  }

  #settle(task: number): void {
    const call = this.#running.get(task)!;
    this.#running.delete(task);
    this.#finish(call);
    const { exported } = call;
    const { memory } = this.guest;
    const flags = memory.u8[task + TaskLayout.FLAGS];
    if (flags & TaskFlag.CANCELLED) call.reject(this.#cancelReason(call));
    else if (this.#error && flags & TaskEnd.THREW) call.reject(this.#errorOf(task));
    else this.#resolve(call, task);
    this.guest.release(task);
    while (exported.queue.length > 0 && this.#start(exported.queue[0])) exported.queue.shift();
  }

  /** With the result the guest left; a broken one rejects. */
  #resolve(call: Call, task: number): void {
    try {
      call.resolve(call.exported.result.load(this.guest.memory, task + this.#resultOffset));
    } catch (error) {
      call.reject(error);
    }
  }

  #errorOf(task: number): Error {
    const { memory } = this.guest;
    const object = memory.u32[(task + this.#resultOffset) >>> 2];
    return readError(memory, object, this.#error, this.guest.stackOf(task, object));
  }

  #abort(call: Call): void {
    if (call.task === 0) {
      const at = call.exported.queue.indexOf(call);
      if (at >= 0) call.exported.queue.splice(at, 1);
      this.#reject(call, this.#cancelReason(call));
    } else if (this.#running.get(call.task) === call) {
      this.#cancel(call.task);
      this.loop().pump();
    }
  }

  #cancel(task: number): void {
    if (this.loop().isStopped) return;
    try {
      this.loop().enter(() => this.guest.cancel(task));
    } catch {
      // The trap has rejected every call, this one too.
    }
  }

  /** What a call rejects with that was cancelled. */
  #cancelReason({ signal }: Call): unknown {
    return signal?.aborted ? signal.reason : this.#closing ?? new DOMException("This call was cancelled", "AbortError");
  }

  #reject(call: Call, reason: unknown): void {
    this.#finish(call);
    call.reject(reason);
  }

  #finish(call: Call): void {
    call.signal?.removeEventListener("abort", call.onAbort);
  }
}

function exportedOf(signature: FunctionSignature, exports: WebAssembly.Exports): Exported {
  const start = exports[signature.name];
  if (typeof start !== "function") throw new TacetFault("BAD_MODULE", `the module names an export ${signature.name} but has none`);
  const type = (name: string): ValueType => {
    const found = valueType(name);
    if (found === undefined) throw new TacetFault("BAD_MODULE", `${signature.name}: values of type ${name} do not cross to JavaScript: numbers, bool and string do`);
    return found;
  };
  const parameter = (typeName: string, index: number): Parameter => {
    const given = signature.defaults[index];
    const isComputed = given !== undefined && "computed" in given;
    const standIn = given === undefined || isComputed ? undefined : standInOf(signature.name, type(typeName), given.value);
    return { type: type(typeName), standIn, isComputed };
  };
  return { name: signature.name, params: signature.params.map(parameter), result: type(signature.result), start: start as Exported["start"], queue: [] };
}

/** A default as the section writes it -> the value a caller would pass. */
function standInOf(name: string, type: ValueType, value: number | string | boolean): unknown {
  const standIn = typeof value === "string" && type.name !== "string" && /^-?\d+$/.test(value) ? BigInt(value) : value;
  if (!type.accepts(standIn)) throw new TacetFault("BAD_MODULE", `${name}: ${describe(value)} is no default of type ${type.name}`);
  return standIn;
}

/** Splits and checks what the caller gave. Throws TypeError with what was expected. */
function checked(exported: Exported, given: readonly unknown[]): { readonly args: readonly unknown[]; readonly signal: AbortSignal | undefined } {
  const { name, params } = exported;
  const last = given[given.length - 1];
  const hasOptions = isOptions(last) || (given.length === params.length + 1 && last === undefined);
  const count = given.length - (hasOptions ? 1 : 0);
  const isMissing = (index: number): boolean => index >= count && params[index].standIn === undefined && !params[index].isComputed;
  if (count > params.length || params.some((_, index) => isMissing(index))) {
    const list = params.map(({ type, standIn, isComputed }) => `${type.name}${standIn !== undefined || isComputed ? "?" : ""}`).join(", ");
    throw new TypeError(`${name} takes ${params.length} argument(s) (${list}) and an optional { signal }, not ${count}`);
  }
  const args = params.map(({ type, standIn, isComputed }, index) => {
    const value = index < count && given[index] !== undefined ? given[index] : standIn;
    if (value === undefined && isComputed) {
      throw new TypeError(`${name}: argument ${index + 1} (${type.name}) can't be left out: its default is no literal, so only the program can compute it`);
    }
    if (!type.accepts(value)) throw new TypeError(`${name}: argument ${index + 1} must be ${type.jsType} (${type.name}), not ${describe(value)}`);
    return value;
  });
  const signal = hasOptions ? (last as CallOptions | undefined)?.signal : undefined;
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw new TypeError(`${name}: signal must be an AbortSignal, not ${describe(signal)}`);
  return { args, signal };
}

/** No argument is an object, so one at the end is the options. */
function isOptions(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
