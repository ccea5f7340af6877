// What every RISC-V board here has: machine-mode status registers and the CLINT's timer (privileged specification 3.1, 3.2).

#ifndef TACET_RISCV_REGISTERS_H
#define TACET_RISCV_REGISTERS_H

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

#define MSTATUS_MIE 8u
#define MIE_MTIE (1u << 7)
#define MIE_MEIE (1u << 11)

#define csr_set(name, bits) __asm__ volatile("csrs " name ", %0" ::"r"(bits) : "memory")
#define csr_clear(name, bits) __asm__ volatile("csrc " name ", %0" ::"r"(bits) : "memory")

#endif
