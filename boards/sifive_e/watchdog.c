// Watchdog of an FE310: counts its low-frequency oscillator of 32,768 Hz up to a comparator. FE310-G000 manual, chapters 15 and 14.
// Each write is unlocked by a key that lasts for one.

#include "../common/watchdog-driver.h"
#include "../riscv/registers.h"

#define WDOG_CFG REGISTER(0x10000000)
#define WDOG_CFG_RESET (1u << 8)
#define WDOG_CFG_ALWAYS (1u << 12) // in sleep as well
#define WDOG_FEED REGISTER(0x10000018)
#define WDOG_FEED_FOOD 0xd09f00du
#define WDOG_KEY REGISTER(0x1000001c)
#define WDOG_KEY_UNLOCK 0x51f15eu
#define WDOG_COMPARE REGISTER(0x10000020)
#define WDOG_COMPARE_MAX 0xffffu
#define PMU_CAUSE REGISTER(0x10000144)
#define PMU_CAUSE_RESET(cause) (cause >> 8 & 3u)
#define PMU_CAUSE_WATCHDOG 2u

/** Counts of the oscillator divided by 2 to the `scale`. */
#define COUNTS(scale) (TACET_WATCHDOG_MS * (uint64_t)32768u / 1000u >> (scale))

static void watchdog_feed(void) {
  WDOG_KEY = WDOG_KEY_UNLOCK;
  WDOG_FEED = WDOG_FEED_FOOD;
}

static void watchdog_start(void) {
  uint32_t scale = 0;
  while (COUNTS(scale) > WDOG_COMPARE_MAX) scale++;
  WDOG_KEY = WDOG_KEY_UNLOCK;
  WDOG_COMPARE = (uint32_t)COUNTS(scale);
  watchdog_feed();
  WDOG_KEY = WDOG_KEY_UNLOCK;
  WDOG_CFG = scale | WDOG_CFG_RESET | WDOG_CFG_ALWAYS;
}

#if TACET_REPORTS
static bool watchdog_has_reset(void) {
  return PMU_CAUSE_RESET(PMU_CAUSE) == PMU_CAUSE_WATCHDOG;
}
#endif
