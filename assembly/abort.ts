// AbortError: what awaiting a task gives that was cancelled before: by a race or a timeout that it lost, or by its handle.
// Part of a program exactly when a promise in a variable may be cancelled and awaited afterwards (transform/2-desugar/throwing.ts).

import { cancelTask } from "./child";

/** What `await` throws for a call that was cancelled; its name is "AbortError", as in JavaScript. */
export class AbortError extends Error {
  constructor(message: string = "This operation was aborted") {
    super(message);
    this.name = "AbortError";
  }
}

/** The error; without a collector always the same object. */
export function abortError(): Error {
  try {
    throw new AbortError();
  } catch (e) {
    return e;
  }
}

/** Cancels a task that can be joined afterwards. */
export function cancelJoinable(task: usize): void {
  cancelTask(task);
}
