// Start-up of a 32-bit RISC-V in machine mode: memory, interrupts, faults. Privileged specification, chapter 3.
// A board that uses external interrupts defines BOARD_EXTERNAL_INTERRUPT, the function that takes them.

#include "../common/platform.h"
#include "../common/trap.h"
#include "registers.h"

#define CAUSE_INTERRUPT 0x80000000u
#define CAUSE_TIMER (CAUSE_INTERRUPT | 7)
#define CAUSE_ILLEGAL_INSTRUCTION 2u

extern uint8_t __stack_bottom[], __stack_top[], __data_start[], __data_end[], __data_load[], __bss_start[], __bss_end[];

int main(void);
#if TACET_HAS_CLOCK
static void clock_interrupt(void);
#endif
__attribute__((naked, used, aligned(4))) static void trap_entry(void);

__attribute__((naked, used, externally_visible, section(".vectors"))) _Noreturn void reset(void) {
  __asm__ volatile("la sp, __stack_top\n j start");
}

__attribute__((used)) _Noreturn static void start(void) {
  memcpy(__data_start, __data_load, (size_t)(__data_end - __data_start));
  memset(__bss_start, 0, (size_t)(__bss_end - __bss_start));
  __asm__ volatile("csrw mtvec, %0" ::"r"(trap_entry));
#if TACET_HAS_CLOCK
  csr_set("mie", MIE_MTIE);
#endif
  main();
  for (;;) {}
}

/** @param sp the stack pointer where it happened */
__attribute__((used)) _Noreturn static void fault(uint32_t cause, uint32_t pc, uint32_t sp) {
  if (sp < (uintptr_t)__stack_bottom) guest_trapped(TRAP_STACK, 0);
  const uint16_t *instruction = (const uint16_t *)pc;
  guest_trapped(cause == CAUSE_ILLEGAL_INSTRUCTION && instruction[0] == 0 ? instruction[1] : TRAP_FAULT, pc);
}

__attribute__((used, interrupt("machine"))) static void interrupt(void) {
#if TACET_HAS_CLOCK
  uint32_t cause;
  __asm__ volatile("csrr %0, mcause" : "=r"(cause));
  if (cause == CAUSE_TIMER) {
    clock_interrupt();
    return;
  }
#endif
#ifdef BOARD_EXTERNAL_INTERRUPT
  BOARD_EXTERNAL_INTERRUPT();
#endif
}

/** A fault ends the program, so it may take all registers, and an empty stack: the one it came with may be full. */
__attribute__((naked, used, aligned(4))) static void trap_entry(void) {
  __asm__ volatile(
    "csrw mscratch, a0\n csrr a0, mcause\n bgez a0, 1f\n csrr a0, mscratch\n j interrupt\n"
    "1: csrr a1, mepc\n mv a2, sp\n la sp, __stack_top\n j fault");
}

static inline void interrupts_mask(void) {
  csr_clear("mstatus", MSTATUS_MIE);
}

static inline void interrupts_unmask(void) {
  csr_set("mstatus", MSTATUS_MIE);
}

static inline void wait_for_interrupt(void) {
  __asm__ volatile("wfi" ::: "memory");
}
