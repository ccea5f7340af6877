// Pins of an LM3S6965: eight times the port (A = 0 to G = 6) plus the bit, so PF0 is 40. PA0 and PA1 are the console's, PB7 and PC0 to PC3 the
// debugger's. LM3S6965 data sheet, chapter 8.

#include "../common/pin-driver.h"
#include "../cortex-m/registers.h"

#define PORTS_COUNT 7u
#define RCGC2 REGISTER(0x400fe108) // 5.5, register 18
#define PORT_OF(pin) ((pin) / 8)
#define BIT_OF(pin) (1u << (pin) % 8)
/** Ports A to D, then from E on elsewhere. */
#define PORT_BASE(port) ((port) < 4 ? 0x40004000u + 0x1000u * (port) : 0x40024000u + 0x1000u * ((port) - 4))
#define PORT(pin) ((volatile uint32_t *)PORT_BASE(PORT_OF(pin)))
#define PORT_REGISTER(port, offset) (port)[(offset) / 4]
/** The address says which bits of the port are meant. */
#define PORT_DATA(port, bit) (port)[bit]
#define PORT_DIRECTION 0x400u
#define PORT_BOTH_EDGES 0x408u
#define PORT_RISES 0x40cu
#define PORT_INTERRUPT_MASK 0x410u
#define PORT_INTERRUPTS 0x418u
#define PORT_INTERRUPT_CLEAR 0x41cu
#define PORT_PULL_UP 0x510u
#define PORT_PULL_DOWN 0x514u
#define PORT_DIGITAL 0x51cu

/** Bits that programs may use: not the console's, not the debugger's, and what ports F and G have. */
static const uint8_t port_bits[PORTS_COUNT] = { 0xfc, 0x7f, 0xf0, 0xff, 0x0f, 0x0f, 0x03 };

static bool pin_exists(uint32_t pin) {
  return PORT_OF(pin) < PORTS_COUNT && port_bits[PORT_OF(pin)] & BIT_OF(pin);
}

static __attribute__((noinline)) void set_if(volatile uint32_t *at, uint32_t bit, uint32_t mode, uint32_t wanted) {
  *at = (*at & ~bit) | (mode == wanted ? bit : 0);
}

static int32_t pin_setup(uint32_t pin, uint32_t mode, bool is_high) {
  volatile uint32_t *port = PORT(pin);
  uint32_t bit = BIT_OF(pin);
  RCGC2 |= 1u << PORT_OF(pin);
  (void)RCGC2; // the port's clock takes three cycles
  set_if(&PORT_REGISTER(port, PORT_PULL_UP), bit, mode, TACET_PIN_MODE_INPUT_PULL_UP);
  set_if(&PORT_REGISTER(port, PORT_PULL_DOWN), bit, mode, TACET_PIN_MODE_INPUT_PULL_DOWN);
  set_if(&PORT_REGISTER(port, PORT_DIRECTION), bit, mode, TACET_PIN_MODE_OUTPUT);
  PORT_DATA(port, bit) = is_high ? 0xff : 0; // without effect on an input
  set_if(&PORT_REGISTER(port, PORT_DIGITAL), bit, true, true);
  return 0;
}

static void pin_write(uint32_t pin, uint32_t level) {
  volatile uint32_t *at = &PORT_DATA(PORT(pin), BIT_OF(pin));
  bool is_high = level == TACET_PIN_LEVEL_TOGGLE ? *at == 0 : level;
  *at = is_high ? 0xff : 0;
}

static bool pin_read(uint32_t pin) {
  return PORT_DATA(PORT(pin), BIT_OF(pin)) != 0;
}

#if TACET_HAS_PIN_WAITS
static const uint8_t port_interrupts[PORTS_COUNT] = { 0, 1, 2, 3, 4, 30, 31 };

static int32_t pin_listen(uint32_t pin, bool falls, bool rises) {
  volatile uint32_t *port = PORT(pin);
  uint32_t bit = BIT_OF(pin);
  set_if(&PORT_REGISTER(port, PORT_INTERRUPT_MASK), bit, false, true);
  set_if(&PORT_REGISTER(port, PORT_BOTH_EDGES), bit, falls && rises, true);
  set_if(&PORT_REGISTER(port, PORT_RISES), bit, rises, true);
  PORT_REGISTER(port, PORT_INTERRUPT_CLEAR) = bit;
  set_if(&PORT_REGISTER(port, PORT_INTERRUPT_MASK), bit, falls || rises, true);
  interrupt_enable(port_interrupts[PORT_OF(pin)]);
  return 0;
}

/** Of all ports: looks at those that have a clock, since others fault. */
static void pins_interrupt(void) {
  for (uint32_t pin = 0; pin < 8 * PORTS_COUNT; pin++) {
    if (!(RCGC2 >> PORT_OF(pin) & 1) || !(PORT_REGISTER(PORT(pin), PORT_INTERRUPTS) & BIT_OF(pin))) continue;
    pin_listen(pin, false, false);
    pins_happened(pin);
  }
}
#endif
