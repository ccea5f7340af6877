// timeout, shield: a child task is waited for with a deadline, or whatever comes.
// Both take a promise, so the child lies in the caller's frame; it ends, cleanup included, before they return.

import { childDone, childDrop, childPending, setWaits } from "./child";
import { now } from "./control";
import { __parkOrCancel, __unwind } from "./intrinsics";
import { microseconds } from "./sleep";
import { sleepUntil } from "./sleep-until";

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
@joins @drops
export async function timeout<T>(promise: Promise<T>, ms: f64): Promise<T> {
  const child = changetype<usize>(promise); // a promise is the address of its task
  const alarm = sleepUntil(now() + microseconds(ms));
  while (childPending(child) && childPending(changetype<usize>(alarm))) {
    setWaits(1);
    if (await __parkOrCancel()) {
      await dropped(child);
      __unwind();
    }
  }
  if (!childDone(child)) {
    await dropped(child);
    throw new TimeoutError();
  }
  return await promise;
}

/**
 * The value of `promise`, which runs to its end even if the caller is cancelled meanwhile: `await shield(commit())`.
 * Throws what the promise rejects with. Cancel: takes effect when the promise has settled.
 */
// @ts-ignore: decorator
@joins
export async function shield<T>(promise: Promise<T>): Promise<T> {
  if (await settled(changetype<usize>(promise))) __unwind();
  return await promise;
}

/** Throws for a timeout in or around a combinator, which the compiler takes apart (transform/2-desugar/combinators.ts). */
export async function timedOut(): Promise<void> {
  throw new TimeoutError();
}

/** Cancels `child` and waits for its end. Cancel: goes on when it has ended. */
async function dropped(child: usize): Promise<void> {
  childDrop(child);
  if (await settled(child)) __unwind();
}

/** Waits for the end of `child`. @returns whether a cancel came meanwhile */
async function settled(child: usize): Promise<i32> {
  let cancelled = 0;
  while (childPending(child)) {
    setWaits(1);
    cancelled |= await __parkOrCancel();
  }
  return cancelled;
}
