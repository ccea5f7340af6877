// Pulse width modulation: a pin that is on for a part of each period -> operations. Shaped like embedded-hal's SetDutyCycle.
// The reference is the pin's number, as of pins.ts.

import { Op as OpCode } from "./abi";
import { HostReference } from "./handle";
import { perform } from "./op";
import { ANY_RESULT } from "./ring";

// @ts-ignore: decorator
@unmanaged @final
export class Pwm extends HostReference {
  /** The duty of a pin that is always on. */
  static readonly DUTY_MAX: u32 = 65535;

  /**
   * Starts the pin's pulses, off at first. Pins that share a timer share the frequency: the board's README says which.
   * Errors: ENODEV (not this pin), ERANGE (not this frequency), ENOSYS (the host has none).
   * Cancel: see perform; the pulses may have started.
   */
  static async open(pin: u32, hertz: u32): Promise<Pwm> {
    const result = await perform(OpCode.PWM_SETUP, pin, 0, 0, hertz, ANY_RESULT);
    return changetype<Pwm>(result < 0 ? result : <i32>pin); // its number
  }

  /** @param duty 0 = off, DUTY_MAX = on. @returns 0, or a negative Errno (EINVAL). Cancel: see perform. */
  async setDuty(duty: u32): Promise<i32> {
    return await perform(OpCode.PWM_DUTY, this.handle, 0, 0, duty, ANY_RESULT);
  }
}
