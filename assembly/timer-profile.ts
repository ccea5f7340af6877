// How much static memory the timers of a program take, as one constant.
// `--use TACET_TIMER_SLOTS=n` (asconfig: "use": ["TACET_TIMER_SLOTS=1024"]) sets it:
//
//   0             a sorted list, 8 bytes: inserting looks at the timers that are due later. Boards, a few timers
//   128 (default) a wheel, 2 KB
//   1024 and up   a wheel, 11 KB and up: sleeps of up to a second (with 16,384 slots: 16 s) are filed once. 10,000 timers and more
//
// Powers of two; a slot is a list of the timers of one tick of 1,024 us.

// @ts-ignore: TACET_TIMER_SLOTS exists only when it is set
export const TIMER_SLOT_COUNT: i32 = isDefined(TACET_TIMER_SLOTS) ? TACET_TIMER_SLOTS : 128;
