// Settings of Tacet -> from asc's `--use NAME=value` (also "use" in asconfig.json), the one channel that asc passes through.
//
//   TACET_ALLOCATION_FREE=1   refuse a program in which async code can reach the heap (TACET061)
//   TACET_MEMORY_LIMIT=bytes  refuse a program whose static memory is larger (TACET060)
//   TACET_CANARY=1            guard words behind every frame and task stack, checked after each poll (for tests)

import type { Options } from "assemblyscript";
import type { TacetOptions } from "./state.js";

/** Reads the settings of one compilation. Anything but a number there is asc's to refuse. */
export function readOptions(options: Options): TacetOptions {
  const number = (name: string): number => Number(options.globalAliases?.get(`TACET_${name}`) ?? 0) || 0;
  return {
    allocationFree: number("ALLOCATION_FREE") != 0,
    memoryLimit: number("MEMORY_LIMIT"),
    canary: number("CANARY") != 0,
  };
}
