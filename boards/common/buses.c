// Buses: I2C_SETUP, I2C_TRANSFER, SPI_SETUP, SPI_TRANSFER -> the board's drivers (bus-driver.h), which move a transfer on step by step.
// A bus has one transfer at a time. Its place is its number, those of SPI behind those of I2C. A transfer is not cancelled: its end is near,
// and the program waits for it.

#include "bus-driver.h"
#include "platform.h"
#include "ring.h"

#if TACET_HAS_I2C
#define I2C_PLACES BOARD_I2C_BUSES
#else
#define I2C_PLACES 0u
#endif
#if TACET_HAS_SPI
#define BUS_PLACES (I2C_PLACES + BOARD_SPI_BUSES)
#else
#define BUS_PLACES I2C_PLACES
#endif
_Static_assert(BUS_PLACES <= 8, "buses_moved has a bit for each");

static struct transfer transfers[BUS_PLACES];
/** Bit n: the bus at place n was set up. */
static uint8_t buses_ready;
/** Bit n: the interrupt of place n has come. Set by the interrupt, cleared by the loop with interrupts masked. */
static volatile uint8_t buses_moved;

static int32_t bus_step(uint32_t place) {
#if TACET_HAS_I2C
  if (place < I2C_PLACES) return i2c_step(place, &transfers[place]);
#endif
#if TACET_HAS_SPI
  return spi_step(place - I2C_PLACES, &transfers[place]);
#else
  return 0;
#endif
}

static void bus_move(uint32_t place) {
  int32_t result = bus_step(place);
  if (result != TRANSFER_GOES_ON) pending_end(&transfers[place].pending, result);
}

static void buses_advance(void) {
  interrupts_mask();
  uint32_t moved = buses_moved;
  buses_moved = 0;
  interrupts_unmask();
  for (uint32_t place = 0; place < BUS_PLACES; place++) {
    if (moved >> place & 1 && transfers[place].pending.state == PENDING_UNDER_WAY) bus_move(place);
    pending_post(&rings, &transfers[place].pending);
  }
}

static bool buses_pending(void) {
  return buses_moved != 0;
}

static bool buses_in_flight(void) {
  for (uint32_t place = 0; place < BUS_PLACES; place++) {
    if (transfers[place].pending.state != PENDING_FREE) return true;
  }
  return false;
}

/** Fills in the transfer of a place. @returns whether it can begin; otherwise `result` says what is wrong */
static bool bus_claim(const struct submission *s, uint32_t place, int32_t *result) {
  if (!ring_check_buffer(&rings, s, 0, result)) return false;
  if (!ring_holds(&rings, s->arg_low, s->arg_high)) return false; // EFAULT as well
  *result = -TACET_ERRNO_EINVAL;
  if (s->length == 0 && s->arg_high == 0) return false;
  *result = -TACET_ERRNO_ENODEV;
  if (!(buses_ready >> place & 1)) return false;
  *result = -TACET_ERRNO_EBUSY;
  struct transfer *transfer = &transfers[place];
  if (transfer->pending.state != PENDING_FREE) return false;
  *transfer = (struct transfer){ .out = guest_memory + s->arg_low, .out_left = s->arg_high, .in = guest_memory + s->buffer, .in_left = s->length };
  pending_start(&transfer->pending, s);
  return true;
}

#if TACET_HAS_I2C
static inline void i2c_happened(uint32_t bus) {
  buses_moved |= (uint8_t)(1u << bus);
}

static int32_t buses_i2c_setup(const struct submission *s) {
  if (s->handle >= BOARD_I2C_BUSES) return -TACET_ERRNO_ENODEV;
  if (transfers[s->handle].pending.state != PENDING_FREE) return -TACET_ERRNO_EBUSY;
  if (s->arg_low == 0 || s->arg_high != 0) return -TACET_ERRNO_ERANGE;
  int32_t result = i2c_setup(s->handle, s->arg_low);
  if (result == 0) buses_ready |= (uint8_t)(1u << s->handle);
  return result;
}

/** @returns false: the transfer goes on; otherwise `result` is its answer */
static bool buses_i2c_transfer(const struct submission *s, int32_t *result) {
  uint32_t bus = s->handle & 0xff, device = s->handle >> 8;
  *result = -TACET_ERRNO_ENODEV;
  if (bus >= BOARD_I2C_BUSES) return true;
  *result = -TACET_ERRNO_EINVAL;
  if (device > 0x7f) return true;
  if (!bus_claim(s, bus, result)) return true;
  i2c_start(bus, device, &transfers[bus]);
  bus_move(bus);
  return false;
}
#endif

#if TACET_HAS_SPI
static inline void spi_happened(uint32_t bus) {
  buses_moved |= (uint8_t)(1u << (I2C_PLACES + bus));
}

static int32_t buses_spi_setup(const struct submission *s) {
  if (s->handle >= BOARD_SPI_BUSES) return -TACET_ERRNO_ENODEV;
  uint32_t place = I2C_PLACES + s->handle;
  if (transfers[place].pending.state != PENDING_FREE) return -TACET_ERRNO_EBUSY;
  if (s->arg_low == 0) return -TACET_ERRNO_ERANGE;
  if (s->arg_high > 3) return -TACET_ERRNO_EINVAL;
  int32_t result = spi_setup(s->handle, s->arg_low, s->arg_high);
  if (result == 0) buses_ready |= (uint8_t)(1u << place);
  return result;
}

/** @returns false: the transfer goes on; otherwise `result` is its answer */
static bool buses_spi_transfer(const struct submission *s, int32_t *result) {
  *result = -TACET_ERRNO_ENODEV;
  if (s->handle >= BOARD_SPI_BUSES) return true;
  uint32_t place = I2C_PLACES + s->handle;
  if (!bus_claim(s, place, result)) return true;
  spi_start(s->handle, &transfers[place]);
  bus_move(place);
  return false;
}
#endif
