// Console on an STM32 USART (reference manuals RM0041 section 23.6, RM0090 section 30.6: the same registers).
// The board defines USART_BASE and USART_CLOCK_HZ, and readies clock gates and pins.

#include "../common/platform.h"
#include "../cortex-m/registers.h"

#define USART_SR REGISTER(USART_BASE + 0x00)
#define USART_SR_TXE (1u << 7)
#define USART_SR_RXNE (1u << 5)
#define USART_DR REGISTER(USART_BASE + 0x04)
#define USART_BRR REGISTER(USART_BASE + 0x08)
#define USART_CR1 REGISTER(USART_BASE + 0x0c)
#define USART_CR1_ENABLE (1u << 13 | 1u << 3 | 1u << 2) // UE, TE, RE
#define USART_CR1_RX_INTERRUPT (1u << 5)
#define USART_BAUD 115200u

#if TACET_HAS_SERIAL
static void usart_init(void) {
  USART_BRR = (USART_CLOCK_HZ + USART_BAUD / 2) / USART_BAUD;
  USART_CR1 = USART_CR1_ENABLE;
#if TACET_HAS_STDIO
  USART_CR1 = USART_CR1_ENABLE | USART_CR1_RX_INTERRUPT;
  interrupt_enable(USART_INTERRUPT);
#endif
}

#if TACET_HAS_STDIO
static void usart_interrupt(void) {
  while (USART_SR & USART_SR_RXNE) serial_received((uint8_t)USART_DR);
}
#endif

static void console_put(uint8_t byte) {
  while (!(USART_SR & USART_SR_TXE)) {}
  USART_DR = byte;
}
#endif
