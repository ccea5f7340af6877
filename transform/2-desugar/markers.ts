// Names of the IR markers that typing puts into asc's output and the lowering takes out again.

/** Name of the IR marker of an await; the type of the awaited value follows. */
export const AWAIT = "~tacet/await|";

/** Markers of `Promise.all` and `Promise.race` over children; the wasm type of the result follows. */
export const ALL = "~tacet/all|";
export const RACE = "~tacet/race|";
