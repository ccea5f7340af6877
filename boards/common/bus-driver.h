// What buses.c needs of a board, and who may call it: the drivers that board.json names under "i2c" and "spi" define these, each its own, and
// call i2c_happened or spi_happened. The board says how many it has: BOARD_I2C_BUSES, BOARD_SPI_BUSES.
// Contexts: "loop" = the main loop only; "interrupt" = the driver's own interrupt.
//
// A transfer is moved on in the loop, by what the peripheral's own FIFO takes and has. The interrupt only turns itself off and says that
// there is something to move, so it touches neither the program's memory nor the transfer.

#ifndef TACET_BUS_DRIVER_H
#define TACET_BUS_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include "ring-types.h"

struct transfer {
  struct pending pending;
  /** What is still to be sent. */
  const uint8_t *out;
  uint32_t out_left;
  /** Where the next byte that comes goes, and how many there is room for. */
  uint8_t *in;
  uint32_t in_left;
  /** The driver's: bytes that were asked of the peripheral and have not come. */
  uint32_t asked;
  /** The driver's: bytes still to be asked. */
  uint32_t ask_left;
  /** The driver's: what is asked for next comes behind what was sent, in the other direction. */
  bool turns;
};

/** What a step returns while there is more to come; an interrupt is on its way then. */
#define TRANSFER_GOES_ON 1

#if TACET_HAS_I2C
/** Readies a bus that exists. @returns 0, or a negative error. Loop. */
static int32_t i2c_setup(uint32_t bus, uint32_t hertz);

/** Begins a transfer with a device; there is something to send or to receive. Loop. */
static void i2c_start(uint32_t bus, uint32_t device, struct transfer *transfer);

/** Moves it on, first right after its start. @returns 0 at its end, a negative error, or TRANSFER_GOES_ON. Loop. */
static int32_t i2c_step(uint32_t bus, struct transfer *transfer);

/** There is something to move; the driver's interrupt is off now. Interrupt. */
static inline void i2c_happened(uint32_t bus);
#endif

#if TACET_HAS_SPI
/** Readies a bus that exists, with a mode of 0 to 3. @returns 0, or a negative error. Loop. */
static int32_t spi_setup(uint32_t bus, uint32_t hertz, uint32_t mode);

/** As i2c_start. Loop. */
static void spi_start(uint32_t bus, struct transfer *transfer);

/** As i2c_step. Loop. */
static int32_t spi_step(uint32_t bus, struct transfer *transfer);

/** As i2c_happened. Interrupt. */
static inline void spi_happened(uint32_t bus);
#endif

#endif
