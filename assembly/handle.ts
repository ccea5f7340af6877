// Handle: what the host keeps for the program -> a reference that is the handle's number itself.
// Listener, stream and file are no objects: they cost nothing to hold, copy or keep in a frame, and nothing is allocated. A
// failed call gives one whose `ok` is false and whose `error` names the reason.

import { Op as OpCode } from "./abi";
import { CURRENT, perform } from "./op";
import { ANY_RESULT } from "./ring";

/** A number of the host's, or the negative Errno of the call that should have made it. */
// @ts-ignore: decorator
@unmanaged
export class HostReference {
  protected constructor() {}

  get ok(): bool {
    return <i32>changetype<usize>(this) >= 0;
  }

  /** 0, or the Errno of the call that made it. */
  get error(): i32 {
    return min(<i32>changetype<usize>(this), 0);
  }

  get handle(): u32 {
    return <u32>changetype<usize>(this);
  }
}

/** One that is opened and closed. */
// @ts-ignore: decorator
@unmanaged
export class HostHandle extends HostReference {
  /**
   * Ends it and frees what the host keeps; operations under way end with ECANCELED. What a listener accepted before stays.
   * Again: no effect.
   * Cancel: see perform.
   */
  async close(): Promise<void> {
    await perform(OpCode.CLOSE, this.handle, 0, 0, CURRENT, ANY_RESULT);
  }

  /** `await using file = await File.open(path)` closes it at the end of the block, if it came to be. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.ok) await this.close();
  }
}
