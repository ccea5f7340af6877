// Promise<T>: the type of a call to an async function that was not awaited.
// Source: `const p = f(x)` -> a pointer to the child task's control block in the caller's frame (see task.ts).
// Never constructed, stored in fields or returned: the compiler refuses what would let it outlive its owner.

/**
 * A running child task and its later result.
 * `await p` gives the `T`; the activation that started it owns it: when that ends, an unfinished child is cancelled and
 * its cleanup awaited first.
 */
// @ts-ignore: decorator
@global @unmanaged @final
export class Promise<T> {
  private constructor() {}
}
