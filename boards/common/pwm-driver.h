// What pwm.c needs of a board: the driver that board.json names under "pwm" defines these. Both are called in the loop only.

#ifndef TACET_PWM_DRIVER_H
#define TACET_PWM_DRIVER_H

#include <stdint.h>

/** The duty of a pin that is always on. */
#define PWM_DUTY_MAX 65535u

/** Starts a pin's pulses, off at first. @returns 0, or a negative error: ENODEV, ERANGE */
static int32_t pwm_setup(uint32_t pin, uint32_t hertz);

/** @returns 0, or ENODEV where pwm_setup did not start it */
static int32_t pwm_duty(uint32_t pin, uint32_t duty);

#endif
