// The end of a program on Cortex-M: with TACET_SEMIHOSTING (tacet run) the emulator or debugger gets the exit code by
// SYS_EXIT_EXTENDED (ARM Semihosting specification, 6.6); without it the board sleeps for good.

#include "../common/platform.h"

_Noreturn static void board_exit(int code) {
#if TACET_SEMIHOSTING
  const uint32_t block[2] = {0x20026, (uint32_t)code}; // ADP_Stopped_ApplicationExit
  register uint32_t operation __asm__("r0") = 0x20;
  register const uint32_t *parameter __asm__("r1") = block;
  __asm__ volatile("bkpt 0xab" ::"r"(operation), "r"(parameter) : "memory");
#endif
  (void)code;
  interrupts_mask();
  for (;;) wait_for_interrupt();
}
