// External interrupts of a RISC-V with a PLIC, of which one is used: RISC-V Platform-Level Interrupt Controller specification 1.0.
// The board defines PLIC_SOURCE (its number) and PLIC_INTERRUPT (the function that takes it).

#include "registers.h"

#define PLIC_PRIORITY(source) REGISTER(0x0c000000 + 4 * (source))
#define PLIC_ENABLE(source) REGISTER(0x0c002000 + (source) / 32 * 4)
#define PLIC_THRESHOLD REGISTER(0x0c200000)
#define PLIC_CLAIM REGISTER(0x0c200004)

#if TACET_HAS_STDIO
static void PLIC_INTERRUPT(void);

static void plic_init(void) {
  PLIC_PRIORITY(PLIC_SOURCE) = 1;
  PLIC_ENABLE(PLIC_SOURCE) |= 1u << (PLIC_SOURCE % 32);
  PLIC_THRESHOLD = 0;
  csr_set("mie", MIE_MEIE);
}

static void plic_interrupt(void) {
  uint32_t source = PLIC_CLAIM;
  if (source == PLIC_SOURCE) PLIC_INTERRUPT();
  PLIC_CLAIM = source;
}
#endif
