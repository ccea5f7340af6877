// Checkpoints: the whole program, between two turns, saved by its host. After a reset or a loss of power the host starts it from there.
//
// Both ways out of the await are one: the program that went on, and the one that was restored. As with POSIX's fork, the result tells.
// Time goes on from where it was. What belongs to the host and not to the program is gone in the restored one: operations that were under
// way complete with EINTR, and whether they had an effect is unknown; pins and buses have to be opened again.

import { Op as OpCode } from "./abi";
import { perform } from "./op";

/**
 * Saves the program.
 * @returns 0: it is saved; 1: it goes on from here after a start; EIO: it could not be saved, the checkpoint before still holds;
 *   ENOSYS: this host keeps none
 * Cancel: see perform; it may be saved.
 */
export async function checkpoint(): Promise<i32> {
  return await perform(OpCode.CHECKPOINT, 0, 0, 0, 0, 1);
}
