// QEMU's RISC-V machine 'virt': what the common parts ask about it at compile time.

#define BOARD_TICKS_PER_US 10u
#define UART_SOURCE 10
#if TACET_HAS_STDIO
#define BOARD_EXTERNAL_INTERRUPT plic_interrupt
#endif
