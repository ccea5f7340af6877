// SiFive E: UART0 as console (FE310-G000 manual, chapter 18; pins 16 and 17 by the I/O function of section 17.4).

#include "../common/platform.h"
#include "../riscv/plic.h"

#define UART_TXDATA REGISTER(0x10013000)
#define UART_TXDATA_FULL 0x80000000u
#define UART_RXDATA REGISTER(0x10013004)
#define UART_RXDATA_EMPTY 0x80000000u
#define UART_IE REGISTER(0x10013010)
#define UART_IE_RX 2u
#define UART_TXCTRL REGISTER(0x10013008)
#define UART_RXCTRL REGISTER(0x1001300c)
#define UART_DIV REGISTER(0x10013018)
#define GPIO_IOF_EN REGISTER(0x10012038)
#define CORE_HZ 16000000u

#if TACET_HAS_STDIO
static void uart_interrupt(void) {
  for (;;) {
    uint32_t data = UART_RXDATA;
    if (data & UART_RXDATA_EMPTY) return;
    serial_received((uint8_t)data);
  }
}
#endif

#if TACET_HAS_STDIO || TACET_HAS_PIN_WAITS
static void external_interrupt(uint32_t source) {
#if TACET_HAS_PIN_WAITS
  if (source >= PINS_SOURCE) pins_interrupt(source - PINS_SOURCE);
#endif
#if TACET_HAS_STDIO
  if (source == UART_SOURCE) uart_interrupt();
#endif
}
#endif

static void board_init(void) {
#if TACET_HAS_SERIAL
  GPIO_IOF_EN |= 3u << 16;
  UART_DIV = CORE_HZ / 115200u - 1;
  UART_TXCTRL = 1;
  UART_RXCTRL = 1;
#endif
#if TACET_HAS_STDIO
  UART_IE = UART_IE_RX;
  interrupt_enable(UART_SOURCE);
#endif
}

#if TACET_HAS_SERIAL
static void console_put(uint8_t byte) {
  while (UART_TXDATA & UART_TXDATA_FULL) {}
  UART_TXDATA = byte;
}
#endif
