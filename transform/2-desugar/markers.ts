// Names of the IR markers that typing puts into asc's output and the lowering takes out again.

/** Name of the IR marker of an await; the type of the awaited value follows. */
export const AWAIT = "~tacet/await|";

/** Markers of `Promise.all` and `Promise.race` over children; the wasm type of the result follows. */
export const ALL = "~tacet/all|";
export const RACE = "~tacet/race|";

/**
 * `throw e` is (call THROW e); `try` is (if (call TRY handler? cleanup?) body (if (call CATCH) handler cleanup)), the operands of
 * TRY telling which parts there are. The variable of `catch` is set at the head of the handler.
 */
export const THROW = "~tacet/throw";
export const TRY = "~tacet/try";
export const CATCH = "~tacet/catch";
