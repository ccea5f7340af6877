// Pins of an FE310: GPIO 0 to 5, 9 to 13 and 18 to 23, which the package has (16 and 17 are the console's). FE310-G000 manual, chapter 17.
// The input stays on under an output, so that a program can wait at a pin it drives itself.

#include "../common/pin-driver.h"
#include "../riscv/plic.h"

#define PINS_BONDED 0x00fc3e3fu
#define PIN_VALUE REGISTER(0x10012000)
#define PIN_INPUT_ENABLE REGISTER(0x10012004)
#define PIN_OUTPUT_ENABLE REGISTER(0x10012008)
#define PIN_PORT REGISTER(0x1001200c)
#define PIN_PULL_UP REGISTER(0x10012010)
#define PIN_RISE_ENABLE REGISTER(0x10012018)
#define PIN_RISE_PENDING REGISTER(0x1001201c)
#define PIN_FALL_ENABLE REGISTER(0x10012020)
#define PIN_FALL_PENDING REGISTER(0x10012024)
#define PIN_FUNCTION_ENABLE REGISTER(0x10012038)

static bool pin_exists(uint32_t pin) {
  return pin < 32 && PINS_BONDED >> pin & 1;
}

static void pin_set(volatile uint32_t *in, uint32_t pin, bool is_set) {
  *in = (*in & ~(1u << pin)) | (uint32_t)is_set << pin;
}

static int32_t pin_setup(uint32_t pin, uint32_t mode, bool is_high) {
  if (mode == TACET_PIN_MODE_INPUT_PULL_DOWN) return -TACET_ERRNO_ENOTSUP;
  pin_set(&PIN_FUNCTION_ENABLE, pin, false);
  pin_set(&PIN_PULL_UP, pin, mode == TACET_PIN_MODE_INPUT_PULL_UP);
  pin_set(&PIN_INPUT_ENABLE, pin, true);
  if (mode == TACET_PIN_MODE_OUTPUT) pin_set(&PIN_PORT, pin, is_high);
  pin_set(&PIN_OUTPUT_ENABLE, pin, mode == TACET_PIN_MODE_OUTPUT);
  return 0;
}

static void pin_write(uint32_t pin, uint32_t level) {
  pin_set(&PIN_PORT, pin, level == TACET_PIN_LEVEL_TOGGLE ? !(PIN_PORT >> pin & 1) : level);
}

static bool pin_read(uint32_t pin) {
  return PIN_VALUE >> pin & 1;
}

#if TACET_HAS_PIN_WAITS
static int32_t pin_listen(uint32_t pin, bool falls, bool rises) {
  pin_set(&PIN_FALL_ENABLE, pin, false);
  pin_set(&PIN_RISE_ENABLE, pin, false);
  PIN_FALL_PENDING = 1u << pin;
  PIN_RISE_PENDING = 1u << pin;
  pin_set(&PIN_FALL_ENABLE, pin, falls);
  pin_set(&PIN_RISE_ENABLE, pin, rises);
  interrupt_enable(PINS_SOURCE + pin);
  return 0;
}

static void pins_interrupt(uint32_t pin) {
  pin_listen(pin, false, false);
  pins_happened(pin);
}
#endif
