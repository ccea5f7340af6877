// Watchdog of an RP2040, in microseconds by the tick that board.c starts. RP2040 data sheet, 4.7 and 2.13.
// It counts down by two a tick (erratum RP2040-E1), which halves the longest period. The memory outlives its reset.

#include "../common/watchdog-driver.h"
#include "../cortex-m/registers.h"

#define WATCHDOG_CTRL REGISTER(0x40058000)
#define WATCHDOG_CTRL_ENABLE (1u << 30)
#define WATCHDOG_CTRL_PAUSE (7u << 24) // for the debugger, of either processor and by JTAG
#define WATCHDOG_LOAD REGISTER(0x40058004)
#define WATCHDOG_REASON REGISTER(0x40058008)
#define WATCHDOG_REASON_TIMER 1u
#define PSM_WDSEL REGISTER(0x40010008)
#define PSM_WDSEL_ALL 0x1fffcu // but the two oscillators

static void watchdog_feed(void) {
  WATCHDOG_LOAD = TACET_WATCHDOG_MS * 2000u;
}

static void watchdog_start(void) {
  PSM_WDSEL = PSM_WDSEL_ALL;
  watchdog_feed();
  WATCHDOG_CTRL = WATCHDOG_CTRL_ENABLE | WATCHDOG_CTRL_PAUSE;
}

#if TACET_REPORTS
static bool watchdog_has_reset(void) {
  return WATCHDOG_REASON & WATCHDOG_REASON_TIMER; // until the next reset of another kind
}
#endif
