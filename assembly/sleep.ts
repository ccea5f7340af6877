// sleep: milliseconds -> a point in time to wait for.

import { SHORT_TIME, SHORT_US_MAX } from "./compact";
import { now } from "./control";
import { sleepUntil } from "./sleep-until";

/** The longest sleep, 136 years; longer ones are cut to it, or trap where it is 35 minutes. */
const US_MAX: f64 = SHORT_TIME ? SHORT_US_MAX : 4294967296000000;
/** Adding it leaves a number below it as an integer in the low 52 bits, rounded to nearest. */
const TWO_52: f64 = 4503599627370496;

/**
 * Waits for at least `ms` milliseconds (fractions count; the clock has microseconds). Zero, negative and NaN are over in the next
 * turn: what is ready now runs before. Cancel: no longer waits.
 */
export async function sleep(ms: f64): Promise<void> {
  await sleepUntil(now() + microseconds(ms));
}

/** What a call of `sleep` becomes where the compiler sees that `ms` is whole (3-lower/whole-sleeps.ts): without floating point. */
export async function sleepWhole(ms: i64): Promise<void> {
  await sleepUntil(now() + wholeMicroseconds(ms));
}

/** The same as microseconds(ms). */
// @ts-ignore: decorator
@inline
function wholeMicroseconds(ms: i64): u64 {
  const most = <i64>US_MAX / 1000;
  if (SHORT_TIME && ms > most) unreachable();
  return <u64>(ms < 0 ? 0 : ms < most ? ms : most) * 1000;
}

/**
 * Milliseconds -> whole microseconds, rounded up: never early; 0 for what is not above 0.
 * By an addition, because ceil and a conversion that saturates took half of the time of a sleep.
 * Of f64 though most are whole, which would need no floating point: 1000 * 3600 * 24 * 30 would be an i32, and over at once.
 */
// @ts-ignore: decorator
@inline
export function microseconds(ms: f64): u64 {
  if (!(ms > 0)) return 0;
  const exact = ms * 1000;
  if (SHORT_TIME && exact > US_MAX) unreachable();
  const us = exact < US_MAX ? exact : US_MAX;
  const shifted = us + TWO_52;
  return (reinterpret<u64>(shifted) & 0xfffffffffffff) + u64(shifted - TWO_52 < us);
}
