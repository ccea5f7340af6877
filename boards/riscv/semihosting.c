// The end of a program on RISC-V: with TACET_SEMIHOSTING (tacet run) the emulator or debugger gets the exit code by
// SYS_EXIT_EXTENDED (RISC-V Semihosting specification); without it the board sleeps for good.

#include "../common/platform.h"

#if TACET_SEMIHOSTING
/** The three instructions that stand for a call; they must lie on one page. */
__attribute__((naked, noinline, aligned(16))) static void semihosting_call(uint32_t operation, const uint32_t *parameter) {
  (void)operation, (void)parameter; // in a0 and a1
  __asm__ volatile(".option push\n .option norvc\n slli x0, x0, 0x1f\n ebreak\n srai x0, x0, 7\n .option pop\n ret");
}
#endif

_Noreturn static void board_exit(int code) {
#if TACET_SEMIHOSTING
  const uint32_t block[2] = {0x20026, (uint32_t)code}; // ADP_Stopped_ApplicationExit
  __asm__ volatile("" ::"r"(block) : "memory");
  semihosting_call(0x20, block); // SYS_EXIT_EXTENDED
#endif
  (void)code;
  interrupts_mask();
  for (;;) wait_for_interrupt();
}
