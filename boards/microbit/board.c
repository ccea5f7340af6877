// BBC micro:bit: nRF51822 with its 16 MHz crystal, UART (P0.24, P0.25) to the USB interface as console.
// Sections are those of the nRF51 Series Reference Manual 3.0.

#include "../common/platform.h"
#include "../cortex-m/registers.h"

#define UART_STARTRX REGISTER(0x40002000) // 29.10
#define UART_STARTTX REGISTER(0x40002008)
#define UART_RXDRDY REGISTER(0x40002108)
#define UART_INTENSET REGISTER(0x40002304)
#define UART_RXD REGISTER(0x40002518)
#define UART_TXDRDY REGISTER(0x4000211c)
#define UART_ENABLE REGISTER(0x40002500)
#define UART_ENABLE_ON 4u
#define UART_PSELTXD REGISTER(0x4000250c)
#define UART_PSELRXD REGISTER(0x40002514)
#define UART_TXD REGISTER(0x4000251c)
#define UART_BAUDRATE REGISTER(0x40002524)
#define UART_BAUD_115200 0x01d7e000u
#define GPIO_DIRSET REGISTER(0x50000518)
#define PIN_TX 24u
#define PIN_RX 25u
#define PIN_COLUMN 4u

static void board_init(void) {
#if TACET_HAS_PINS
  GPIO_DIRSET = 1u << PIN_COLUMN; // low: its lights shine when their row is high
#endif
#if TACET_HAS_SERIAL
  GPIO_DIRSET = 1u << PIN_TX;
  UART_PSELTXD = PIN_TX;
  UART_PSELRXD = PIN_RX;
  UART_BAUDRATE = UART_BAUD_115200;
  UART_ENABLE = UART_ENABLE_ON;
  UART_STARTTX = 1;
  UART_STARTRX = 1;
#endif
#if TACET_HAS_STDIO
  UART_INTENSET = 1u << 2; // RXDRDY
  interrupt_enable(UART_INTERRUPT);
#endif
}

#if TACET_HAS_STDIO
static void uart_interrupt(void) {
  UART_RXDRDY = 0;
  serial_received((uint8_t)UART_RXD);
}
#endif

#if TACET_HAS_SERIAL
static void console_put(uint8_t byte) {
  UART_TXDRDY = 0;
  UART_TXD = byte;
  while (!UART_TXDRDY) {}
}
#endif
