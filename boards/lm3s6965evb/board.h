// LM3S6965 evaluation board: what the common parts ask about it at compile time. Numbers: data sheet, table 2-9 (interrupts).

#define BOARD_SYSTICK 1
#define BOARD_MHZ 50u
#define UART_BASE 0x4000c000u
#define UART_CLOCK_HZ 50000000u
#define UART_INTERRUPT 5
#define WATCHDOG_BASE 0x40000000u
#define WATCHDOG_HZ 50000000u
#define WATCHDOG_INTERRUPT 18
#define BOARD_WATCHDOG_INTERRUPT INTERRUPT(WATCHDOG_INTERRUPT) = watchdog_interrupt,
#define BOARD_LED 40u
#define SPI0_INTERRUPT 7
#define BOARD_SPI_BUSES 1u
#define BOARD_SPI_INTERRUPTS INTERRUPT(SPI0_INTERRUPT) = spi0_interrupt,
#define BOARD_PINS_INTERRUPT                                                                                                                  \
  INTERRUPT(0) = pins_interrupt, INTERRUPT(1) = pins_interrupt, INTERRUPT(2) = pins_interrupt, INTERRUPT(3) = pins_interrupt, INTERRUPT(4) = pins_interrupt,       \
  INTERRUPT(30) = pins_interrupt, INTERRUPT(31) = pins_interrupt,
#define BOARD_SERIAL_INTERRUPT INTERRUPT(UART_INTERRUPT) = uart_interrupt,
