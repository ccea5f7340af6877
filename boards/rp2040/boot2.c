// Second stage of the RP2040's start: serial flash -> memory the processor executes from.
//
//   boot ROM: first 256 bytes of flash -> 0x20041f00, CRC checked -> boot2: flash at 0x10000000, vectors -> reset
//
// It runs from the copy, so it calls nothing, and what it knows of addresses is absolute. The last word of the 256 bytes is the CRC,
// which the build fills in (cli/boards/checksum.ts). RP2040 data sheet, 2.8.1.3 and 4.10.
// Every serial flash knows the read command 03h: one data line, no mode to set in the chip itself, at most 33 MHz. A board whose
// chip is known could read on four lines, in a quarter of the time a cache miss takes.

#include "../cortex-m/registers.h"

#define SSI_CTRLR0 REGISTER(0x18000000)
#define SSI_CTRLR0_READ (31u << 16 | 3u << 8) // frames of 32 bits on one line; what is written is the command, what is read the data
#define SSI_CTRLR1 REGISTER(0x18000004)
#define SSI_SSIENR REGISTER(0x18000008)
#define SSI_BAUDR REGISTER(0x18000014)
#define SSI_BAUDR_DIVISOR 4u // of clk_sys: 31.25 MHz at 125
#define SSI_SPI_CTRLR0 REGISTER(0x180000f4)
#define SSI_SPI_CTRLR0_03H (3u << 24 | 2u << 8 | 6u << 2) // command 03h of 8 bits, an address of 6 times 4
#define VTOR REGISTER(0xe000ed08)

__attribute__((used, section(".boot2"))) _Noreturn static void boot2(void) {
  SSI_SSIENR = 0;
  SSI_BAUDR = SSI_BAUDR_DIVISOR;
  SSI_CTRLR0 = SSI_CTRLR0_READ;
  SSI_CTRLR1 = 0; // one frame of data a read
  SSI_SPI_CTRLR0 = SSI_SPI_CTRLR0_03H;
  SSI_SSIENR = 1;
  VTOR = (uintptr_t)vectors;
  __asm__ volatile("msr msp, %0\n bx %1" ::"r"(vectors[0]), "r"(vectors[1]) : "memory");
  __builtin_unreachable();
}
