// Waits at pins: an event -> an operation. In a file of its own, by which the compiler tells programs that wait from those that do not
// (transform/4-report/layout.ts): only the former have the board's interrupts and places for waits.

import { Op as OpCode } from "./abi";
import { perform } from "./op";
import { ANY_RESULT } from "./ring";

/** Waits for a PinEvent. @returns see InputPin.waitFor. Cancel: no longer waits. */
export async function waitAtPin(pin: u32, event: u32): Promise<i32> {
  return await perform(OpCode.PIN_WAIT, pin, 0, 0, event, ANY_RESULT);
}
