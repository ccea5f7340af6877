// Names of the IR markers that typing puts into asc's output and the lowering takes out again.

/** Name of the IR marker of an await; the type of the awaited value follows. */
export const AWAIT = "~tacet/await|";

/**
 * Prefixes of the markers of what combines promises, by its name; the wasm type of the result follows. Operands are promises, such markers, or
 * (local.tee promise marker); of a timeout the promise and an alarm.
 */
export const COMBINATORS = {
  all: "~tacet/all|", race: "~tacet/race|", any: "~tacet/any|", allSettled: "~tacet/all-settled|", timeout: "~tacet/timeout|", shield: "~tacet/shield|",
} as const;

/** Those of them that are functions of the library: of one promise. */
export const WRAPPERS: ReadonlySet<string> = new Set(["timeout", "shield"]);

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
