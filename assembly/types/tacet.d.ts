// What editors need beyond AssemblyScript's own declarations: Promise, and our decorators.
// Only TypeScript reads this file; asc knows Promise from promise.ts and the decorators from the transform.

/// <reference path="./numbers.d.ts" />
/// <reference path="./iteration.d.ts" />
/// <reference types="assemblyscript/std/assembly/index.d.ts" />

declare const promiseResult: unique symbol;

/**
 * A running child task and its later result: `await p` gives the `T`. The activation that started it
 * owns it: when that ends, an unfinished child is cancelled and its cleanup awaited first.
 */
interface Promise<T> {
  readonly [promiseResult]: T;
}

interface PromiseLike<T> {
  readonly [promiseResult]: T;
}

/** What `await` gives for a `T`. */
type AwaitedValue<T> = T extends Promise<infer V> ? V : T;

/** TypeScript's name for what `await` gives in generic code; there a promise of a promise cannot be. */
type Awaited<T> = T;

/** TypeScript asks for a value `Promise` wherever it sees `async`; there is nothing to construct. */
interface PromiseConstructor {
  readonly prototype: Promise<unknown>;

  /** Waits for all these children, given as an array literal: `const [a, b] = await Promise.all([f(), g()])`. */
  all<T extends readonly unknown[] | []>(children: T): Promise<{ -readonly [K in keyof T]: AwaitedValue<T[K]> }>;

  /** The first result of these children, given as an array literal; the others are cancelled and waited for. */
  race<T>(children: Promise<T>[]): Promise<T>;

  /** The first value of these children, given as an array literal; throws an AggregateError when all fail. */
  any<T>(children: Promise<T>[]): Promise<T>;

  /** Waits for all, however they end: `const [a, b] = await Promise.allSettled([f(), g()])`. */
  allSettled<T extends readonly unknown[] | []>(children: T): Promise<{ -readonly [K in keyof T]: PromiseSettledResult<AwaitedValue<T[K]>> }>;

  resolve<T>(value: T): Promise<T>;
  reject<T>(reason: Error): Promise<T>;
}

declare var Promise: PromiseConstructor;

/** How a promise ended. */
interface PromiseSettledResult<T> {
  readonly status: string;
  readonly isFulfilled: bool;
  /** Traps where it was rejected. */
  readonly value: T;
  /** Traps where it was not. */
  readonly reason: Error;
}

/** What Promise.any throws. */
declare class AggregateError extends Error {}

/** What leaves a `using` block whose disposal fails while another error leaves it. */
declare class SuppressedError extends Error {
  constructor(error: Error, suppressed: Error, message?: string);
  /** The disposal's error. */
  readonly error: Error;
  /** The one before. */
  readonly suppressed: Error;
}

/** What `using` takes. */
interface Disposable {
  [Symbol.dispose](): void;
}

/** What `await using` takes. */
interface AsyncDisposable {
  [Symbol.asyncDispose](): Promise<void>;
}

/** The embedder implements this async function, by name: `instantiate(wasm, { host: { name: async () => … } })`. */
declare function host(...target: unknown[]): any;

/** `n` static task slots for `spawn` and for calls from the host. */
declare function pool(slots: number): (...target: unknown[]) => any;

/** On an async function that calls itself, be it through others: at most `activations` of it at a time in one chain of calls. */
declare function depth(activations: number): (...target: unknown[]) => any;
