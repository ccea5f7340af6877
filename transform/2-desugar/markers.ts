// Names of the IR markers that typing puts into asc's output and the lowering takes out again.

/** Name of the IR marker of an await; the type of the awaited value follows. */
export const AWAIT = "~tacet/await|";

/** Markers of `Promise.all` and `Promise.race` over children; the wasm type of the result follows. */
export const ALL = "~tacet/all|";
export const RACE = "~tacet/race|";
export const ANY = "~tacet/any|";
export const ALL_SETTLED = "~tacet/all-settled|";

/** `timeout` and `shield`: of a promise and an alarm, of a promise. Operands of all of these may be such markers, or (local.tee promise marker). */
export const TIMEOUT = "~tacet/timeout|";
export const SHIELD = "~tacet/shield|";

/** Prefix of the marker that reads a finished child's result; the wasm type follows. */
export const CHILD_RESULT = "~tacet/result|";

/** Marker of the question whether an activation of a @depth function is one too many. */
export const DEEPER = "~tacet/deeper";

/** Marker of a `yield`; its operand is the value. */
export const YIELD = "~tacet/yield";

/** Marker of a loop's step over a generator, its operand: runs it to its next yield; 0 when it has ended. */
export const ADVANCE = "~tacet/advance";

/** The same over an async generator: a step that is awaited. */
export const ADVANCE_ASYNC = "~tacet/advance-async";

/** Whether `target` is the marker of a loop's step. */
export function isAdvance(target: string | null): boolean {
  return target == ADVANCE || target == ADVANCE_ASYNC;
}

/** Prefix of the marker of the value of a generator's last yield; the generator is the operand, the type's name follows. */
export const ITEM = "~tacet/item|";

/** Marker of a closure that captures something: the closure's function follows, the captured values are operands. */
export const CLOSURE = "~tacet/closure|";

/** Dispatcher of calls through values of one async signature; its number follows. The value is the last operand. */
export const VALUE = "~tacet/value|";
/**
 * `throw e` is (call THROW e site), the site being its number or -1; `try` is (if (call TRY handler? cleanup?) body (if (call CATCH) handler cleanup)), the operands of
 * TRY telling which parts there are. The variable of `catch` is set at the head of the handler.
 */
export const THROW = "~tacet/throw";
export const TRY = "~tacet/try";
export const CATCH = "~tacet/catch";

/** In a `finally`: whether an error or a cancel brought it about. */
export const LEAVING = "~tacet/leaving";

/** In a `finally`: whether an error did; that error. */
export const FAILING = "~tacet/failing";
export const FAILURE = "~tacet/failure";
