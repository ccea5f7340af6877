// Pins: PIN_SETUP, PIN_WRITE, PIN_READ -> the board's driver (pin-driver.h). They end at once; pin-waits.c has what does not.

#include "pin-driver.h"
#include "ring.h"

static int32_t pins_setup(const struct submission *s) {
  uint32_t pin = pin_number(s->handle);
  if (!pin_exists(pin)) return -TACET_ERRNO_ENODEV;
  if (s->arg_low > TACET_PIN_MODE_OUTPUT || s->arg_high > 1) return -TACET_ERRNO_EINVAL;
  return pin_setup(pin, s->arg_low, s->arg_high);
}

#if TACET_ASKS_PIN_WRITE
static int32_t pins_write(const struct submission *s) {
  uint32_t pin = pin_number(s->handle);
  if (!pin_exists(pin)) return -TACET_ERRNO_ENODEV;
  if (s->arg_low > TACET_PIN_LEVEL_TOGGLE || s->arg_high != 0) return -TACET_ERRNO_EINVAL;
  pin_write(pin, s->arg_low);
  return 0;
}
#endif

#if TACET_ASKS_PIN_READ
static int32_t pins_read(const struct submission *s) {
  uint32_t pin = pin_number(s->handle);
  return pin_exists(pin) ? pin_read(pin) : -TACET_ERRNO_ENODEV;
}
#endif
