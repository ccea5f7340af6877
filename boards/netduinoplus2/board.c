// Netduino Plus 2: 168 MHz from the 25 MHz crystal, USART1 (PB6, PB7: pins D1 and D0) as console. Sections: RM0090.

#include "../common/platform.h"
#include "../cortex-m/registers.h"
#include "../stm32/ready.h"

#define RCC_CR REGISTER(0x40023800)      // 7.3.1
#define RCC_PLLCFGR REGISTER(0x40023804) // 7.3.2
#define RCC_CFGR REGISTER(0x40023808)    // 7.3.3
#define RCC_AHB1ENR REGISTER(0x40023830) // 7.3.10
#define RCC_APB2ENR REGISTER(0x40023844) // 7.3.14
#define FLASH_ACR REGISTER(0x40023c00)   // 3.9.1
#define GPIOB_MODER REGISTER(0x40020400) // 8.4.1
#define GPIOB_AFRL REGISTER(0x40020420)  // 8.4.9

/** 25 MHz / 25 * 336 / 2; buses at a quarter and a half. */
static inline void pll_168mhz(void) {
  RCC_CR |= 1u << 16;
  if (!wait_ready(&RCC_CR, 1u << 17, 1u << 17)) return;
  RCC_PLLCFGR = 25u | 336u << 6 | 1u << 22 | 7u << 24;
  RCC_CR |= 1u << 24;
  if (!wait_ready(&RCC_CR, 1u << 25, 1u << 25)) return;
  FLASH_ACR = 0x705; // five wait states, caches and prefetch on
  RCC_CFGR = 5u << 10 | 4u << 13 | 2u;
  wait_ready(&RCC_CFGR, 3u << 2, 2u << 2);
}

static void board_init(void) {
  pll_168mhz();
#if TACET_HAS_SERIAL
  RCC_AHB1ENR |= 1u << 1; // port B
  RCC_APB2ENR |= 1u << 4; // USART1
  GPIOB_MODER = (GPIOB_MODER & ~0xf000u) | 0xa000u;
  GPIOB_AFRL = (GPIOB_AFRL & ~0xff000000u) | 0x77000000u;
  usart_init();
#endif
}
