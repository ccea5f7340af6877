// SPI of an RP2040: bus 0 on GPIO 16 (in), 18 (clock) and 19 (out), bus 1 on GPIO 12, 14 and 15. A PrimeCell SSP (PL022); RP2040 data sheet, 4.4.
// Eight bytes at most are under way, so the receive FIFO has room for all that comes; its interrupt comes at four, and after a pause.

#include "../common/bus-driver.h"
#include "../common/platform.h"
#include "pads.h"

#define SPI(bus, offset) REGISTER(0x4003c000 + 0x4000 * (bus) + (offset)) // 4.4.4
#define SSP_CR0 0x00u
#define SSP_CR0_8BITS 7u
#define SSP_CR0_MODE_SHIFT 6u // phase is bit 7, polarity bit 6
#define SSP_CR0_RATE_SHIFT 8u
#define SSP_CR1 0x04u
#define SSP_CR1_ENABLE 2u
#define SSP_DR 0x08u
#define SSP_SR 0x0cu
#define SSP_SR_RECEIVED 4u
#define SSP_CPSR 0x10u
#define SSP_IMSC 0x14u
#define SSP_INTERRUPTS 6u // received: half of the FIFO, or something and then a pause
#define SSP_ICR 0x20u
#define SSP_ICR_PAUSE 2u
#define FIFO_ENTRIES 8u
#define PERI_HZ 125000000u

static int32_t spi_setup(uint32_t bus, uint32_t hertz, uint32_t mode) {
  uint32_t cycles = PERI_HZ / hertz + (PERI_HZ % hertz != 0); // at least so many a bit
  uint32_t prescale = 2;
  while (prescale < 254 && (cycles + prescale - 1) / prescale > 256) prescale += 2;
  uint32_t rate = (cycles + prescale - 1) / prescale;
  if (rate > 256) return -TACET_ERRNO_ERANGE;
  if (rate == 0) rate = 1;
  const uint32_t phase = mode & 1, polarity = mode >> 1;
  const uint8_t in = bus == 0 ? 16 : 12;
  reset_and_start(RESET_SPI0 << bus);
  SPI(bus, SSP_CPSR) = prescale;
  SPI(bus, SSP_CR0) = (rate - 1) << SSP_CR0_RATE_SHIFT | (phase << 1 | polarity) << SSP_CR0_MODE_SHIFT | SSP_CR0_8BITS;
  SPI(bus, SSP_CR1) = SSP_CR1_ENABLE;
  pad_connect(in, PIN_CTRL_SPI, 0);
  pad_connect(in + 2u, PIN_CTRL_SPI, 0);
  pad_connect(in + 3u, PIN_CTRL_SPI, 0);
  interrupt_enable(SPI_INTERRUPT + bus);
  return 0;
}

static void spi_start(uint32_t bus, struct transfer *transfer) {
  (void)bus;
  transfer->ask_left = transfer->in_left > transfer->out_left ? transfer->in_left : transfer->out_left;
}

static void spi_take(uint32_t bus, struct transfer *transfer) {
  for (; SPI(bus, SSP_SR) & SSP_SR_RECEIVED; transfer->asked--) {
    uint8_t byte = (uint8_t)SPI(bus, SSP_DR);
    if (transfer->in_left == 0) continue;
    *transfer->in++ = byte;
    transfer->in_left--;
  }
}

static void spi_ask(uint32_t bus, struct transfer *transfer) {
  for (; transfer->ask_left > 0 && transfer->asked < FIFO_ENTRIES; transfer->ask_left--) {
    uint8_t byte = 0;
    if (transfer->out_left > 0) {
      byte = *transfer->out++;
      transfer->out_left--;
    }
    SPI(bus, SSP_DR) = byte;
    transfer->asked++;
  }
}

static int32_t spi_step(uint32_t bus, struct transfer *transfer) {
  spi_take(bus, transfer);
  spi_ask(bus, transfer);
  if (transfer->asked == 0) return 0;
  SPI(bus, SSP_IMSC) = SSP_INTERRUPTS;
  return TRANSFER_GOES_ON;
}

static void spi_interrupt(uint32_t bus) {
  SPI(bus, SSP_IMSC) = 0;
  SPI(bus, SSP_ICR) = SSP_ICR_PAUSE; // here, before the loop takes what came: cleared behind that, a pause might never be told
  spi_happened(bus);
}

static void spi0_interrupt(void) {
  spi_interrupt(0);
}

static void spi1_interrupt(void) {
  spi_interrupt(1);
}
