// Ports of an STM32F4: direction and pulls have registers of their own (RM0090, chapter 8); SYSCFG says which port has an interrupt line.

#ifndef TACET_STM32_GPIO_F4_H
#define TACET_STM32_GPIO_F4_H

#include "../cortex-m/registers.h"

#define RCC_AHB1ENR REGISTER(0x40023830) // 7.3.10
#define RCC_APB2ENR REGISTER(0x40023844) // 7.3.14
#define RCC_APB2ENR_SYSCFG (1u << 14)
#define PORT(port, offset) REGISTER(0x40020000 + 0x400 * (port) + (offset)) // 8.4
#define PORT_MODES(port) PORT(port, 0x00)
#define PORT_PULLS(port) PORT(port, 0x0c)
#define PORT_INPUTS(port) PORT(port, 0x10)
#define PORT_OUTPUTS(port) PORT(port, 0x14)
#define PORT_SET(port) PORT(port, 0x18) // the upper half clears
#define EXTI(offset) REGISTER(0x40013c00 + (offset)) // 12.3
#define EXTI_PORT(line) REGISTER(0x40013808 + (line) / 4 * 4) // 9.2.3

static inline void port_enable(uint32_t port) {
  RCC_AHB1ENR |= 1u << port;
  RCC_APB2ENR |= RCC_APB2ENR_SYSCFG;
  (void)RCC_AHB1ENR; // a port's clock takes two cycles
}

/** Makes a pin what `mode` says; the level of an output is set before. */
static inline void pin_configure(uint32_t pin, uint32_t mode) {
  uint32_t port = pin / 16, shift = pin % 16 * 2;
  uint32_t pull = mode == TACET_PIN_MODE_INPUT_PULL_UP ? 1 : mode == TACET_PIN_MODE_INPUT_PULL_DOWN ? 2 : 0;
  PORT_PULLS(port) = (PORT_PULLS(port) & ~(3u << shift)) | pull << shift;
  PORT_MODES(port) = (PORT_MODES(port) & ~(3u << shift)) | (mode == TACET_PIN_MODE_OUTPUT ? 1u : 0u) << shift;
}

#endif
