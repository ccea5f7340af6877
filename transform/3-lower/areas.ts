// Storage in the frame: calls of frameBuffer and inFrame -> areas.

import { TypeRef, type Compiler } from "assemblyscript";
import { classArgument, type Intrinsic } from "./collect.js";
import { AREA, Refusal } from "./marks.js";
import { someName, type Mentions } from "./mentions.js";
import type { AsyncFunction } from "./norm.js";
import { evaluate, operand, rewrite, targetOf } from "./nodes.js";
import type { Expr } from "./raw.js";
import { zeroArea } from "./zero.js";

/** Bytes of a Scope (assembly/scope.ts), and the intrinsic that gives it a place in the frame. */
const SCOPE_BYTES = 20;

/** And in a program that throws. */
const SCOPE_ERROR_BYTES = 28;
export const SCOPE_AREA = "__scopeArea";

const UNSET = "__inFrameUnset";
/** Intrinsics that ask for storage. */
export const STORAGE: ReadonlySet<string> = new Set(["frameBuffer", "inFrame", UNSET, SCOPE_AREA]);

/** frameBuffer(n), inFrame<T>() -> (zero the area, its address) */
export function rewriteAreas(
  compiler: Compiler, intrinsics: ReadonlyMap<string, Intrinsic>, { targets }: Mentions, fn: AsyncFunction, body: Expr, mayThrow: boolean,
): Expr {
  const { module: m } = compiler;
  if (!someName(targets, target => STORAGE.has(intrinsics.get(target)?.name ?? ""))) return body;
  return rewrite(body, e => {
    const intrinsic = intrinsics.get(targetOf(m, e) ?? "");
    if (!intrinsic || !STORAGE.has(intrinsic.name)) return e;
    if (intrinsic.name == SCOPE_AREA) {
      const id = fn.areas.push({ bytes: mayThrow ? SCOPE_ERROR_BYTES : SCOPE_BYTES, align: 4, generator: null, origin: e }) - 1;
      fn.scopes.push(id);
      return m.call(AREA, [m.i32(id)], TypeRef.I32);
    }
    let bytes: number;
    if (intrinsic.name != "frameBuffer") {
      const cls = classArgument(intrinsic);
      if (!cls || cls.type.isManaged) throw new Refusal("TACET045", e);
      bytes = cls.nextMemoryOffset;
    } else {
      bytes = evaluate(m, operand(e, 0)) ?? 0;
      if (bytes <= 0 || bytes > 1 << 24) throw new Refusal("TACET046", e);
    }
    const id = fn.areas.push({ bytes, align: 4, generator: null, origin: e }) - 1;
    const address = (): Expr => m.call(AREA, [m.i32(id)], TypeRef.I32);
    if (intrinsic.name == UNSET) return address();
    return m.block(null, [zeroArea(compiler, address, bytes), address()], TypeRef.I32);
  });
}
