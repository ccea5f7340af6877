// SPI of an LM3S6965: bus 0 is SSI0 on PA2 (clock), PA4 (in) and PA5 (out). A PrimeCell SSP; LM3S6965 data sheet, chapter 13.
// On the board it goes to the display and the SD card, which PD0 selects.

#include "../cortex-m/registers.h"

#define SPI_BASE(bus) (0x40008000 + 0x1000 * (bus))
#define SPI_CLOCK_HZ 50000000u
#define SPI_INTERRUPT(bus) (SPI0_INTERRUPT + (bus))
#define SPI_PINS (1u << 2 | 1u << 4 | 1u << 5)
#define RCGC1_SSI0 (1u << 4)
#define RCGC2_PORT_A 1u

static void spi_connect(uint32_t bus) {
  (void)bus;
  REGISTER(0x400fe104) |= RCGC1_SSI0;   // 5.5, register 17
  REGISTER(0x400fe108) |= RCGC2_PORT_A; // 5.5, register 18
  (void)REGISTER(0x400fe108);           // clocks take three cycles
  REGISTER(0x40004420) |= SPI_PINS;     // port A: alternate function
  REGISTER(0x4000451c) |= SPI_PINS;     // port A: digital
}

#include "../common/spi-pl022.c"

static void spi0_interrupt(void) {
  spi_interrupt(0);
}
