// RP2040 on a Raspberry Pi Pico: what the common parts ask about it at compile time. Addresses and interrupts: RP2040 data sheet, 2.2
// and 2.3.2.

#define TIMER_INTERRUPT 0
#define PINS_INTERRUPT 13
#define SPI0_INTERRUPT 18 // that of bus 1 follows
#define I2C_INTERRUPT 23 // likewise
#define UART_INTERRUPT 20
#define UART_BASE 0x40034000u
#define UART_CLOCK_HZ 125000000u
#define BOARD_SERIAL_INTERRUPT INTERRUPT(UART_INTERRUPT) = uart_interrupt,
#define BOARD_PINS_INTERRUPT INTERRUPT(PINS_INTERRUPT) = pins_interrupt,
#define BOARD_LED 25u
#define BOARD_I2C_BUSES 2u
#define BOARD_I2C_INTERRUPTS INTERRUPT(I2C_INTERRUPT) = i2c0_interrupt, INTERRUPT(I2C_INTERRUPT + 1) = i2c1_interrupt,
#define BOARD_SPI_BUSES 2u
#define BOARD_SPI_INTERRUPTS INTERRUPT(SPI0_INTERRUPT) = spi0_interrupt, INTERRUPT(SPI0_INTERRUPT + 1) = spi1_interrupt,
#define BOARD_STOPS_CLOCK
#define BOARD_CLOCK_INTERRUPT INTERRUPT(TIMER_INTERRUPT) = clock_interrupt,
