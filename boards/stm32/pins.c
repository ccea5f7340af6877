// Pins of an STM32: 16 times the port (A = 0) plus the bit, so PC9 is 41. The board includes the family's gpio-f1.h or gpio-f4.h before this and
// says which bits of each port are for programs: STM32_PORTS, a list.
// Pin n of every port shares interrupt line n, so two pins of one number can't be waited at together (EAGAIN).
// External interrupts: RM0041, chapter 8; RM0090, chapter 12.

#include "../common/pin-driver.h"

#define EXTI_MASK EXTI(0x00)
#define EXTI_RISES EXTI(0x08)
#define EXTI_FALLS EXTI(0x0c)
#define EXTI_PENDING EXTI(0x14)
#define EXTI_LINES 16u

static const uint16_t port_bits[] = { STM32_PORTS };

static bool pin_exists(uint32_t pin) {
  return pin / 16 < sizeof port_bits / sizeof port_bits[0] && port_bits[pin / 16] >> pin % 16 & 1;
}

static int32_t pin_setup(uint32_t pin, uint32_t mode, bool is_high) {
  port_enable(pin / 16);
  if (mode == TACET_PIN_MODE_OUTPUT) pin_write(pin, is_high);
  pin_configure(pin, mode);
  return 0;
}

static void pin_write(uint32_t pin, uint32_t level) {
  bool is_high = level == TACET_PIN_LEVEL_TOGGLE ? !(PORT_OUTPUTS(pin / 16) >> pin % 16 & 1) : level;
  PORT_SET(pin / 16) = (is_high ? 1u : 0x10000u) << pin % 16;
}

static bool pin_read(uint32_t pin) {
  return PORT_INPUTS(pin / 16) >> pin % 16 & 1;
}

#if TACET_HAS_PIN_WAITS
static uint32_t line_port(uint32_t line) {
  return EXTI_PORT(line) >> line % 4 * 4 & 15;
}

static uint32_t line_interrupt(uint32_t line) {
  return line < 5 ? EXTI_INTERRUPT + line : line < 10 ? EXTI9_5_INTERRUPT : EXTI15_10_INTERRUPT;
}

static int32_t pin_listen(uint32_t pin, bool falls, bool rises) {
  uint32_t line = pin % 16, bit = 1u << line, port = pin / 16;
  bool is_of_other = EXTI_MASK & bit && line_port(line) != port;
  if (!falls && !rises) {
    if (!is_of_other) EXTI_MASK &= ~bit;
    return 0;
  }
  if (is_of_other) return -TACET_ERRNO_EAGAIN;
  EXTI_MASK &= ~bit;
  EXTI_PORT(line) = (EXTI_PORT(line) & ~(15u << line % 4 * 4)) | port << line % 4 * 4;
  EXTI_FALLS = falls ? EXTI_FALLS | bit : EXTI_FALLS & ~bit;
  EXTI_RISES = rises ? EXTI_RISES | bit : EXTI_RISES & ~bit;
  EXTI_PENDING = bit; // what came before does not count
  EXTI_MASK |= bit;
  interrupt_enable(line_interrupt(line));
  return 0;
}

static void pins_interrupt(void) {
  uint32_t raised = EXTI_PENDING & EXTI_MASK;
  for (uint32_t line = 0; line < EXTI_LINES; line++) {
    uint32_t bit = 1u << line;
    if (!(raised & bit)) continue;
    EXTI_MASK &= ~bit;
    EXTI_PENDING = bit;
    pins_happened(16 * line_port(line) + line);
  }
}
#endif
