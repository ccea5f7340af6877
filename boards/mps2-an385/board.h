// MPS2 with AN385: what the common parts ask about it at compile time. Arm application note 385, tables 3-2 and 3-4.

#define BOARD_SYSTICK 1
#define BOARD_MHZ 25u
#define UART_INTERRUPT 0
#define BOARD_SERIAL_INTERRUPT INTERRUPT(UART_INTERRUPT) = uart_interrupt,
#define WATCHDOG_BASE 0x40008000u
#define WATCHDOG_HZ 25000000u
#if TACET_HAS_WATCHDOG
#define BOARD_NMI watchdog_interrupt
#endif
