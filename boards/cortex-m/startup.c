// Start-up of a Cortex-M: vectors, memory, faults. ARMv6-M and ARMv7-M Architecture Reference Manuals, B1.5.
// A board names its interrupts, designated by number (`INTERRUPT(5) = uart_interrupt,`): that of its serial line, which only programs with
// standard streams have, as BOARD_SERIAL_INTERRUPT, those of its drivers as BOARD_PINS_INTERRUPT, BOARD_I2C_INTERRUPTS, BOARD_SPI_INTERRUPTS,
// that of its watchdog as BOARD_WATCHDOG_INTERRUPT or, where it can't be masked, BOARD_NMI, and that of a clock other than SysTick, which only programs with a
// time have, as BOARD_CLOCK_INTERRUPT.

#include "../common/platform.h"
#include "../common/trap.h"
#include "registers.h"

extern uint32_t __data_start[], __data_end[], __data_load[], __bss_end[];
extern uint8_t __stack_bottom[], __stack_top[];

int main(void);

/** Variables that begin as 0 lie right behind the others. The loops stay loops: calls of memcpy and memset would bring those. */
__attribute__((used, externally_visible, optimize("no-tree-loop-distribute-patterns"))) _Noreturn void reset(void) {
  uint32_t *to = __data_start;
  for (const uint32_t *from = __data_load; to < __data_end;) *to++ = *from++;
  while (to < __bss_end) *to++ = 0;
  main();
  for (;;) {}
}

#if TACET_REPORTS || TACET_SEMIHOSTING

/** @param frame what the processor stacked: r0-r3, r12, lr, pc, psr; below RAM where the stack was full, and not to be read then */
__attribute__((used)) _Noreturn static void fault_in(const uint32_t *frame) {
  if ((uintptr_t)frame < (uintptr_t)__stack_bottom) guest_trapped(TRAP_STACK, 0);
  uint32_t pc = frame[6];
  uint16_t instruction = *(const uint16_t *)(pc & ~1u);
  guest_trapped((instruction & 0xff00) == 0xde00 ? instruction & 0xff : TRAP_FAULT, pc);
}

/** Everything runs on the main stack, so that is where the processor stacked what it interrupted. Reports begin with an empty one. */
__attribute__((naked)) static void fault(void) {
  __asm__ volatile("mov r0, sp\n ldr r1, 1f\n mov sp, r1\n ldr r1, 2f\n bx r1\n .balign 4\n 1: .word __stack_top\n 2: .word fault_in");
}
#else
/** Nobody would be told. */
BETWEEN_VECTORS static void fault(void) {
  board_exit(EXIT_TRAPPED);
}
#endif

#if TACET_HAS_CLOCK
static void clock_interrupt(void);
#endif

typedef void (*vector)(void);

// The exceptions ARMv6-M has; what it lacks (memory, bus, usage faults) escalates to the hard fault unless it is enabled. So the processor reads
// none of the words 4 to 14, in which the linker script puts what is BETWEEN_VECTORS (registers.h).
__attribute__((used, section(".vectors"))) static const vector vectors[4] = {
  [0] = (vector)(uintptr_t)__stack_top,
  [1] = (vector)reset,
#ifdef BOARD_NMI
  [2] = BOARD_NMI,
#else
  [2] = fault,
#endif
  [3] = fault,
};

#define INTERRUPT(number) [1 + (number)]

/** From SysTick on, which is number 15. */
__attribute__((used, section(".vectors.interrupts"))) static const vector interrupts[] = {
#if TACET_HAS_CLOCK
#ifdef BOARD_SYSTICK
  clock_interrupt,
#else
  BOARD_CLOCK_INTERRUPT
#endif
#endif
#if TACET_HAS_STDIO
  BOARD_SERIAL_INTERRUPT
#endif
#if TACET_HAS_PIN_WAITS
  BOARD_PINS_INTERRUPT
#endif
#if TACET_HAS_I2C
  BOARD_I2C_INTERRUPTS
#endif
#if TACET_HAS_SPI
  BOARD_SPI_INTERRUPTS
#endif
#if TACET_HAS_WATCHDOG && defined(BOARD_WATCHDOG_INTERRUPT)
  BOARD_WATCHDOG_INTERRUPT
#endif
};

static inline void interrupts_mask(void) {
  __asm__ volatile("cpsid i" ::: "memory");
}

static inline void interrupts_unmask(void) {
  __asm__ volatile("cpsie i" ::: "memory");
}

static inline void wait_for_interrupt(void) {
  __asm__ volatile("dsb\n wfi" ::: "memory");
}
