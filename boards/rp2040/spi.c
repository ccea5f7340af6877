// SPI of an RP2040: bus 0 on GPIO 16 (in), 18 (clock) and 19 (out), bus 1 on GPIO 12, 14 and 15. RP2040 data sheet, 4.4.

#include "pads.h"

#define SPI_BASE(bus) (0x4003c000 + 0x4000 * (bus))
#define SPI_CLOCK_HZ 125000000u
#define SPI_INTERRUPT(bus) (SPI0_INTERRUPT + (bus))

static void spi_connect(uint32_t bus) {
  const uint32_t in = bus == 0 ? 16 : 12;
  reset_and_start(RESET_SPI0 << bus);
  pad_connect(in, PIN_CTRL_SPI, 0);
  pad_connect(in + 2, PIN_CTRL_SPI, 0);
  pad_connect(in + 3, PIN_CTRL_SPI, 0);
}

#include "../common/spi-pl022.c"

static void spi0_interrupt(void) {
  spi_interrupt(0);
}

static void spi1_interrupt(void) {
  spi_interrupt(1);
}
