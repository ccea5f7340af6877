// Resets of an RP2040: a peripheral is held in reset until it is wanted. RP2040 data sheet, 2.14.

#ifndef TACET_RP2040_RESETS_H
#define TACET_RP2040_RESETS_H

#include "../cortex-m/registers.h"

/** Aliases of every peripheral's registers: bits written there are set, or cleared (2.1.2). */
#define ALIAS_SET 0x2000u
#define ALIAS_CLEAR 0x3000u

#define RESETS_BASE 0x4000c000u
#define RESETS_DONE REGISTER(RESETS_BASE + 0x8)
#define RESET_I2C0 (1u << 3) // the second bus: the next bit
#define RESET_IO_BANK0 (1u << 5)
#define RESET_PADS_BANK0 (1u << 8)
#define RESET_PLL_SYS (1u << 12)
#define RESET_PWM (1u << 14)
#define RESET_SPI0 (1u << 16) // the second bus: the next bit
#define RESET_TIMER (1u << 21)
#define RESET_UART0 (1u << 22)

/** Resets these peripherals, whatever they did before, and waits until they can be used. Loop. */
static inline void reset_and_start(uint32_t peripherals) {
  REGISTER(RESETS_BASE + ALIAS_SET) = peripherals;
  REGISTER(RESETS_BASE + ALIAS_CLEAR) = peripherals;
  while ((RESETS_DONE & peripherals) != peripherals) {}
}

#endif
