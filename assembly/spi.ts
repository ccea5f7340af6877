// SPI: transfers on a bus -> operations. Shaped like embedded-hal's async SpiBus; a device is selected by an OutputPin of its own.
// The reference is the bus's number. Buffers are bytes of frames or static memory: they must outlive the call.

import { Op as OpCode } from "./abi";
import { HostReference } from "./handle";
import { performWithPair } from "./op";
import { ANY_RESULT } from "./ring";

// @ts-ignore: decorator
@unmanaged @final
export class SpiBus extends HostReference {
  /**
   * Readies a bus; its pins are the board's.
   * @param hertz the clock is no faster
   * @param mode polarity * 2 + phase of the clock
   * Errors: ENODEV (no such bus), ERANGE (not this frequency), EINVAL, ENOSYS (the host has none).
   * Cancel: see perform; the bus may be ready then.
   */
  static async open(bus: u32, hertz: u32, mode: u32 = 0): Promise<SpiBus> {
    const result = await performWithPair(OpCode.SPI_SETUP, bus, 0, 0, hertz, mode, ANY_RESULT);
    return changetype<SpiBus>(result < 0 ? result : <i32>bus); // its number
  }

  /** Sends bytes; what comes meanwhile is dropped. @returns see transfer. Cancel: see transfer. */
  async write(ptr: usize, length: u32): Promise<i32> {
    return await this.transfer(0, 0, ptr, length);
  }

  /** Receives bytes; zeros are sent meanwhile. @returns see transfer. Cancel: see transfer. */
  async read(ptr: usize, length: u32): Promise<i32> {
    return await this.transfer(ptr, length, 0, 0);
  }

  /** Sends bytes and puts what comes in their place. @returns see transfer. Cancel: see transfer. */
  async transferInPlace(ptr: usize, length: u32): Promise<i32> {
    return await this.transfer(ptr, length, ptr, length);
  }

  /**
   * Sends and receives; where one is longer, zeros are sent, or what comes is dropped.
   * @returns 0 when all of it is done; EBUSY: another task's transfer is under way
   * Cancel: a transfer under way is waited for.
   */
  async transfer(inPtr: usize, inLength: u32, outPtr: usize, outLength: u32): Promise<i32> {
    return await performWithPair(OpCode.SPI_TRANSFER, this.handle, inPtr, inLength, <u32>outPtr, outLength, ANY_RESULT);
  }
}
