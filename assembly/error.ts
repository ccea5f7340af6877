// Errors in flight: `throw e` -> the word below and status THREW, up to a landing pad (`catch`, `finally`, `using`, the end of an
// activation with children) or the end of the task, whose result word then holds the error.
// Part of a program exactly when it throws or catches (transform/2-desugar/throwing.ts asks for these functions).

import { __resultOf } from "./intrinsics";
import { asTask, TaskFlags } from "./task";

/** Address of the error that is being thrown; it stays there until the next one. The collector visits it (gc.ts). */
// @ts-ignore: decorator
@lazy const ERROR_VALUE: usize = memory.data(4, 4);

/** What `throw` does before the unwinding. */
// @ts-ignore: decorator
@inline
function setWord(error: usize): void {
  store<usize>(ERROR_VALUE, error);
}

export function errorSet(error: Error): void {
  setWord(changetype<usize>(error));
}

/** The error that was thrown last. */
export function errorGet(): Error {
  return changetype<Error>(load<usize>(ERROR_VALUE)); // only asked for where status THREW arrived
}

/** Leaves the error as the result of `task`, which ends by it. */
export function errorKeep(task: usize): void {
  store<usize>(__resultOf(task), load<usize>(ERROR_VALUE));
}

/** Whether the ended `task` ended by an error; it is in flight again then. */
export function errorTake(task: usize): bool {
  const t = asTask(task);
  if ((t.flags & (TaskFlags.DONE | TaskFlags.THREW)) != (TaskFlags.DONE | TaskFlags.THREW)) return false;
  t.flags |= <u8>TaskFlags.SEEN;
  setWord(load<usize>(__resultOf(task)));
  return true;
}

/** Visits the error in flight. */
export function errorVisit(cookie: u32): void {
  __visit(load<usize>(ERROR_VALUE), cookie);
}

/** What Promise.any throws when none of its promises has a result. Here it does not list their errors, which would need memory. */
// @ts-ignore: decorator
@global
export class AggregateError extends Error {
  constructor(message: string = "") {
    super(message);
    this.name = "AggregateError";
  }
}

/** Throws for Promise.any. */
export async function noneFulfilled(): Promise<void> {
  throw new AggregateError("All promises were rejected");
}
