// nRF51822 on a micro:bit: what the common parts ask about it at compile time. Interrupt = peripheral number: reference manual, table 4.

#define TIMER_INTERRUPT 8
#define UART_INTERRUPT 2
#define I2C_INTERRUPT 3
#define PINS_INTERRUPT 6
#define BOARD_LED 13u
#define BOARD_PINS_INTERRUPT [16 + PINS_INTERRUPT] = pins_interrupt,
#define BOARD_I2C_BUSES 1u
#define BOARD_I2C_INTERRUPTS [16 + I2C_INTERRUPT] = i2c_interrupt,
#define BOARD_SERIAL_INTERRUPT [16 + UART_INTERRUPT] = uart_interrupt,
#define BOARD_INTERRUPTS [16 + TIMER_INTERRUPT] = clock_interrupt,
