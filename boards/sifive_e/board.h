// QEMU's SiFive E machine: what the common parts ask about it at compile time. Its timer counts 10 MHz; a HiFive1 counts its
// 32,768 Hz crystal instead and needs a clock of its own.

#define BOARD_TICKS_PER_US 10u
#define UART_SOURCE 3
#define PINS_SOURCE 8 // of pin 0; the others follow
#if TACET_HAS_STDIO || TACET_HAS_PIN_WAITS
#define BOARD_EXTERNAL_INTERRUPT plic_interrupt
#endif
