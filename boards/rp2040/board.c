// Raspberry Pi Pico: RP2040 at 125 MHz from the 12 MHz crystal, UART0 (GPIO 0 and 1) as console.
// Sections are those of the RP2040 data sheet.

#include "../common/platform.h"
#include "../cortex-m/registers.h"
#include "pads.h"

#define XOSC_CTRL REGISTER(0x40024000) // 2.16.7
#define XOSC_CTRL_ENABLE (0xfabu << 12 | 0xaa0u)
#define XOSC_STATUS REGISTER(0x40024004)
#define XOSC_STATUS_STABLE (1u << 31)
#define XOSC_STARTUP REGISTER(0x4002400c)
#define XOSC_STARTUP_1MS 47u           // times 256 cycles
#define PLL_CS REGISTER(0x40028000)    // 2.18.4
#define PLL_CS_LOCK (1u << 31)
#define PLL_POWER_DOWN_BASE 0x40028004u
#define PLL_POWER_DOWN_VCO (1u << 5 | 1u << 0)
#define PLL_POWER_DOWN_DIVIDERS (1u << 3)
#define PLL_FBDIV REGISTER(0x40028008)
#define PLL_PRIM REGISTER(0x4002800c)
#define CLK_REF_CTRL REGISTER(0x40008030) // 2.15.7
#define CLK_REF_CTRL_XOSC 2u
#define CLK_REF_SELECTED REGISTER(0x40008038)
#define CLK_SYS_CTRL REGISTER(0x4000803c)
#define CLK_SYS_CTRL_PLL 1u // the auxiliary source, which is the PLL after reset
#define CLK_SYS_SELECTED REGISTER(0x40008044)
#define CLK_PERI_CTRL REGISTER(0x40008048)
#define CLK_PERI_CTRL_SYS (1u << 11)
#define WATCHDOG_TICK REGISTER(0x4005802c) // 4.7.6: it ticks the timer, too
#define WATCHDOG_TICK_1US (1u << 9 | 12u)

/** 12 MHz * 125 / 6 / 2. */
static inline void pll_125mhz(void) {
  reset_and_start(RESET_PLL_SYS);
  PLL_CS = 1; // the crystal undivided
  PLL_FBDIV = 125;
  REGISTER(PLL_POWER_DOWN_BASE + ALIAS_CLEAR) = PLL_POWER_DOWN_VCO;
  while (!(PLL_CS & PLL_CS_LOCK)) {}
  PLL_PRIM = 6u << 16 | 2u << 12;
  REGISTER(PLL_POWER_DOWN_BASE + ALIAS_CLEAR) = PLL_POWER_DOWN_DIVIDERS;
}

static inline void clocks_init(void) {
  XOSC_STARTUP = XOSC_STARTUP_1MS;
  XOSC_CTRL = XOSC_CTRL_ENABLE;
  while (!(XOSC_STATUS & XOSC_STATUS_STABLE)) {}
  CLK_REF_CTRL = CLK_REF_CTRL_XOSC;
  while (!(CLK_REF_SELECTED & 1u << CLK_REF_CTRL_XOSC)) {}
  pll_125mhz();
  CLK_SYS_CTRL = CLK_SYS_CTRL_PLL;
  while (!(CLK_SYS_SELECTED & 1u << CLK_SYS_CTRL_PLL)) {}
  WATCHDOG_TICK = WATCHDOG_TICK_1US;
}

static void board_init(void) {
  clocks_init();
#if TACET_HAS_SERIAL || TACET_HAS_RINGS
  reset_and_start(RESET_IO_BANK0 | RESET_PADS_BANK0);
  CLK_PERI_CTRL = CLK_PERI_CTRL_SYS; // of the serial line and SPI
#endif
#if TACET_HAS_SERIAL
  reset_and_start(RESET_UART0);
  PIN_CTRL(0) = PIN_CTRL_UART;
  PIN_CTRL(1) = PIN_CTRL_UART;
  uart_init();
#if TACET_HAS_STDIO
  interrupt_enable(UART_INTERRUPT);
#endif
#endif
}
