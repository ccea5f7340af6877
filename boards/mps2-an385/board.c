// MPS2 with AN385: the clock is fixed at 25 MHz; UART0 of the CMSDK as console (ARM DDI 0479, section 4.3).

#include "../common/platform.h"
#include "../cortex-m/registers.h"

#define UART_DATA REGISTER(0x40004000)
#define UART_STATE REGISTER(0x40004004)
#define UART_STATE_TXFULL 1u
#define UART_CTRL REGISTER(0x40004008)
#define UART_CTRL_TX_RX 3u
#define UART_BAUDDIV REGISTER(0x40004010)

static void board_init(void) {
#if TACET_HAS_SERIAL
  UART_BAUDDIV = 25000000 / 115200;
  UART_CTRL = UART_CTRL_TX_RX;
#endif
}

#if TACET_HAS_SERIAL
static void console_put(uint8_t byte) {
  while (UART_STATE & UART_STATE_TXFULL) {}
  UART_DATA = byte;
}
#endif
