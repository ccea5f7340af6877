// Clock of an nRF51: TIMER0 counts microseconds in 32 bits, compare register 0 wakes, register 1 reads it out.
// The counter wraps after 71 minutes; reading it at least once in half of that is what CLOCK_AHEAD_MAX is for.
// nRF51 Series Reference Manual 3.0, chapter 18. A low-power board would count the 32 kHz RTC instead, in coarser steps.

#include "../common/platform.h"
#include "../cortex-m/registers.h"

#if TACET_HAS_CLOCK

#define TIMER_START REGISTER(0x40008000)
#define TIMER_CAPTURE1 REGISTER(0x40008044)
#define TIMER_COMPARE0 REGISTER(0x40008140)
#define TIMER_INTENSET REGISTER(0x40008304)
#define TIMER_BITMODE REGISTER(0x40008508)
#define TIMER_PRESCALER REGISTER(0x40008510)
#define TIMER_CC0 REGISTER(0x40008540)
#define TIMER_CC1 REGISTER(0x40008544)
#define CLOCK_AHEAD_MIN 4u
#define CLOCK_AHEAD_MAX 0x7fffffffu

static clock_us clock_last;

static void clock_interrupt(void) {
  TIMER_COMPARE0 = 0;
}

static void clock_init(void) {
  TIMER_BITMODE = 3;   // 32 bits
  TIMER_PRESCALER = 4; // 16 MHz / 2^4
  TIMER_INTENSET = 1u << 16;
  interrupt_enable(TIMER_INTERRUPT);
  TIMER_START = 1;
}

static clock_us clock_now(void) {
  TIMER_CAPTURE1 = 1;
  clock_last += TIMER_CC1 - (uint32_t)clock_last;
  return clock_last;
}

static bool clock_arm(clock_us us) {
  clock_us now = clock_now();
  uint32_t ahead = CLOCK_AHEAD_MIN;
  if (clock_is_before(now + CLOCK_AHEAD_MIN, us)) ahead = us - now < CLOCK_AHEAD_MAX ? (uint32_t)(us - now) : CLOCK_AHEAD_MAX;
  TIMER_COMPARE0 = 0;
  TIMER_CC0 = (uint32_t)now + ahead;
  return true;
}

#endif
