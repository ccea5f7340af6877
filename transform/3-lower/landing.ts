// Landing pads: what the code behind one begins and goes on with.

import { TypeRef } from "assemblyscript";
import type { Stmt } from "./norm.js";
import type { Expr } from "./raw.js";
import type { Statements } from "./statements.js";

/** What the call of an async function that returned left behind; see CALL_STATUS in assembly/task.ts. */
export interface StatusWord {
  getPending(): Expr;
  setPending(value: Expr): Expr;
}

/** Values of the status word when something unwinds (assembly/poll.ts). */
export const THREW = 1;
export const CANCELLED = 2;

/** status = pending; pending = 0 */
export function land(s: Statements, lib: StatusWord, status: number): Stmt[] {
  return [s.set(status, lib.getPending()), clearPending(s, lib)];
}

export function clearPending(s: Statements, lib: StatusWord): Stmt {
  return s.code(lib.setPending(s.m.i32(0)));
}

/** Statements that keep the error in flight over a cleanup that may disturb it, and that put it back; the local that holds it. */
export function keepError(s: Statements, lib: { readonly errorGet: string; readonly errorSet: string }): [keep: Stmt[], restore: Stmt[], error: number] {
  const error = s.keeper(TypeRef.I32, s.m.useShadowStack);
  return [[s.set(error, s.call(lib.errorGet))], [s.do(lib.errorSet, s.get(error))], error];
}
