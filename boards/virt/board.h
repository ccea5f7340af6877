// QEMU's RISC-V machine 'virt': what the common parts ask about it at compile time.

#define BOARD_TICKS_PER_US 10u
#define PLIC_SOURCE 10
#define PLIC_INTERRUPT uart_interrupt
#if TACET_HAS_STDIO
#define BOARD_EXTERNAL_INTERRUPT plic_interrupt
#endif
