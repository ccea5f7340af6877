// Watchdog of STM32 processors: IWDG, on an oscillator of its own (RM0041 chapter 18, RM0090 chapter 21: the same registers).
// The board defines WATCHDOG_HZ, what that oscillator nominally does (it may be half as fast again), and RCC_CSR.

#include "../common/watchdog-driver.h"
#include "../cortex-m/registers.h"

#define IWDG_KR REGISTER(0x40003000)
#define IWDG_KR_START 0xccccu
#define IWDG_KR_WRITE 0x5555u
#define IWDG_KR_FEED 0xaaaau
#define IWDG_PR REGISTER(0x40003004)
#define IWDG_PR_256 6u
#define IWDG_RLR REGISTER(0x40003008)
#define IWDG_RLR_MAX 0xfffu
#define IWDG_SR REGISTER(0x4000300c)
#define RCC_CSR_IWDGRSTF (1u << 29)
#define RCC_CSR_RMVF (1u << 24)

/** Counts of the oscillator divided by 4 << prescaler. */
#define COUNTS(prescaler) (TACET_WATCHDOG_MS * (WATCHDOG_HZ / 4u >> (prescaler)) / 1000u)

static void watchdog_feed(void) {
  IWDG_KR = IWDG_KR_FEED;
}

static void watchdog_start(void) {
  uint32_t prescaler = 0;
  while (prescaler < IWDG_PR_256 && COUNTS(prescaler) > IWDG_RLR_MAX) prescaler++;
  IWDG_KR = IWDG_KR_START;
  IWDG_KR = IWDG_KR_WRITE;
  IWDG_PR = prescaler;
  IWDG_RLR = COUNTS(prescaler);
  while (IWDG_SR != 0) {} // five cycles of that oscillator
  watchdog_feed();
}

#if TACET_REPORTS
static bool watchdog_has_reset(void) {
  bool has_reset = RCC_CSR & RCC_CSR_IWDGRSTF;
  RCC_CSR |= RCC_CSR_RMVF;
  return has_reset;
}
#endif
