// Pins: digital outputs and inputs of a board -> operations. Shaped like embedded-hal's OutputPin and InputPin with async Wait, so that a
// driver that is generic over its pins takes these, or a fake whose methods need not even be async.
// The reference is the pin's number; each board's README says how pins are numbered. An error of `open` is the reference, too.

import { Op as OpCode, PinEvent, PinLevel, PinMode } from "./abi";
import { HostReference } from "./handle";
import { perform, performWithPair } from "./op";
import { ANY_RESULT } from "./ring";
import { waitAtPin } from "./pin-wait";

// @ts-ignore: decorator
@unmanaged @final
export class OutputPin extends HostReference {
  /**
   * Makes `pin` an output, at this level from the first moment.
   * Errors: ENODEV, ENOSYS (the host has no pins).
   * Cancel: see perform; the pin may be an output then.
   */
  static async open(pin: u32, isHigh: bool = false): Promise<OutputPin> {
    return changetype<OutputPin>(await setUp(pin, PinMode.OUTPUT, isHigh)); // its number
  }

  /** @returns 0, or a negative Errno. Cancel: see perform. */
  async setHigh(): Promise<i32> {
    return await this.write(PinLevel.HIGH);
  }

  /** @returns 0, or a negative Errno. Cancel: see perform. */
  async setLow(): Promise<i32> {
    return await this.write(PinLevel.LOW);
  }

  /** @returns 0, or a negative Errno. Cancel: see perform. */
  async toggle(): Promise<i32> {
    return await this.write(PinLevel.TOGGLE);
  }

  /** @param level a PinLevel. @returns 0, or a negative Errno. Cancel: see perform. */
  async write(level: u32): Promise<i32> {
    return await perform(OpCode.PIN_WRITE, this.handle, 0, 0, level, ANY_RESULT);
  }
}

// @ts-ignore: decorator
@unmanaged @final
export class InputPin extends HostReference {
  /**
   * Makes `pin` an input.
   * @param mode PinMode.INPUT, INPUT_PULL_UP or INPUT_PULL_DOWN
   * Errors: ENODEV, EINVAL, ENOTSUP (no such pull), ENOSYS (the host has no pins).
   * Cancel: see perform; the pin may be an input then.
   */
  static async open(pin: u32, mode: u32 = PinMode.INPUT): Promise<InputPin> {
    return changetype<InputPin>(await setUp(pin, mode, false)); // its number
  }

  /** @returns 1 = high, 0 = low, or a negative Errno. Cancel: see perform. */
  async read(): Promise<i32> {
    return await perform(OpCode.PIN_READ, this.handle, 0, 0, 0, 1);
  }

  /** Waits until the pin is high; not at all where it is. @returns 0, or a negative Errno: see waitFor. Cancel: no longer waits. */
  async waitForHigh(): Promise<i32> {
    return await this.waitFor(PinEvent.HIGH);
  }

  /** Waits until the pin is low; not at all where it is. @returns 0, or a negative Errno: see waitFor. Cancel: no longer waits. */
  async waitForLow(): Promise<i32> {
    return await this.waitFor(PinEvent.LOW);
  }

  /** Waits for the next change from low to high. @returns 0, or a negative Errno: see waitFor. Cancel: no longer waits. */
  async waitForRisingEdge(): Promise<i32> {
    return await this.waitFor(PinEvent.RISING);
  }

  /** Waits for the next change from high to low. @returns 0, or a negative Errno: see waitFor. Cancel: no longer waits. */
  async waitForFallingEdge(): Promise<i32> {
    return await this.waitFor(PinEvent.FALLING);
  }

  /** Waits for the next change. @returns 0, or a negative Errno: see waitFor. Cancel: no longer waits. */
  async waitForAnyEdge(): Promise<i32> {
    return await this.waitFor(PinEvent.EDGE);
  }

  /**
   * Waits for a PinEvent. What happens between two waits is not counted.
   * @returns 0; EBUSY: another task waits at this pin; EAGAIN: the board has no room for one more wait; ENOTSUP: the pin has no interrupt
   * Cancel: no longer waits.
   */
  async waitFor(event: u32): Promise<i32> {
    return await waitAtPin(this.handle, event);
  }
}

/** @returns the pin, or a negative Errno */
async function setUp(pin: u32, mode: u32, isHigh: bool): Promise<i32> {
  const result = await performWithPair(OpCode.PIN_SETUP, pin, 0, 0, mode, <u32>isHigh, ANY_RESULT);
  return result < 0 ? result : <i32>pin;
}
