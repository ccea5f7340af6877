// QEMU's RISC-V machine 'virt': what the common parts ask about it at compile time.

#define BOARD_TICKS_PER_US 10u
