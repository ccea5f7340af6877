// nRF51822 on a micro:bit: what the common parts ask about it at compile time. Interrupt = peripheral number: reference manual, table 4.

#define TIMER_INTERRUPT 8
#define UART_INTERRUPT 2
#if TACET_HAS_RINGS
#define BOARD_INTERRUPTS [16 + UART_INTERRUPT] = uart_interrupt, [16 + TIMER_INTERRUPT] = clock_interrupt,
#else
#define BOARD_INTERRUPTS [16 + TIMER_INTERRUPT] = clock_interrupt,
#endif
