// nRF51822 on a micro:bit: what the common parts ask about it at compile time. Interrupt = peripheral number: reference manual, table 4.

#define TIMER_INTERRUPT 8
#define UART_INTERRUPT 2
#define I2C_INTERRUPT 3
#define PINS_INTERRUPT 6
#define BOARD_LED 13u
#define BOARD_PINS_INTERRUPT INTERRUPT(PINS_INTERRUPT) = pins_interrupt,
#define BOARD_I2C_BUSES 1u
#define BOARD_I2C_INTERRUPTS INTERRUPT(I2C_INTERRUPT) = i2c_interrupt,
#define BOARD_SERIAL_INTERRUPT INTERRUPT(UART_INTERRUPT) = uart_interrupt,
#define BOARD_CLOCK_INTERRUPT INTERRUPT(TIMER_INTERRUPT) = clock_interrupt,
