// Waiting for a bit of the STM32's clock controller, but not for good: an emulator without that controller reads zeros.

#ifndef TACET_STM32_READY_H
#define TACET_STM32_READY_H

#include "../cortex-m/registers.h"

/** Far longer than a crystal takes to start (a few ms). */
#define READY_POLLS_MAX 100000u

/** @returns whether the bits came on */
static inline bool wait_ready(volatile uint32_t *from, uint32_t mask, uint32_t wanted) {
  for (uint32_t polls = 0; polls < READY_POLLS_MAX; polls++) {
    if ((*from & mask) == wanted) return true;
    if (*from == 0) return false; // no controller
  }
  return false;
}

#endif
