// Clock of a RISC-V with a CLINT: a 64-bit counter of BOARD_TICKS_PER_US and one compare register.
// Microseconds are counted on from the last reading, so that no 64-bit division is needed; READ_TICKS_MAX apart at most.

#include "../common/platform.h"
#include "registers.h"

#if TACET_HAS_CLOCK

#define MTIME_LOW REGISTER(0x0200bff8)
#define MTIME_HIGH REGISTER(0x0200bffc)
#define MTIMECMP_LOW REGISTER(0x02004000)
#define MTIMECMP_HIGH REGISTER(0x02004004)
#define READ_US_MAX (0x7fffffffu / BOARD_TICKS_PER_US)

static clock_us clock_read_us;
/** The counter at clock_read_us, low half. */
static uint32_t clock_ticks;

static void compare_at(uint32_t low, uint32_t high) {
  MTIMECMP_HIGH = 0xffffffff; // no interrupt between the halves
  MTIMECMP_LOW = low;
  MTIMECMP_HIGH = high;
}

static void clock_interrupt(void) {
  compare_at(0xffffffff, 0xffffffff);
}

static void clock_init(void) {
  clock_interrupt();
  clock_ticks = MTIME_LOW;
}

static clock_us clock_now(void) {
  uint32_t us = (MTIME_LOW - clock_ticks) / BOARD_TICKS_PER_US;
  clock_ticks += us * BOARD_TICKS_PER_US;
  clock_read_us += us;
  return clock_read_us;
}

static bool clock_arm(clock_us us) {
  clock_us now = clock_now();
  uint32_t ahead = 0;
  if (clock_is_before(now, us)) ahead = us - now < READ_US_MAX ? (uint32_t)(us - now) : READ_US_MAX;
  uint32_t high = MTIME_HIGH;
  if (MTIME_LOW < clock_ticks) high--; // it has wrapped since, or had when `high` was read
  uint32_t low = clock_ticks + ahead * BOARD_TICKS_PER_US;
  compare_at(low, high + (low < clock_ticks));
  return true;
}

#endif
