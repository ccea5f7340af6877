// Host calls: HOST_CALL -> the embedder's function of that name -> its result in slot 0.
// A function that gives a plain value completes within the submission. A cancelled call completes at once and fires the
// AbortSignal; what the function gives later is dropped, since its slots are the guest's again.

import { Errno } from "../abi.js";
import { TacetFault } from "../errors.js";
import { errnoOf } from "../errno.js";
import type { Submission } from "../ring.js";
import type { FunctionSignature } from "../section.js";
import { describe, valueType, type ValueType } from "../values.js";
import { Pending, type OpCore } from "./resource.js";

const SLOT_BYTES = 8;

/** The last argument a host function gets. */
export interface HostCallContext {
  /** Fires when the guest cancels the call. */
  readonly signal: AbortSignal;
}

/** Gets its arguments and then a HostCallContext; a result or a promise of it. */
// The arguments' types are the program's; they are checked against its signature as they cross.
export type HostFunction = (...args: never[]) => unknown;
export type HostFunctions = Readonly<Record<string, HostFunction>>;

type SlotType = ValueType & { readonly store: NonNullable<ValueType["store"]> };

interface Bound {
  readonly name: string;
  readonly params: readonly SlotType[];
  readonly result: SlotType;
  readonly fn: (...args: unknown[]) => unknown;
}

export class HostCalls {
  readonly #functions: readonly Bound[];
  readonly #aborts = new Map<Pending, () => void>();

  /** Throws TacetFault BAD_MODULE when a function the program asks for is missing. */
  constructor(
    private readonly core: OpCore,
    signatures: readonly FunctionSignature[],
    functions: HostFunctions,
  ) {
    const missing = signatures.filter(({ name }) => typeof functions[name] !== "function").map(({ name }) => name);
    if (missing.length > 0) throw new TacetFault("BAD_MODULE", `the program needs host function(s) ${missing.join(", ")}: pass { host: { ${missing[0]}: async (…) => … } }`);
    this.#functions = signatures.map((signature) => ({
      name: signature.name,
      params: signature.params.map((name) => known(name, signature.name)),
      result: known(signature.result, signature.name),
      fn: functions[signature.name] as (...args: unknown[]) => unknown,
    }));
  }

  /** @returns the operation, or undefined if it was refused or is complete */
  call(s: Submission, onEnd: (pending: Pending) => void): Pending | undefined {
    const bound = this.#functions[s.handle];
    if (bound === undefined) {
      this.core.refuse(s, "BAD_HANDLE", -Errno.EBADF, `host function ${s.handle} of ${this.#functions.length}`);
      return undefined;
    }
    if (s.length !== SLOT_BYTES * Math.max(1, bound.params.length)) {
      this.core.refuse(s, "BAD_ARGUMENT", -Errno.EINVAL, `${s.length} bytes of arguments for ${bound.name}`);
      return undefined;
    }
    const { user, generation, buffer } = s;
    let abort: AbortController | undefined;
    const context: HostCallContext = {
      get signal() {
        abort ??= new AbortController();
        return abort.signal;
      },
    };
    let value: unknown;
    let promise: Promise<unknown> | undefined;
    try {
      value = bound.fn(...bound.params.map((type, index) => type.load(this.core.memory, buffer + index * SLOT_BYTES)), context);
      if (isThenable(value)) promise = Promise.resolve(value); // whose `then` may throw where a promise's does not
    } catch (error) {
      this.core.post(user, generation, this.#failed(bound, error));
      return undefined;
    }
    if (promise === undefined) {
      this.core.post(user, generation, this.#finish(bound, buffer, value));
      return undefined;
    }
    const pending = new Pending(this.core, s, onEnd);
    this.#aborts.set(pending, () => abort?.abort());
    const end = (result: () => number): void => {
      if (this.#aborts.delete(pending)) pending.complete(result());
    };
    promise.then((result) => end(() => this.#finish(bound, buffer, result)), (error: unknown) => end(() => this.#failed(bound, error)));
    return pending;
  }

  cancel(pending: Pending): void {
    const abort = this.#aborts.get(pending);
    if (abort === undefined) return;
    this.#aborts.delete(pending);
    abort();
    pending.complete(-Errno.ECANCELED);
  }

  close(): void {
    for (const abort of this.#aborts.values()) abort();
    this.#aborts.clear();
  }

  #finish(bound: Bound, slots: number, value: unknown): number {
    if (!bound.result.accepts(value)) {
      return this.#failed(bound, new TypeError(`its result must be ${bound.result.jsType} (${bound.result.name}), not ${describe(value)}`));
    }
    this.core.memory.refresh();
    bound.result.store(this.core.memory, slots, value);
    return 0;
  }

  /** A failure with an errno's name is the program's to handle; any other is the embedder's bug too, and reported. */
  #failed(bound: Bound, error: unknown): number {
    const result = errnoOf(error);
    if (result === -Errno.EIO) {
      this.core.onReport({ code: "HOST_FUNCTION_FAILED", detail: `${bound.name}: ${error instanceof Error ? error.message : String(error)}` });
    }
    return result;
  }
}

function known(type: string, fn: string): SlotType {
  const found = valueType(type);
  if (found?.store === undefined) throw new TacetFault("BAD_MODULE", `host function ${fn}: values of type ${type} do not cross to JavaScript`);
  return { ...found, store: found.store };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
