// Pads of an RP2040: what a pin is connected to, and how. RP2040 data sheet, 2.19.

#ifndef TACET_RP2040_PADS_H
#define TACET_RP2040_PADS_H

#include "resets.h"

#define PINS_COUNT 30u
#define PIN_CTRL(pin) REGISTER(0x40014004 + 8 * (pin)) // 2.19.6.1; functions: 2.19.2
#define PIN_CTRL_SPI 1u
#define PIN_CTRL_UART 2u
#define PIN_CTRL_I2C 3u
#define PIN_CTRL_PWM 4u
#define PIN_CTRL_SIO 5u
#define PIN_PAD(pin) REGISTER(0x4001c004 + 4 * (pin)) // 2.19.6.3
#define PAD_INPUT (1u << 6)
#define PAD_DRIVE_4MA (1u << 4)
#define PAD_PULL_UP (1u << 3)
#define PAD_PULL_DOWN (1u << 2)
#define PAD_SCHMITT (1u << 1)
#define PAD_PLAIN (PAD_INPUT | PAD_DRIVE_4MA | PAD_SCHMITT)

/** Whether it is for programs: GPIO 0 and 1 are the console's. */
static inline bool pad_is_free(uint32_t pin) {
  return pin >= 2 && pin < PINS_COUNT;
}

/** Connects a pin to what a function number says. */
static inline void pad_connect(uint32_t pin, uint32_t function, uint32_t pulls) {
  PIN_PAD(pin) = PAD_PLAIN | pulls;
  PIN_CTRL(pin) = function;
}

#endif
