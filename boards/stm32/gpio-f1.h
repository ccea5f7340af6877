// Ports of an STM32F1: four bits a pin say direction and kind (RM0041, chapter 7); AFIO says which port has an interrupt line.

#ifndef TACET_STM32_GPIO_F1_H
#define TACET_STM32_GPIO_F1_H

#include "../cortex-m/registers.h"

#define RCC_APB2ENR REGISTER(0x40021018) // 6.3.7
#define RCC_APB2ENR_AFIO 1u
#define RCC_APB2ENR_PORT(port) (4u << (port))
#define PORT(port, offset) REGISTER(0x40010800 + 0x400 * (port) + (offset)) // 7.2
#define PORT_CONFIGURATION(pin) PORT((pin) / 16, (pin) % 16 / 8 * 4)
#define PORT_INPUTS(port) PORT(port, 0x08)
#define PORT_OUTPUTS(port) PORT(port, 0x0c)
#define PORT_SET(port) PORT(port, 0x10) // the upper half clears
#define PIN_FLOATING 4u
#define PIN_PULLED 8u // up or down, as its output bit says
#define PIN_OUTPUT 1u // push-pull, 10 MHz
#define EXTI(offset) REGISTER(0x40010400 + (offset)) // 8.3
#define EXTI_PORT(line) REGISTER(0x40010008 + (line) / 4 * 4) // 7.4.3

static inline void port_enable(uint32_t port) {
  RCC_APB2ENR |= RCC_APB2ENR_AFIO | RCC_APB2ENR_PORT(port);
}

/** Makes a pin what `mode` says; the level of an output is set before. */
static inline void pin_configure(uint32_t pin, uint32_t mode) {
  uint32_t bits = mode == TACET_PIN_MODE_OUTPUT ? PIN_OUTPUT : mode == TACET_PIN_MODE_INPUT ? PIN_FLOATING : PIN_PULLED;
  if (bits == PIN_PULLED) PORT_SET(pin / 16) = mode == TACET_PIN_MODE_INPUT_PULL_UP ? 1u << pin % 16 : 0x10000u << pin % 16;
  uint32_t shift = pin % 8 * 4;
  PORT_CONFIGURATION(pin) = (PORT_CONFIGURATION(pin) & ~(15u << shift)) | bits << shift;
}

#endif
