// timeout, shield: a child task is waited for with a deadline, or whatever comes.
// The compiler makes them part of the caller, with combinators around and in them (transform/3-lower/nested.ts): the child lies in the caller's
// frame, and ends, cleanup included, before they return.

/** What `timeout` throws. */
export class TimeoutError extends Error {
  constructor(message: string = "The operation timed out") {
    super(message);
    this.name = "TimeoutError";
  }
}

/**
 * The value of `promise`, if it settles within `ms` milliseconds (see sleep): `await timeout(read(), 500)`.
 * Throws what the promise rejects with, or a TimeoutError; then the call was cancelled, and its cleanup is over.
 * In a `finally` it sets cleanup a deadline. Cancel: cancels the call, waits for its end, and goes on.
 */
// @ts-ignore: decorator
@tacet export declare function timeout<T>(promise: Promise<T>, ms: f64): Promise<T>;

/**
 * The value of `promise`, which runs to its end even if the caller is cancelled meanwhile: `await shield(commit())`.
 * Throws what the promise rejects with. Cancel: takes effect when the promise has settled.
 */
// @ts-ignore: decorator
@tacet export declare function shield<T>(promise: Promise<T>): Promise<T>;

/** Throws for a timeout that is over. */
export async function timedOut(): Promise<void> {
  throw new TimeoutError();
}
