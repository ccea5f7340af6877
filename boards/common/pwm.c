// Pulse width modulation: PWM_SETUP, PWM_DUTY -> the board's driver (pwm-driver.h). Both end at once.

#include "pwm-driver.h"
#include "ring.h"

static int32_t pwm_perform_setup(const struct submission *s) {
  if (s->arg_low == 0 || s->arg_high != 0) return -TACET_ERRNO_ERANGE;
  return pwm_setup(pin_number(s->handle), s->arg_low);
}

static int32_t pwm_perform_duty(const struct submission *s) {
  if (s->arg_low > PWM_DUTY_MAX || s->arg_high != 0) return -TACET_ERRNO_EINVAL;
  return pwm_duty(pin_number(s->handle), s->arg_low);
}
