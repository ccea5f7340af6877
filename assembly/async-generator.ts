// AsyncGenerator<T>: the type of a call to an `async function*`.
// Its frame lies where a Generator's does (generator.ts), with the same words in front; only an async function can make one. A step
// resumes it as a callee of the activation that awaits the step, so what it awaits suspends that task, and its next `yield` returns to it.
//
//   done word  0  at a yield, or not begun
//              1  it has ended, or runs: a yield sets it to 0, so nothing has to be done at any other end
//              2  it is being stopped where it stood: its cleanup runs, and ends the step as its own end would (3-lower/generator-loops.ts)

import { __frameHasPad, __frameToPad, __generatorStep, __unwind } from "./intrinsics";
import { DONE, IteratorResult } from "./generator";
import { isDelivered, setPending } from "./task";
import { Status } from "./poll";

/**
 * An async generator: runs to its next `yield` at each `await next()`.
 * A loop that is left early ends it; one that is merely given up ends with the function that made it.
 */
// @ts-ignore: decorator
@global @unmanaged @final
export class AsyncGenerator<T> {
  private constructor() {}

  /**
   * Runs to the next `yield` or to the end.
   * @returns the step: a view of the generator, which its next step changes
   * Cancel: the generator unwinds, and has ended.
   */
  async next(): Promise<IteratorResult<T>> {
    const generator = changetype<usize>(this); // a step reads the generator's own words
    if (!load<u32>(generator - DONE)) {
      store<u32>(generator - DONE, 1);
      await __generatorStep(generator);
    }
    return changetype<IteratorResult<T>>(this);
  }

  /** Ends it where it stands, and awaits its cleanup. @returns a step that is done */
  async return(): Promise<IteratorResult<T>> {
    await generatorStop(changetype<usize>(this));
    return changetype<IteratorResult<T>>(this);
  }
}

/**
 * Ends `generator` where it stands; its cleanup unwinds it as a cancel would.
 * Cancel: goes on when the cleanup has ended.
 */
export async function generatorStop(generator: usize): Promise<void> {
  if (load<u32>(generator - DONE)) return;
  if (!__frameHasPad(generator)) {
    store<u32>(generator - DONE, 1);
    return;
  }
  store<u32>(generator - DONE, 2);
  const delivered = isDelivered();
  __frameToPad(generator);
  setPending(Status.CANCELLED);
  await __generatorStep(generator);
  if (isDelivered() != delivered) __unwind();
}
