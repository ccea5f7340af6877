// LM3S6965 evaluation board: 50 MHz from the 8 MHz crystal, UART0 (pins PA0, PA1) as console.
// Sections are those of the LM3S6965 data sheet.

#include "../common/platform.h"
#include "../cortex-m/registers.h"

#define RCC REGISTER(0x400fe060)   // 5.5, register 8
#define RIS REGISTER(0x400fe050)   // 5.5, register 5
#define RCGC0 REGISTER(0x400fe100) // 5.5, register 14
#define RCGC1 REGISTER(0x400fe104) // 5.5, register 17
#define RCGC2 REGISTER(0x400fe108) // 5.5, register 18
#define GPIOA_AFSEL REGISTER(0x40004420)
#define GPIOA_DEN REGISTER(0x4000451c)

/** Bypass off, PLL on, crystal of 8 MHz, 200 MHz / 4. */
static inline void pll_50mhz(void) {
  RCC = 0x01c00b80 | 1u << 11; // divisor 4, crystal 8 MHz, main oscillator, still bypassed
  while (!(RIS & 1u << 6)) {}  // PLL lock
  RCC = 0x01c00380;
}

static void board_init(void) {
  pll_50mhz();
#if TACET_HAS_WATCHDOG
  RCGC0 |= 1u << 3;
#endif
#if TACET_HAS_SERIAL
  RCGC1 = 1; // UART0; all of these are 0 after a reset
  RCGC2 = 1; // port A
  GPIOA_AFSEL = 3;
  GPIOA_DEN = 3;
  uart_init();
#if TACET_HAS_STDIO
  interrupt_enable(UART_INTERRUPT);
#endif
#endif
}
