// Clock of a Cortex-M without a better timer: SysTick counts processor cycles down, and its period is the time to the next
// deadline, so that an idle board wakes for deadlines only (and once in 2^24 cycles).
//
//   end       microseconds when the running period ends, a whole number
//   now       end - VAL / MHZ
//   to arm    the period is cut: it ends (end - deadline) * MHZ cycles earlier, so that nothing is divided and nothing carried
//
// Behind a deadline the longest period follows, until the loop asks again. BOARD_MHZ is the processor's clock in MHz, a whole number.
// Lost a deadline: nothing but the RESTART_CYCLES between reading the counter and starting it again, which are taken off.

#include "../common/platform.h"
#include "registers.h"

#if TACET_HAS_CLOCK

/** What ends sooner than this is not worth sleeping for. */
#define CYCLES_MIN (10u * BOARD_MHZ)
#define RESTART_CYCLES 8u
#define PERIOD_US (0xffffffu / BOARD_MHZ)

static clock_us clock_end_us;

BETWEEN_VECTORS static void clock_interrupt(void) {
  clock_end_us += PERIOD_US;
}

static void clock_init(void) {
  clock_interrupt();
  SYST_RVR = PERIOD_US * BOARD_MHZ - 1;
  SYST_CVR = 0;
  SYST_CSR = SYST_CSR_ENABLE | SYST_CSR_TICKINT | SYST_CSR_CLKSOURCE_CPU;
}

/** Cycles until clock_end_us. With interrupts masked: a period that has ended meanwhile is counted here. */
static uint32_t cycles_left(void) {
  uint32_t left = SYST_CVR;
  if (ICSR & ICSR_PENDSTSET) {
    ICSR = ICSR_PENDSTCLR;
    clock_interrupt();
    left = SYST_CVR;
  }
  return left;
}

static clock_us clock_now(void) {
  interrupts_mask();
  clock_us now = clock_end_us - cycles_left() / BOARD_MHZ;
  interrupts_unmask();
  return now;
}

static bool clock_arm(clock_us us) {
  uint32_t left = cycles_left();
  if (!clock_is_before(us, clock_end_us)) return true;
  clock_us sooner = clock_end_us - us;
  if (sooner > PERIOD_US) return false;
  uint32_t cut = (uint32_t)sooner * BOARD_MHZ + RESTART_CYCLES;
  if (left < cut + CYCLES_MIN) return false;
  clock_end_us = us;
  SYST_RVR = SYST_CVR - cut - 1;
  SYST_CVR = 0;
  while (SYST_CVR == 0) {} // until it has taken that
  SYST_RVR = PERIOD_US * BOARD_MHZ - 1;
  return true;
}

#endif
