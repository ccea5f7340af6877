// Blink: a board's light blinks until a button is pressed. Two tasks, the board's pins, and sleep in between.
//
//   tacet run examples/blink/main.ts --board rp2040        tacet flash examples/blink/main.ts --board rp2040

import { BoardPin, InputPin, OutputPin, PinMode, sleep } from "tacet/assembly";

/** Of the button, which connects it to ground. Each board's README says how its pins are numbered. */
const BUTTON: u32 = 2;

async function blink(led: OutputPin, ms: f64): Promise<void> {
  while (true) {
    await led.toggle();
    await sleep(ms);
  }
}

async function press(button: InputPin): Promise<void> {
  await button.waitForFallingEdge();
}

export async function main(): Promise<i32> {
  const led = await OutputPin.open(BoardPin.LED);
  const button = await InputPin.open(BUTTON, PinMode.INPUT_PULL_UP);
  if (!led.ok || !button.ok) return 1;
  await Promise.race([blink(led, 250), press(button)]); // the light's task ends with the race
  await led.setLow();
  return 0;
}
