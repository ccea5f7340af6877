// The compact profile: `--use TACET_COMPACT=1` makes rings half as large, for programs on boards.
//
//   rings    entries of 16 and 8 bytes: addresses, handles and lengths of 16 bits, an arg of 32 or twice 16 (ring.ts). An operation
//            whose values do not fit ends with EOVERFLOW; files and TCP do not compile, for hosts give them longer handles
//   time     where sleeps are one list (TACET_TIMER_SLOTS=0), deadlines have 32 bits: in the frames that sleep (sleepers-sorted.ts; the compiler
//            keeps no high half of a deadline that nobody reads, 3-lower/narrow.ts) and for the host. They are less than 2^31 us from now, 35
//            minutes: longer sleeps trap (sleep.ts, sleep-until.ts), and the host enters no later than that behind each
//   memory   static memory ends below 64 KB, or the program is refused (TACET060)
//
// What differs for hosts is announced: time in the control block's features, entries in the rings block. now() has 64 bits as ever.

import { TIMER_SLOT_COUNT } from "./timer-profile";

// @ts-ignore: TACET_COMPACT exists only when it is set
export const COMPACT: bool = isDefined(TACET_COMPACT) ? TACET_COMPACT != 0 : false;

/** Whether deadlines are told by their low halves: Feature.SHORT_TIME. */
export const SHORT_TIME: bool = COMPACT && TIMER_SLOT_COUNT == 0;

/** The longest time between now and a deadline then, in microseconds. */
export const SHORT_US_MAX: u32 = 0x7fffffff;

/** In what works on handles that a host gives out, which take more than 16 bits. */
export function refuseCompact(): void {
  ERROR("files and TCP need rings that are not compact: leave out TACET_COMPACT");
}
