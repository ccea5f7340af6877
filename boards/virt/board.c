// QEMU's RISC-V machine 'virt': a 16550 UART as console. It has no flash that is loaded with a program, so both lie in its RAM.

#include "../common/platform.h"
#include "../riscv/plic.h"

#define UART_THR (*(volatile uint8_t *)0x10000000) // read: what was received
#define UART_IER (*(volatile uint8_t *)0x10000001)
#define UART_IER_RX 1u
#define UART_LSR (*(volatile uint8_t *)0x10000005)
#define UART_LSR_THRE 0x20u
#define UART_LSR_DR 1u

extern uint8_t __stack_bottom[];

/** Everything up to the stack but the devices can't be written, as flash can't: a full stack faults. Privileged specification, 3.7. */
static inline void protect_program(void) {
  __asm__ volatile("csrw pmpaddr0, %0" ::"r"(0x80000000u >> 2));
  __asm__ volatile("csrw pmpaddr1, %0" ::"r"((uintptr_t)__stack_bottom >> 2));
  __asm__ volatile("csrw pmpcfg0, %0" ::"r"(0x8du << 8 | 0x8fu)); // both locked, top of range; all, then read and execute
}

#if TACET_HAS_STDIO
static void uart_interrupt(void) {
  while (UART_LSR & UART_LSR_DR) serial_received(UART_THR);
}

static void external_interrupt(uint32_t source) {
  if (source == UART_SOURCE) uart_interrupt();
}
#endif

static void board_init(void) {
  protect_program();
#if TACET_HAS_STDIO
  UART_IER = UART_IER_RX;
  interrupt_enable(UART_SOURCE);
#endif
}

#if TACET_HAS_SERIAL
static void console_put(uint8_t byte) {
  while (!(UART_LSR & UART_LSR_THRE)) {}
  UART_THR = byte;
}
#endif
