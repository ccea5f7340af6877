// External interrupts of a RISC-V with a PLIC: RISC-V Platform-Level Interrupt Controller specification 1.0.
// Where a program has any, the board names plic_interrupt as BOARD_EXTERNAL_INTERRUPT and says which function takes which source.

#ifndef TACET_PLIC_H
#define TACET_PLIC_H

#include "registers.h"

#define PLIC_PRIORITY(source) REGISTER(0x0c000000 + 4 * (source))
#define PLIC_ENABLE(source) REGISTER(0x0c002000 + (source) / 32 * 4)
#define PLIC_THRESHOLD REGISTER(0x0c200000)
#define PLIC_CLAIM REGISTER(0x0c200004)

#ifdef BOARD_EXTERNAL_INTERRUPT
/** The board's: takes the interrupt of a source. Interrupt. */
static void external_interrupt(uint32_t source);

static inline void plic_interrupt(void) {
  uint32_t source = PLIC_CLAIM;
  external_interrupt(source);
  PLIC_CLAIM = source;
}
#endif

/** Loop. */
static inline void interrupt_enable(uint32_t source) {
  PLIC_PRIORITY(source) = 1;
  PLIC_ENABLE(source) |= 1u << (source % 32);
  PLIC_THRESHOLD = 0;
  csr_set("mie", MIE_MEIE);
}

#endif
