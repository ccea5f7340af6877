// LM3S6965 evaluation board: what the common parts ask about it at compile time. Numbers: data sheet, table 2-9 (interrupts).

#define BOARD_SYSTICK 1
#define BOARD_MHZ 50u
#define UART_BASE 0x4000c000u
#define UART_CLOCK_HZ 50000000u
#define UART_INTERRUPT 5
#define WATCHDOG_BASE 0x40000000u
#define WATCHDOG_HZ 50000000u
#define WATCHDOG_INTERRUPT 18
#define BOARD_WATCHDOG_INTERRUPT [16 + WATCHDOG_INTERRUPT] = watchdog_interrupt,
#define BOARD_LED 40u
#define SPI0_INTERRUPT 7
#define BOARD_SPI_BUSES 1u
#define BOARD_SPI_INTERRUPTS [16 + SPI0_INTERRUPT] = spi0_interrupt,
#define BOARD_PINS_INTERRUPT                                                                                                                  \
  [16 + 0] = pins_interrupt, [16 + 1] = pins_interrupt, [16 + 2] = pins_interrupt, [16 + 3] = pins_interrupt, [16 + 4] = pins_interrupt,       \
  [16 + 30] = pins_interrupt, [16 + 31] = pins_interrupt,
#define BOARD_SERIAL_INTERRUPT [16 + UART_INTERRUPT] = uart_interrupt,
