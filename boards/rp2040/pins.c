// Pins of an RP2040: GPIO 2 to 29 (0 and 1 are the console's), by the single-cycle I/O. RP2040 data sheet, 2.3.1.7 and 2.19.

#include "../common/pin-driver.h"
#include "pads.h"

#define SIO_IN REGISTER(0xd0000004)
#define SIO_OUT_SET REGISTER(0xd0000014)
#define SIO_OUT_CLEAR REGISTER(0xd0000018)
#define SIO_OUT_TOGGLE REGISTER(0xd000001c)
#define SIO_ENABLE_SET REGISTER(0xd0000024)
#define SIO_ENABLE_CLEAR REGISTER(0xd0000028)
/** Four bits a pin, eight pins a word: level low, level high, change to low, change to high. */
#define PIN_RAISED(pin) REGISTER(0x400140f0 + (pin) / 8 * 4)
#define PIN_INTERRUPT_ENABLE(pin) (0x40014100 + (pin) / 8 * 4)
#define PIN_INTERRUPTS(pin) REGISTER(0x40014120 + (pin) / 8 * 4)
#define PIN_FALLS 4u
#define PIN_RISES 8u
#define PIN_BITS(pin, bits) ((bits) << (pin) % 8 * 4)

static bool pin_exists(uint32_t pin) {
  return pad_is_free(pin);
}

static int32_t pin_setup(uint32_t pin, uint32_t mode, bool is_high) {
  uint32_t pull = mode == TACET_PIN_MODE_INPUT_PULL_UP ? PAD_PULL_UP : mode == TACET_PIN_MODE_INPUT_PULL_DOWN ? PAD_PULL_DOWN : 0;
  pad_connect(pin, PIN_CTRL_SIO, pull);
  if (mode == TACET_PIN_MODE_OUTPUT) {
    pin_write(pin, is_high);
    SIO_ENABLE_SET = 1u << pin;
  } else {
    SIO_ENABLE_CLEAR = 1u << pin;
  }
  return 0;
}

static void pin_write(uint32_t pin, uint32_t level) {
  if (level == TACET_PIN_LEVEL_HIGH) SIO_OUT_SET = 1u << pin;
  else if (level == TACET_PIN_LEVEL_LOW) SIO_OUT_CLEAR = 1u << pin;
  else SIO_OUT_TOGGLE = 1u << pin;
}

static bool pin_read(uint32_t pin) {
  return SIO_IN >> pin & 1;
}

#if TACET_HAS_PIN_WAITS
static int32_t pin_listen(uint32_t pin, bool falls, bool rises) {
  REGISTER(PIN_INTERRUPT_ENABLE(pin) + ALIAS_CLEAR) = PIN_BITS(pin, PIN_FALLS | PIN_RISES);
  PIN_RAISED(pin) = PIN_BITS(pin, PIN_FALLS | PIN_RISES);
  REGISTER(PIN_INTERRUPT_ENABLE(pin) + ALIAS_SET) = PIN_BITS(pin, (falls ? PIN_FALLS : 0) | (rises ? PIN_RISES : 0));
  interrupt_enable(PINS_INTERRUPT);
  return 0;
}

static void pins_interrupt(void) {
  for (uint32_t pin = 0; pin < PINS_COUNT; pin++) {
    if (!(PIN_INTERRUPTS(pin) & PIN_BITS(pin, PIN_FALLS | PIN_RISES))) continue;
    pin_listen(pin, false, false);
    pins_happened(pin);
  }
}
#endif
