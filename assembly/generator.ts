// Generator<T>: the type of a call to a `function*`.
// A pointer to the generator's frame, which lies in the frame of the activation that made it (or in static memory, where a
// function that never suspends made it). In front of the frame, from its address backwards:
//
//   -4    u32  whether it is done
//   -8    u32  next in the collector's list, under a collector only (gc.ts)
//   then  the value of the last yield, 4 to 16 bytes
//
// Never constructed, stored in fields or returned: the compiler refuses what would let it outlive its owner.

import { __frameHasPad, __frameToPad, __generatorItem, __generatorResume, __unwindError, __usesThrow } from "./intrinsics";
import { setPending } from "./task";
import { Status } from "./poll";

/** How far in front of the frame its done word is. */
// @ts-ignore: decorator
@inline export const DONE: usize = 4;

/**
 * A generator: runs to its next `yield` at each `next()`.
 * A loop that is left early ends it; one that is merely given up is not run to its end, as in JavaScript.
 */
// @ts-ignore: decorator
@global @unmanaged @final
export class Generator<T> {
  private constructor() {}

  /**
   * Runs to the next `yield` or to the end.
   * @returns the step: a view of the generator, which its next step changes
   */
  next(): IteratorResult<T> {
    generatorNext(changetype<usize>(this));
    return changetype<IteratorResult<T>>(this); // a step reads the generator's own words
  }

  /** Ends it where it stands. @returns a step that is done */
  return(): IteratorResult<T> {
    generatorReturn(changetype<usize>(this));
    return changetype<IteratorResult<T>>(this);
  }
}

/** One step of a generator. */
// @ts-ignore: decorator
@global @unmanaged @final
export class IteratorResult<T> {
  private constructor() {}

  /** Whether the generator has ended; there is no value then. */
  get done(): bool { return load<u32>(changetype<usize>(this) - DONE) != 0; }

  /** What the last `yield` gave. */
  get value(): T { return __generatorItem<T>(changetype<usize>(this)); }
}

/** Runs `generator` to its next `yield`; throws what it throws. @returns whether there is a value, or it has ended */
export function generatorNext(generator: usize): bool {
  return !load<u32>(generator - DONE) && generatorStep(generator);
}

/** The same of one that has not ended. */
export function generatorStep(generator: usize): bool {
  const status = __generatorResume(generator);
  if (__usesThrow() ? status > Status.CANCELLED : status != Status.DONE) return true;
  store<u32>(generator - DONE, 1);
  if (__usesThrow() && status == Status.THREW) __unwindError();
  return false;
}

/** Ends `generator` where it stands; its cleanup unwinds it, and may throw. */
export function generatorReturn(generator: usize): void {
  if (load<u32>(generator - DONE)) return;
  store<u32>(generator - DONE, 1);
  if (!__frameHasPad(generator)) return;
  __frameToPad(generator);
  setPending(Status.CANCELLED);
  if (__generatorResume(generator) == Status.THREW && __usesThrow()) __unwindError();
}
