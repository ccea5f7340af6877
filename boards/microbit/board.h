// nRF51822 on a micro:bit: what the common parts ask about it at compile time. Interrupt = peripheral number: reference manual, table 4.

#define BOARD_INTERRUPTS [16 + 8] = clock_interrupt,
