// Host calls: a `@host` function -> one operation, performed by the embedder's function of that name.
// The compiler writes the body of each `@host declare function`: arguments into an 8-byte slot each of a block in its frame,
// hostCall, and the result out of slot 0.

import { Op as OpCode } from "./abi";
import { perform } from "./op";
import { frameBuffer } from "./intrinsics";

export { frameBuffer };

/**
 * @param index place of the function in the module's `host` list (custom section `tacet`)
 * @param block argument slots, at least one
 * @param bytes of the slots
 * @returns 0 (the result is in slot 0), or a negative Errno
 * Cancel: the embedder's AbortSignal fires; a later result is dropped by the host.
 */
export async function hostCall(index: u32, block: usize, bytes: u32): Promise<i32> {
  return await perform(OpCode.HOST_CALL, index, block, bytes);
}

let error: i32 = 0;

/** Keeps how the host call that just completed ended, for hostError. */
export function settleHost(result: i32): void {
  error = result < 0 ? result : 0;
}

/**
 * How the last completed host call ended: 0, or the negative Errno of the embedder's failure (its result is zero then).
 * Read it right after the `await` of a `@host` function, before the next await.
 */
export function hostError(): i32 {
  return error;
}
