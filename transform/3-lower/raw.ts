// Binaryen's C API as asc bundles it, typed: the one door through which the lowering reads and changes expressions.
// asc's own Module class builds expressions (`module.block`, `module.call`, …); what it lacks is read here.

import binaryen from "assemblyscript/binaryen";
import type {} from "assemblyscript";
import type * as glue from "types:assemblyscript/src/glue/binaryen";

/** The raw functions `_Binaryen…`; binaryen's own d.ts declares only its high-level API. */
export const raw = binaryen as unknown as typeof glue & Undeclared;

/** What Binaryen has and asc's glue does not declare. */
interface Undeclared {
  _BinaryenCallIndirectGetParams(e: Expr): Type;
  _BinaryenCallIndirectGetResults(e: Expr): Type;
  _BinaryenGetNumDataSegments(module: number): number;
  _BinaryenGetDataSegmentByteOffset(module: number, segment: number): number;
  _BinaryenGetDataSegmentByteLength(segment: number): number;
}

/** A pointer to a Binaryen expression. */
export type Expr = number;

/** A Binaryen value type. */
export type Type = number;
