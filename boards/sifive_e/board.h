// QEMU's SiFive E machine: what the common parts ask about it at compile time. Its timer counts 10 MHz; a HiFive1 counts its
// 32,768 Hz crystal instead and needs a clock of its own.

#define BOARD_TICKS_PER_US 10u
#define PLIC_SOURCE 3
#define PLIC_INTERRUPT uart_interrupt
#if TACET_HAS_STDIO
#define BOARD_EXTERNAL_INTERRUPT plic_interrupt
#endif
