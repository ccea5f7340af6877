// Errors in flight: `throw e` -> the word below and status THREW, up to a landing pad (`catch`, `finally`, `using`, the end of an
// activation with children) or the end of the task, whose result word then holds the error.
// An error that nobody can see traps: of a task that was started and let go.
// Part of a program exactly when it throws or catches (transform/2-desugar/throwing.ts asks for these functions).

import { __abortError, __resultOf, __usesAborts } from "./intrinsics";
import { asTask, setPending, TaskFlags } from "./task";
import { abort } from "./trap";

/** Where a trap says the error comes from. */
// @ts-ignore: decorator
@lazy const UNCAUGHT = "(uncaught)";

/** Address of the error that is being thrown; it stays there until the next one. The collector visits it (gc.ts). */
// @ts-ignore: decorator
@lazy const ERROR_VALUE: usize = memory.data(4, 4);

/** Makes `error` the one in flight. */
// @ts-ignore: decorator
@inline
function setWord(error: usize): void {
  store<usize>(ERROR_VALUE, error);
}

/** What `throw` does before the unwinding. */
export function errorSet(error: Error): void {
  setWord(changetype<usize>(error));
}

// Where errors are objects of a collector, a program with an await map notes the last `throw new` that ran, for hosts that ask where an
// error comes from: pairs of its address and the number of the statement, the latest first.

const NOTED_BYTES: usize = 64;
const PAIR_BYTES: usize = 8;
// @ts-ignore: decorator
@lazy const ERRORS_NOTED: usize = memory.data(64, 4);

/** The same, noting which `throw` it is. By its address: what is in flight needs no place on the shadow stack. */
export function errorThrow(error: usize, site: u32): void {
  setWord(error);
  memory.copy(ERRORS_NOTED + PAIR_BYTES, ERRORS_NOTED, NOTED_BYTES - PAIR_BYTES);
  store<usize>(ERRORS_NOTED, error);
  store<u32>(ERRORS_NOTED, site, 4);
}

/** The error that was thrown last. */
export function errorGet(): Error {
  return changetype<Error>(load<usize>(ERROR_VALUE)); // only asked for where status THREW arrived
}

/** Leaves the error as the result of `task`, which ends by it. */
export function errorKeep(task: usize): void {
  store<usize>(__resultOf(task), load<usize>(ERROR_VALUE));
}

/** Whether the ended `task` ended by an error, or by a cancel where that is one for who awaits it; it is in flight again then. */
export function errorTake(task: usize): bool {
  const t = asTask(task);
  if (__usesAborts() && (t.flags & (TaskFlags.DONE | TaskFlags.CANCELLED)) == (TaskFlags.DONE | TaskFlags.CANCELLED)) {
    setWord(changetype<usize>(__abortError()));
    return true;
  }
  if ((t.flags & (TaskFlags.DONE | TaskFlags.THREW)) != (TaskFlags.DONE | TaskFlags.THREW)) return false;
  t.flags |= <u8>TaskFlags.SEEN;
  setWord(load<usize>(__resultOf(task)));
  return true;
}

// Scopes that failed are in a list, for the collector: they lie in frames, which it reads as far as the compiler knows references.

const SCOPE_ERROR: usize = 20;
const SCOPE_FAILED: usize = 24;

// @ts-ignore: decorator
@lazy const FAILED_FIRST: usize = memory.data(4, 4);

/** Whether a task of the scope at `at` has failed. */
export function scopeFailed(at: usize): bool {
  return load<usize>(at, SCOPE_ERROR) != 0;
}

/** Leaves the error by which `task` ended in its scope. */
export function scopeErrorKeep(at: usize, task: usize): void {
  store<usize>(at, load<usize>(__resultOf(task)), SCOPE_ERROR);
  store<usize>(at, load<usize>(FAILED_FIRST), SCOPE_FAILED);
  store<usize>(FAILED_FIRST, at);
}

/** Whether a task of the scope has failed; its error is in flight then, and the scope holds it no more. */
export function scopeErrorTake(at: usize): bool {
  const error = load<usize>(at, SCOPE_ERROR);
  if (!error) return false;
  setWord(error);
  store<usize>(at, 0, SCOPE_ERROR);
  let link = FAILED_FIRST;
  while (load<usize>(link) != at) link = load<usize>(link) + SCOPE_FAILED;
  store<usize>(link, load<usize>(at, SCOPE_FAILED));
  return true;
}

/** An error came where nobody can catch it, such as the end of a task that nobody waits for: a trap with its message. */
export function errorUncaught(): void {
  setPending(0);
  abort(changetype<Error>(load<usize>(ERROR_VALUE)).message, UNCAUGHT);
}

/** Visits the errors in flight and in scopes. */
export function errorVisit(cookie: u32): void {
  __visit(load<usize>(ERROR_VALUE), cookie);
  for (let at = load<usize>(FAILED_FIRST); at; at = load<usize>(at, SCOPE_FAILED)) __visit(load<usize>(at, SCOPE_ERROR), cookie);
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

/**
 * What leaves a `using` block whose disposal fails while another error leaves it: `error` is the disposal's, `suppressed` the one before.
 * With `--runtime stub` only in programs that name this class; in others the disposal's error replaces the one before.
 */
// @ts-ignore: decorator
@global
export class SuppressedError extends Error {
  constructor(readonly error: Error, readonly suppressed: Error, message: string = "") {
    super(message);
    this.name = "SuppressedError";
  }
}

/** Throws for Promise.any. */
export async function noneFulfilled(): Promise<void> {
  throw new AggregateError("All promises were rejected");
}
