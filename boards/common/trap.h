// Traps of the program: the reason travels in an undefined instruction, so that raising one costs two bytes and no call.
// The processor's fault handler reads it and reports (trap.c). Any context but interrupts.

#ifndef TACET_TRAP_H
#define TACET_TRAP_H

/** Reasons; the names are those of the WebAssembly specification. */
#define TRAP_BOUNDS 1
#define TRAP_UNREACHABLE 2
#define TRAP_DIVISION 3
#define TRAP_OVERFLOW 4
#define TRAP_CONVERSION 5
#define TRAP_INDIRECT 6
/** The processor's own: a bad address, a bad instruction. */
#define TRAP_FAULT 7
/** The program broke the contract with its host. */
#define TRAP_CONTRACT 8
/** The processor's stack is full. */
#define TRAP_STACK 9
/** Something wrote behind the program's memory. */
#define TRAP_CANARY 10

#ifndef trap // tests/rings leave a run by it
#if defined(__arm__)
#define TRAP_INSTRUCTION(reason) __asm__ volatile("udf %0" ::"i"(reason))
#elif defined(__riscv)
#define TRAP_INSTRUCTION(reason) __asm__ volatile(".half 0, %0" ::"i"(reason))
#else
#error "trap.h knows Arm and RISC-V"
#endif

#include <stdint.h>

/** Reports a trap and ends; `at` is the address of the instruction. From the fault handler. */
_Noreturn static void guest_trapped(uint32_t reason, uint32_t at);

#define trap(reason)            \
  do {                          \
    TRAP_INSTRUCTION(reason);   \
    __builtin_unreachable();    \
  } while (0)
#endif

#endif
