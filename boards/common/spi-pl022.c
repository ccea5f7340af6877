// SPI on a PrimeCell SSP (PL022): ARM DDI 0194, section 3.3. The board's own spi.c includes this behind its facts: SPI_BASE(bus), SPI_CLOCK_HZ,
// SPI_INTERRUPT(bus), spi_connect (clock and pins of a bus), and calls spi_interrupt(bus).
// Eight bytes at most are under way, so the receive FIFO has room for all that comes; its interrupt comes at four, and after a pause.

#include "bus-driver.h"
#include "platform.h"

#define SPI(bus, offset) REGISTER(SPI_BASE(bus) + (offset))
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

static int32_t spi_setup(uint32_t bus, uint32_t hertz, uint32_t mode) {
  uint32_t cycles = SPI_CLOCK_HZ / hertz + (SPI_CLOCK_HZ % hertz != 0); // at least so many a bit
  uint32_t prescale = 2;
  while (prescale < 254 && (cycles + prescale - 1) / prescale > 256) prescale += 2;
  uint32_t rate = (cycles + prescale - 1) / prescale;
  if (rate > 256) return -TACET_ERRNO_ERANGE;
  if (rate == 0) rate = 1;
  const uint32_t phase = mode & 1, polarity = mode >> 1;
  spi_connect(bus);
  SPI(bus, SSP_CPSR) = prescale;
  SPI(bus, SSP_CR0) = (rate - 1) << SSP_CR0_RATE_SHIFT | (phase << 1 | polarity) << SSP_CR0_MODE_SHIFT | SSP_CR0_8BITS;
  SPI(bus, SSP_CR1) = SSP_CR1_ENABLE;
  interrupt_enable(SPI_INTERRUPT(bus));
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
  do {
    spi_ask(bus, transfer);
    spi_take(bus, transfer); // a fast bus, or an emulator's, has them already
  } while (transfer->asked == 0 && transfer->ask_left > 0);
  if (transfer->asked == 0) return 0;
  SPI(bus, SSP_IMSC) = SSP_INTERRUPTS;
  return TRANSFER_GOES_ON;
}

static void spi_interrupt(uint32_t bus) {
  SPI(bus, SSP_IMSC) = 0;
  SPI(bus, SSP_ICR) = SSP_ICR_PAUSE; // here, before the loop takes what came: cleared behind that, a pause might never be told
  spi_happened(bus);
}
