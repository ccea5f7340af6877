// How much static memory the sleeps of a program take, as one constant.
// `--use TACET_TIMER_SLOTS=n` (asconfig: "use": ["TACET_TIMER_SLOTS=1024"]) sets it:
//
//   0             a sorted list, 4 bytes: a sleep looks at those that end before. Boards, a few tasks
//   128 (default) a wheel, 2.1 KB
//   1024 and up   a wheel, 13 KB and up: sleeps of up to 0.9 s (16,384 slots: 14 s) are filed once. Thousands of tasks that sleep
//
// Powers of two; a slot holds the tasks of one tick of 1,024 us.

// @ts-ignore: TACET_TIMER_SLOTS exists only when it is set
const SETTING: i32 = isDefined(TACET_TIMER_SLOTS) ? TACET_TIMER_SLOTS : 128;

/** Lists in the wheel; 0: no wheel. */
export const TIMER_SLOT_COUNT: i32 = checked();

// @ts-ignore: decorator
@inline
function checked(): i32 {
  if (SETTING != 0 && (SETTING < 128 || popcnt(SETTING) != 1)) ERROR("TACET_TIMER_SLOTS is 0 or a power of two from 128 up");
  return SETTING;
}
