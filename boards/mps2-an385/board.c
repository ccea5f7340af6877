// MPS2 with AN385: the clock is fixed at 25 MHz; UART0 of the CMSDK as console (ARM DDI 0479, section 4.3).

#include "../common/platform.h"
#include "../cortex-m/registers.h"

#define UART_DATA REGISTER(0x40004000)
#define UART_STATE REGISTER(0x40004004)
#define UART_STATE_TXFULL 1u
#define UART_STATE_RXFULL 2u
#define UART_CTRL REGISTER(0x40004008)
#define UART_CTRL_TX_RX 3u
#define UART_CTRL_RX_INTERRUPT 8u
#define UART_INTCLEAR REGISTER(0x4000400c)
#define UART_INTCLEAR_RX 2u
#define UART_BAUDDIV REGISTER(0x40004010)

static void board_init(void) {
#if TACET_HAS_SERIAL
  UART_BAUDDIV = 25000000 / 115200;
  UART_CTRL = UART_CTRL_TX_RX;
#endif
#if TACET_HAS_STDIO
  UART_CTRL = UART_CTRL_TX_RX | UART_CTRL_RX_INTERRUPT;
  interrupt_enable(UART_INTERRUPT);
#endif
}

#if TACET_HAS_STDIO
static void uart_interrupt(void) {
  UART_INTCLEAR = UART_INTCLEAR_RX;
  while (UART_STATE & UART_STATE_RXFULL) serial_received((uint8_t)UART_DATA);
}
#endif

#if TACET_HAS_SERIAL
static void console_put(uint8_t byte) {
  while (UART_STATE & UART_STATE_TXFULL) {}
  UART_DATA = byte;
}
#endif
