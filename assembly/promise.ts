// Promise<T>: the type of a call to an async function that was not awaited.
// Source: `const p = f(x)` -> a pointer to the child task's control block in the caller's frame (see task.ts).
// Never constructed, stored in fields or returned: the compiler refuses what would let it outlive its owner.

import { __abortError, __resultOf, __usesAborts } from "./intrinsics";
import { asTask, TaskFlags } from "./task";

/**
 * A running child task and its later result.
 * `await p` gives the `T`; the activation that started it owns it: when that ends, an unfinished child is cancelled and
 * its cleanup awaited first.
 */
// @ts-ignore: decorator
@global @unmanaged @final
export class Promise<T> {
  private constructor() {}

  /** A promise of `value`: for code that wants one. */
  // @ts-ignore: to TypeScript this is another class than the Promise of its async functions
  static async resolve<V>(value: V): Promise<V> {
    // @ts-ignore: the same
    return value;
  }

  /** A promise that rejects with `reason`. */
  // @ts-ignore: the same
  static async reject<V = void>(reason: Error): Promise<V> {
    throw reason;
  }
}

/**
 * How a promise that was waited for ended: `const [a, b] = await Promise.allSettled([f(), g()])`.
 * A view of the child's task in its owner's frame: it counts as long as the promise does.
 */
// @ts-ignore: decorator
@global @unmanaged @final
export class PromiseSettledResult<T> {
  private constructor() {}

  /** Of a promise that has settled. */
  static of<V>(promise: Promise<V>): PromiseSettledResult<V> {
    return changetype<PromiseSettledResult<V>>(changetype<usize>(promise)); // both are the address of the task
  }

  /** "fulfilled" or "rejected". */
  get status(): string {
    return this.isFulfilled ? "fulfilled" : "rejected";
  }

  /** Whether there is a value. */
  get isFulfilled(): bool {
    return !(asTask(changetype<usize>(this)).flags & (TaskFlags.THREW | TaskFlags.CANCELLED));
  }

  /** The value. Traps where there is none. */
  get value(): T {
    assert(this.isFulfilled, "a rejected promise has no value");
    const at = __resultOf(changetype<usize>(this));
    if (isReference<T>()) return changetype<T>(load<usize>(at)); // what the child left there is a T
    return load<T>(at);
  }

  /** What it rejected with. Traps where it did not. */
  get reason(): Error {
    assert(!this.isFulfilled, "a fulfilled promise has no reason");
    if (__usesAborts() && asTask(changetype<usize>(this)).flags & TaskFlags.CANCELLED) return __abortError();
    return changetype<Error>(load<usize>(__resultOf(changetype<usize>(this)))); // THREW: its error stands there
  }
}
