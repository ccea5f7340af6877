// Clock of a Cortex-M without a better timer: SysTick counts processor cycles down, and its period is the time to the next
// deadline, so that an idle board wakes for deadlines only (and once in 2^24 cycles).
//
//   base            microseconds when the running period began, less what is carried
//   period          P microseconds: LOAD + 1 = P * MHZ - carry, carry < MHZ the cycles of the period before
//   now             base + (P * MHZ - VAL) / MHZ
//
// P follows from LOAD, so `base` is all there is to remember. BOARD_MHZ is the processor's clock in MHz, a whole number.
// Lost a new period: the RESTART_CYCLES between reading the counter and starting it again, which are added.

#include "../common/platform.h"
#include "registers.h"

/** A period shorter than this would be over before the processor sleeps. */
#define PERIOD_US_MIN 10u
#define PERIOD_US_MAX (0xffffffu / BOARD_MHZ)
#define RESTART_CYCLES 8u

static uint64_t clock_base_us;

/** P of the running period. */
static inline uint32_t period_us(void) {
  return (SYST_RVR + BOARD_MHZ) / BOARD_MHZ;
}

static void clock_interrupt(void) {
  clock_base_us += period_us();
}

static void clock_init(void) {
  SYST_RVR = PERIOD_US_MAX * BOARD_MHZ - 1;
  SYST_CVR = 0;
  SYST_CSR = SYST_CSR_ENABLE | SYST_CSR_TICKINT | SYST_CSR_CLKSOURCE_CPU;
}

/** Cycles since clock_base_us. With interrupts masked: a period that has ended meanwhile is counted here. */
static uint32_t elapsed_cycles(void) {
  uint32_t left = SYST_CVR;
  if (ICSR & ICSR_PENDSTSET) {
    ICSR = ICSR_PENDSTCLR;
    clock_interrupt();
    left = SYST_CVR;
  }
  return left == 0 ? 0 : period_us() * BOARD_MHZ - left; // 0: just started, or about to
}

static uint64_t clock_now(void) {
  interrupts_mask();
  uint64_t now = clock_base_us + elapsed_cycles() / BOARD_MHZ;
  interrupts_unmask();
  return now;
}

static void clock_arm(uint64_t us) {
  uint32_t elapsed = elapsed_cycles() + RESTART_CYCLES;
  clock_base_us += elapsed / BOARD_MHZ;
  uint32_t period = PERIOD_US_MIN;
  if (us > clock_base_us + PERIOD_US_MIN) {
    uint64_t ahead = us - clock_base_us;
    period = ahead < PERIOD_US_MAX ? (uint32_t)ahead : PERIOD_US_MAX;
  }
  SYST_RVR = period * BOARD_MHZ - elapsed % BOARD_MHZ - 1;
  SYST_CVR = 0;
}
