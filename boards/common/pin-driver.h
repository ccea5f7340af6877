// What pins.c and pin-waits.c need of a board, and who may call it: the driver that board.json names under "pins" defines these, and calls pins_happened.
// Contexts: "loop" = the main loop only; "interrupt" = the driver's own interrupt.

#ifndef TACET_PIN_DRIVER_H
#define TACET_PIN_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

/** Whether programs may use this pin: the board has it, and the console does not. Loop. */
static bool pin_exists(uint32_t pin);

/** Makes it what `mode` (a PinMode) says, an output at this level. @returns 0, or a negative error. Loop. */
static int32_t pin_setup(uint32_t pin, uint32_t mode, bool is_high);

/** Sets the level of an output: a PinLevel. Loop. */
static void pin_write(uint32_t pin, uint32_t level) __attribute__((unused));

/** The level at the pin. Loop. */
static bool pin_read(uint32_t pin) __attribute__((unused));

#if TACET_HAS_PIN_WAITS
/**
 * Listens for the next change to low, to high, or either; both false ends that. Changes before the call do not count.
 * @returns 0, or a negative error: ENOTSUP, EAGAIN where the board has too few channels
 * Loop, interrupts masked.
 */
static int32_t pin_listen(uint32_t pin, bool falls, bool rises);

/** The change that pin_listen asked for has come; the driver listens to it no longer. Interrupt. */
static void pins_happened(uint32_t pin);
#endif

#endif
