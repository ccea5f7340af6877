// Console on a PrimeCell UART (PL011): ARM DDI 0183, section 3.3. The board defines UART_BASE and UART_CLOCK_HZ.

#include "platform.h"

#define UART_DR (*(volatile uint32_t *)(UART_BASE + 0x00))
#define UART_FR (*(volatile uint32_t *)(UART_BASE + 0x18))
#define UART_FR_RXFE (1u << 4)
#define UART_FR_TXFF (1u << 5)
#define UART_IBRD (*(volatile uint32_t *)(UART_BASE + 0x24))
#define UART_FBRD (*(volatile uint32_t *)(UART_BASE + 0x28))
#define UART_LCRH (*(volatile uint32_t *)(UART_BASE + 0x2c))
#define UART_LCRH_8N1_FIFO 0x70u
#define UART_CR (*(volatile uint32_t *)(UART_BASE + 0x30))
#define UART_CR_ENABLE 0x301u
#define UART_IMSC (*(volatile uint32_t *)(UART_BASE + 0x38))
#define UART_ICR (*(volatile uint32_t *)(UART_BASE + 0x44))
#define UART_RX_INTERRUPTS (1u << 6 | 1u << 4) // time-out, and level of the FIFO
#define UART_BAUD 115200u

#if TACET_HAS_SERIAL
static void uart_init(void) {
  const uint32_t divisor = (UART_CLOCK_HZ * 4u + UART_BAUD / 2u) / UART_BAUD; // in 64ths
  UART_IBRD = divisor / 64;
  UART_FBRD = divisor % 64;
  UART_LCRH = UART_LCRH_8N1_FIFO;
  UART_CR = UART_CR_ENABLE;
#if TACET_HAS_STDIO
  UART_IMSC = UART_RX_INTERRUPTS;
#endif
}

#if TACET_HAS_STDIO
static void uart_interrupt(void) {
  UART_ICR = UART_RX_INTERRUPTS;
  while (!(UART_FR & UART_FR_RXFE)) serial_received((uint8_t)UART_DR);
}
#endif

static void console_put(uint8_t byte) {
  while (UART_FR & UART_FR_TXFF) {}
  UART_DR = byte;
}
#endif
