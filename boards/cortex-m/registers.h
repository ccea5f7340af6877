// Registers every Cortex-M has. ARMv7-M Architecture Reference Manual, B3.2 and B3.3; the same in ARMv6-M.

#ifndef TACET_CORTEX_M_REGISTERS_H
#define TACET_CORTEX_M_REGISTERS_H

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

#define SYST_CSR REGISTER(0xe000e010)
#define SYST_CSR_ENABLE 1u
#define SYST_CSR_TICKINT 2u
#define SYST_CSR_CLKSOURCE_CPU 4u
#define SYST_RVR REGISTER(0xe000e014)
#define SYST_CVR REGISTER(0xe000e018)
#define ICSR REGISTER(0xe000ed04)
#define ICSR_PENDSTSET (1u << 26)
#define ICSR_PENDSTCLR (1u << 25)

/** A small function of every firmware that may lie between the vectors; at most 44 bytes in all, or linking fails. */
#define BETWEEN_VECTORS __attribute__((section(".vectors.between")))

/** Enables interrupt `number`. */
static inline void interrupt_enable(uint32_t number) {
  REGISTER(0xe000e100 + number / 32 * 4) = 1u << (number % 32);
}

/** Disables interrupt `number`; one that is pending stays so. */
static inline void interrupt_disable(uint32_t number) {
  REGISTER(0xe000e180 + number / 32 * 4) = 1u << (number % 32);
}

#endif
