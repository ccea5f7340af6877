// Pins: PIN_SETUP, PIN_WRITE, PIN_READ -> the board's driver (pin-driver.h). They end at once; pin-waits.c has what does not.

#include "pin-driver.h"
#include "ring.h"

#if TACET_HAS_PIN_WAITS
#include "pin-waits.c"
#endif

static int32_t pins_setup(uint32_t pin, const struct submission *s) {
  if (s->arg_low > TACET_PIN_MODE_OUTPUT || s->arg_high > 1) return -TACET_ERRNO_EINVAL;
  return pin_setup(pin, s->arg_low, s->arg_high);
}

#if TACET_ASKS_PIN_WRITE
static int32_t pins_write(uint32_t pin, const struct submission *s) {
  if (s->arg_low > TACET_PIN_LEVEL_TOGGLE || s->arg_high != 0) return -TACET_ERRNO_EINVAL;
  pin_write(pin, s->arg_low);
  return 0;
}
#endif

/** One of a pin's operations. @returns false: it goes on; otherwise `result` is its answer */
static bool pins_perform(const struct submission *s, int32_t *result) {
  uint32_t pin = pin_number(s->handle);
  if (!pin_exists(pin)) *result = -TACET_ERRNO_ENODEV;
#if TACET_HAS_PIN_WAITS
  else if (s->op == TACET_OP_PIN_WAIT) return pin_waits_start(pin, s, result);
#endif
#if TACET_ASKS_PIN_READ
  else if (s->op == TACET_OP_PIN_READ) *result = pin_read(pin);
#endif
#if TACET_ASKS_PIN_WRITE
  else if (s->op == TACET_OP_PIN_WRITE) *result = pins_write(pin, s);
#endif
  else *result = pins_setup(pin, s);
  return true;
}
