// Pulses of an RP2040: GPIO 2 to 29. Pins 2n and 2n + 1, and those 16 further on, share a timer and so their frequency; n and n + 16 share the
// duty, too. RP2040 data sheet, 4.5.
// The counter has 16 bits and a divider in sixteenths, so frequencies go from 8 Hz; the higher, the coarser the duty.

#include "../common/pwm-driver.h"
#include "pads.h"

#define SLICE_OF(pin) ((pin) / 2 % 8)
#define SLICE(pin, offset) REGISTER(0x40050000 + 0x14 * SLICE_OF(pin) + (offset))
#define SLICE_CSR 0x00u
#define SLICE_CSR_ENABLE 1u
#define SLICE_DIVIDER 0x04u
#define SLICE_DIVIDER_ONE 16u
#define SLICE_DIVIDER_MAX 0xfffu
#define SLICE_LEVELS 0x0cu
#define SLICE_TOP 0x10u
#define TOP_MAX 65534u // so that a level above it is always on
#define LEVEL_SHIFT(pin) ((pin) % 2 * 16)
#define SYS_HZ 125000000u

/** Bit n: pin n has pulses; others may share its slice. */
static uint32_t pwm_pins;

static int32_t pwm_setup(uint32_t pin, uint32_t hertz) {
  if (!pad_is_free(pin)) return -TACET_ERRNO_ENODEV;
  uint32_t cycles = SYS_HZ / hertz;
  uint32_t divider = cycles / (TOP_MAX + 1) * SLICE_DIVIDER_ONE + cycles % (TOP_MAX + 1) * SLICE_DIVIDER_ONE / (TOP_MAX + 1) + 1;
  if (divider < SLICE_DIVIDER_ONE) divider = SLICE_DIVIDER_ONE;
  if (cycles < 2 || divider > SLICE_DIVIDER_MAX) return -TACET_ERRNO_ERANGE;
  if (pwm_pins == 0) reset_and_start(RESET_PWM);
  pwm_pins |= 1u << pin;
  SLICE(pin, SLICE_DIVIDER) = divider;
  SLICE(pin, SLICE_TOP) = (uint32_t)((uint64_t)cycles * SLICE_DIVIDER_ONE / divider) - 1;
  pwm_duty(pin, 0);
  SLICE(pin, SLICE_CSR) = SLICE_CSR_ENABLE;
  pad_connect(pin, PIN_CTRL_PWM, 0);
  return 0;
}

static int32_t pwm_duty(uint32_t pin, uint32_t duty) {
  if (pin >= PINS_COUNT || !(pwm_pins >> pin & 1)) return -TACET_ERRNO_ENODEV;
  uint32_t level = (SLICE(pin, SLICE_TOP) + 1) * duty / PWM_DUTY_MAX;
  SLICE(pin, SLICE_LEVELS) = (SLICE(pin, SLICE_LEVELS) & ~(0xffffu << LEVEL_SHIFT(pin))) | level << LEVEL_SHIFT(pin);
  return 0;
}
