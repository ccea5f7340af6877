// V8's settings: compiling once -> the baseline compiler alone; running what was compiled -> all of them.
// asc is JavaScript around Binaryen, 9 MB of wasm. In a process that compiles one program V8's optimising compiler takes longer over that than it
// saves: examples/http-server at -O3 6.9 -> 4.5 s of processor time and 4.6 -> 3.8 s until it is done, at -O0 4.1 -> 3.0 s.

import { setFlagsFromString } from "node:v8";

/** From now on wasm is compiled by the baseline compiler. To be called before asc is loaded. */
export function compileOnce(): void {
  setFlagsFromString("--liftoff-only");
}

/** Wasm that is loaded from now on is optimised as usual: by itself the first flag does not take back what it brought with it (1.3 or 4.6 ns a yield). */
export function runOptimized(): void {
  for (const flag of ["--no-liftoff-only", "--wasm-tier-up", "--wasm-dynamic-tiering"]) setFlagsFromString(flag);
}
