// Watchdog of the Cortex-M System Design Kit (ARM DDI 0479, section 4.6), which Stellaris processors have, too (LM3S6965 data sheet, chapter
// 11): when its counter ends the first time, it interrupts; the second time it resets. So it counts half of the period.
//
// The interrupt leaves a word that the start does not clear: that is how the next run knows. On these boards' emulators nothing else tells.
// The board defines WATCHDOG_BASE and WATCHDOG_HZ, and names watchdog_interrupt where the interrupt is.

#include "../cortex-m/registers.h"
#include "watchdog-driver.h"

#define WATCHDOG_LOAD REGISTER(WATCHDOG_BASE + 0x000)
#define WATCHDOG_CONTROL REGISTER(WATCHDOG_BASE + 0x008)
#define WATCHDOG_CONTROL_RUN 3u // interrupt, which starts it, and reset
#define WATCHDOG_CLEAR REGISTER(WATCHDOG_BASE + 0x00c)
#define WATCHDOG_ENDS 0x54a0d065u

static volatile uint32_t watchdog_mark __attribute__((section(".noinit")));

static void watchdog_interrupt(void) {
  watchdog_mark = WATCHDOG_ENDS;
#ifdef WATCHDOG_INTERRUPT
  interrupt_disable(WATCHDOG_INTERRUPT); // it would come again at once: only food clears it
#endif
}

static void watchdog_feed(void) {
  WATCHDOG_CLEAR = 1; // any write: counts from the beginning
  watchdog_mark = 0;
#ifdef WATCHDOG_INTERRUPT
  interrupt_enable(WATCHDOG_INTERRUPT);
#endif
}

static void watchdog_start(void) {
  WATCHDOG_LOAD = TACET_WATCHDOG_MS * (WATCHDOG_HZ / 2000u);
  WATCHDOG_CONTROL = WATCHDOG_CONTROL_RUN;
  watchdog_feed();
}

#if TACET_REPORTS
static bool watchdog_has_reset(void) {
  return watchdog_mark == WATCHDOG_ENDS;
}
#endif
