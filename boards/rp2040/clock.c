// Clock of an RP2040: a 64-bit counter of microseconds, whose alarm 0 wakes. RP2040 data sheet, 4.6.
// The alarm compares the lower half of the counter with its own 32 bits, so one that is farther ahead is set in steps.

#include "../common/platform.h"
#include "resets.h"

#if TACET_HAS_CLOCK

#define TIMER_HIGH REGISTER(0x40054008) // as it was when TIMER_LOW was read
#define TIMER_LOW REGISTER(0x4005400c)
#define TIMER_ALARM0 REGISTER(0x40054010)
#define TIMER_ARMED REGISTER(0x40054020)
#define TIMER_RAISED REGISTER(0x40054034)
#define TIMER_INTERRUPT_ENABLE REGISTER(0x40054038)
#define ALARM0 1u
/** An alarm that is set for a time that has passed would come 71 minutes late. */
#define CLOCK_AHEAD_MIN 4u
#define CLOCK_AHEAD_MAX 0x7fffffffu

static void clock_interrupt(void) {
  TIMER_RAISED = ALARM0;
}

static void clock_init(void) {
  reset_and_start(RESET_TIMER);
  TIMER_INTERRUPT_ENABLE = ALARM0;
  interrupt_enable(TIMER_INTERRUPT);
}

static clock_us clock_now(void) {
  uint32_t low = TIMER_LOW;
  return (clock_us)((uint64_t)TIMER_HIGH << 32 | low);
}

static bool clock_arm(clock_us us) {
  clock_us now = clock_now();
  uint32_t ahead = CLOCK_AHEAD_MIN;
  if (clock_is_before(now + CLOCK_AHEAD_MIN, us)) ahead = us - now < CLOCK_AHEAD_MAX ? (uint32_t)(us - now) : CLOCK_AHEAD_MAX;
  TIMER_ALARM0 = (uint32_t)now + ahead;
  return true;
}

#if CLOCK_STOPS
static void clock_stop(void) {
  TIMER_ARMED = ALARM0; // disarms
}
#endif

#endif
