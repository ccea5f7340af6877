// I2C: transfers with the devices of a bus -> operations. Shaped like embedded-hal's async I2c.
// The reference is the bus's number. Buffers are bytes of frames or static memory: they must outlive the call.

import { Op as OpCode } from "./abi";
import { HostReference } from "./handle";
import { perform, performWithPair } from "./op";
import { ANY_RESULT } from "./ring";

// @ts-ignore: decorator
@unmanaged @final
export class I2c extends HostReference {
  /**
   * Readies a bus; its pins are the board's.
   * Errors: ENODEV (no such bus), ERANGE (not this frequency), ENOSYS (the host has none).
   * Cancel: see perform; the bus may be ready then.
   */
  static async open(bus: u32, hertz: u32 = 100000): Promise<I2c> {
    const result = await perform(OpCode.I2C_SETUP, bus, 0, 0, hertz, ANY_RESULT);
    return changetype<I2c>(result < 0 ? result : <i32>bus); // its number
  }

  /** Writes bytes to a device (its 7-bit address). @returns see writeRead. Cancel: see writeRead. */
  async write(device: u32, ptr: usize, length: u32): Promise<i32> {
    return await this.writeRead(device, ptr, length, 0, 0);
  }

  /** Reads bytes from a device. @returns see writeRead. Cancel: see writeRead. */
  async read(device: u32, ptr: usize, length: u32): Promise<i32> {
    return await this.writeRead(device, 0, 0, ptr, length);
  }

  /**
   * Writes bytes to a device, then reads from it, in one transfer with a repeated start.
   * @returns 0; ENXIO: no such device answers; EIO: it refused a byte; EAGAIN: another master had the bus; EBUSY: another task's transfer is
   *   under way; EINVAL: neither bytes to write nor to read
   * Cancel: a transfer under way is waited for.
   */
  async writeRead(device: u32, outPtr: usize, outLength: u32, inPtr: usize, inLength: u32): Promise<i32> {
    return await performWithPair(OpCode.I2C_TRANSFER, this.handle | device << 8, inPtr, inLength, <u32>outPtr, outLength, ANY_RESULT);
  }
}
