// MPS2 with AN385: what the common parts ask about it at compile time. Arm application note 385, tables 3-2 and 3-4.

#define BOARD_SYSTICK 1
#define BOARD_MHZ 25u
#define UART_INTERRUPT 0
#define BOARD_SERIAL_INTERRUPT [16 + UART_INTERRUPT] = uart_interrupt,
