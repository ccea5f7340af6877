// Watchdog of an nRF51: WDT, which counts the 32 kHz clock down and starts that itself. nRF51 Series Reference Manual 3.0, chapters 24 and 12.

#include "../common/watchdog-driver.h"
#include "../cortex-m/registers.h"

#define WDT_START REGISTER(0x40010000)
#define WDT_RELOAD_VALUE REGISTER(0x40010504)
#define WDT_RELOAD REGISTER(0x40010600)
#define WDT_RELOAD_KEY 0x6e524635u
#define POWER_RESETREAS REGISTER(0x40000400)
#define POWER_RESETREAS_DOG 2u

static void watchdog_feed(void) {
  WDT_RELOAD = WDT_RELOAD_KEY;
}

/** What is not set here is as after a reset: one reload register; it counts during sleep, and pauses for a debugger. */
static void watchdog_start(void) {
  WDT_RELOAD_VALUE = (uint32_t)((uint64_t)TACET_WATCHDOG_MS * 32768u / 1000u);
  WDT_START = 1;
}

#if TACET_REPORTS
static bool watchdog_has_reset(void) {
  bool has_reset = POWER_RESETREAS & POWER_RESETREAS_DOG;
  POWER_RESETREAS = POWER_RESETREAS_DOG; // a one clears it
  return has_reset;
}
#endif
