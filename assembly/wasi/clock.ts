// Clock: WASI's monotonic clock -> the guest's time, and a wait for nothing but time.
// Time counts from the start of the program. A wait is one relative subscription in whole milliseconds: Node's runtime hangs on an
// absolute one, WAMR cuts off what is below a millisecond.

import { clock_time_get, clockid, poll_oneoff } from "bindings/wasi_snapshot_preview1";
import { ControlLayout } from "../abi";
import { CONTROL } from "../control";

/** Bytes of WASI's records, and what stands in them. */
export const SUBSCRIPTION_BYTES: u32 = 48;
export const EVENT_BYTES: u32 = 32;

// @ts-ignore: decorator
@lazy const TIME: usize = memory.data(8, 8);
// @ts-ignore: decorator
@lazy const START: usize = memory.data(8, 8);
// @ts-ignore: decorator
@lazy const SLEEP: usize = memory.data(80, 8); // a subscription, then its event
// @ts-ignore: decorator
@lazy const COUNT: usize = memory.data(4, 4);

const NS_PER_US: u64 = 1000;
const US_PER_MS: u64 = 1000;
const NS_PER_MS: u64 = 1000000;
/** The longest single wait, which WAMR's `int` of milliseconds holds; a longer one just looks again. */
const WAIT_MS_MAX: u64 = 0x7fffffff;

/** Writes the time the next turn sees. */
export function setNow(): void {
  if (clock_time_get(clockid.MONOTONIC, NS_PER_US, TIME)) unreachable(); // every runtime has this clock
  const us = load<u64>(TIME) / NS_PER_US;
  if (!load<u64>(START)) store<u64>(START, us);
  store<u64>(CONTROL, us - load<u64>(START), ControlLayout.NOW);
}

/** Writes a subscription at `at` that ends after `us`, rounded up to a millisecond. */
export function subscribeClock(at: usize, us: u64): void {
  const ms = min((us + US_PER_MS - 1) / US_PER_MS, WAIT_MS_MAX);
  memory.fill(at, 0, SUBSCRIPTION_BYTES); // kind CLOCK and a relative time are zeros
  store<u32>(at, clockid.MONOTONIC, 16);
  store<u64>(at, ms * NS_PER_MS, 24);
}

/** Waits `us` and for nothing else. */
export function sleepFor(us: u64): void {
  subscribeClock(SLEEP, us);
  poll_oneoff(SLEEP, SLEEP + SUBSCRIPTION_BYTES, 1, COUNT); // an error ends the wait early, and the loop looks again
}
