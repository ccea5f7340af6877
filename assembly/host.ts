// Host calls: a `@host` function -> one operation, performed by the embedder's function of that name.
// The compiler writes the body of each `@host declare function`: arguments into an 8-byte slot each of a block in its frame,
// hostCall, and the result out of slot 0.

import { Op as OpCode } from "./abi";
import { ioCheck } from "./io-error";
import { CURRENT, perform } from "./op";
import { ANY_RESULT } from "./ring";
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
  return await perform(OpCode.HOST_CALL, index, block, bytes, CURRENT, ANY_RESULT);
}

/** Throws an IoError where the embedder's function has failed. */
export function settleHost(result: i32): void {
  ioCheck(result);
}
