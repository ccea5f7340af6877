// STM32VLDISCOVERY: 24 MHz from the internal 8 MHz oscillator, USART1 (PA9, PA10) as console. Sections: RM0041.

#include "../common/platform.h"
#include "../cortex-m/registers.h"
#include "../stm32/ready.h"

#define RCC_CR REGISTER(0x40021000)   // 6.3.1
#define RCC_CFGR REGISTER(0x40021004) // 6.3.2
#define RCC_APB2ENR REGISTER(0x40021018)
#define GPIOA_CRH REGISTER(0x40010804) // 7.2.2

/** Internal oscillator / 2 * 6. */
static inline void pll_24mhz(void) {
  RCC_CFGR = 4u << 18; // multiplier 6
  RCC_CR |= 1u << 24;
  if (!wait_ready(&RCC_CR, 1u << 25, 1u << 25)) return;
  RCC_CFGR |= 2;
  wait_ready(&RCC_CFGR, 3u << 2, 2u << 2);
}

static void board_init(void) {
  pll_24mhz();
#if TACET_HAS_SERIAL
  RCC_APB2ENR |= 1u << 14 | 1u << 2; // USART1, port A
  GPIOA_CRH = (GPIOA_CRH & ~0xff0u) | 0x4b0u; // PA9 alternate output 50 MHz, PA10 floating input
  usart_init();
#endif
}
