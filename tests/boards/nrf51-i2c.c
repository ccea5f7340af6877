// The micro:bit's I2C driver as a program of this machine, against a fake of the controller: one byte each way, tasks and events as the nRF51
// reference manual describes them (chapter 28). Every length of both parts of a transfer is seen on the bus as it should be. Prints what went
// wrong; the exit code counts failures.

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define TACET_HAS_I2C 1
#define TACET_HAS_SPI 0
#define I2C_INTERRUPT 3

#include "../../boards/common/tacet_abi.h"

// In place of cortex-m/registers.h and platform.h.
#define TACET_PLATFORM_H
#define TACET_CORTEX_M_REGISTERS_H
#define REGISTER(address) (*fake_register(address))

static void interrupt_enable(uint32_t number) {
  (void)number;
}

#define TWI_BASE 0x40003000u
#define NOT_WRITTEN 0xffffffffu
#define DEVICE 0x1du
#define REFUSED 0xeeu

static uint32_t registers[0x1000 / 4];
static uint32_t others;
static uint32_t interrupts;
/** The controller, and what it has been told and not done. */
static enum { IDLE, SENDS, RECEIVES } mode;
static bool is_suspended, has_byte;
static uint8_t byte_to_send, next_received;
/** What was on the bus. */
static char bus_log[256];
static int failures;

static void note(const char *format, uint32_t value) {
  snprintf(bus_log + strlen(bus_log), sizeof bus_log - strlen(bus_log), format, value);
}

static void fail(const char *what) {
  failures++;
  printf("%s: %s\n", what, bus_log);
}

static uint32_t *at(uint32_t offset) {
  return &registers[offset / 4];
}

static bool task(uint32_t offset) {
  bool is_set = *at(offset) != 0;
  *at(offset) = 0;
  return is_set;
}

static void start(bool receives) {
  note(mode == IDLE ? "S" : "R", 0);
  note(receives ? "r%x" : "w%x", *at(0x588));
  mode = receives ? RECEIVES : SENDS;
  is_suspended = false;
  if (*at(0x588) == DEVICE) return;
  note("!", 0);
  *at(0x124) = 1;
  *at(0x4c4) = 2;
}

/** What the last access told the controller. */
static void settle(void) {
  interrupts |= *at(0x304);
  interrupts &= ~*at(0x308);
  *at(0x304) = *at(0x308) = 0;
  if (task(0x008)) start(false);
  if (task(0x000)) start(true);
  if (task(0x020)) is_suspended = false;
  if (task(0x014)) {
    note("P", 0);
    mode = IDLE;
    *at(0x104) = 1;
  }
  if (*at(0x51c) == NOT_WRITTEN) return;
  byte_to_send = (uint8_t)*at(0x51c);
  has_byte = true;
  *at(0x51c) = NOT_WRITTEN;
}

static volatile uint32_t *fake_register(uint32_t address) {
  settle();
  return address >= TWI_BASE && address < TWI_BASE + 0x1000 ? at(address - TWI_BASE) : &others;
}

#include "../../boards/microbit/i2c.c"

static bool has_happened;

static inline void i2c_happened(uint32_t bus) {
  if (bus != 0) fail("another bus");
  has_happened = true;
}

/** Time for one byte passes. */
static void tick(void) {
  settle();
  if (*at(0x124) == 0 && mode == SENDS && has_byte) {
    has_byte = false;
    note(" %x", byte_to_send);
    if (byte_to_send == REFUSED) {
      note("!", 0);
      *at(0x124) = 1;
      *at(0x4c4) = 4;
    } else {
      *at(0x11c) = 1;
    }
  } else if (*at(0x124) == 0 && mode == RECEIVES && !is_suspended) {
    if (*at(0x108)) fail("a byte came before the one in front was taken");
    *at(0x518) = next_received++;
    note(" %x", *at(0x518));
    *at(0x108) = 1;
    if (*at(0x200) & 2) {
      note("P", 0);
      mode = IDLE;
      *at(0x104) = 1;
    } else if (*at(0x200) & 1) {
      is_suspended = true;
    }
  }
  bool is_raised = (interrupts & 2 && *at(0x104)) || (interrupts & 4 && *at(0x108)) || (interrupts & 0x80 && *at(0x11c)) || (interrupts & 0x200 && *at(0x124));
  if (is_raised) i2c_interrupt();
}

/** One transfer from start to end. @returns its result */
static int32_t transfer(uint32_t device, const uint8_t *out, uint32_t out_length, uint8_t *in, uint32_t in_length) {
  struct transfer t = { .out = out, .out_left = out_length, .in = in, .in_left = in_length };
  bus_log[0] = 0;
  next_received = 0x40;
  i2c_start(0, device, &t);
  for (uint32_t ticks = 0; ticks < 1000; ticks++) {
    int32_t result = i2c_step(0, &t);
    settle();
    if (result != TRANSFER_GOES_ON) return result;
    has_happened = false;
    for (uint32_t left = 10; left > 0 && !has_happened; left--) tick();
    if (!has_happened) {
      fail("no interrupt comes any more");
      return -1;
    }
  }
  fail("it never ends");
  return -1;
}

static void expect(int32_t result, int32_t wanted, const char *log) {
  if (result != wanted) fail("another result");
  if (strcmp(bus_log, log) != 0) {
    fail("another transfer");
    printf("  wanted: %s\n", log);
  }
}

static void test_lengths(uint32_t out_length, uint32_t in_length) {
  static const uint8_t out[] = { 1, 2, 3, 4, 5 };
  uint8_t in[6] = { 0 };
  char log[128] = "";
  if (out_length > 0) strcat(log, "Sw1d");
  for (uint32_t i = 0; i < out_length; i++) sprintf(log + strlen(log), " %x", out[i]);
  if (in_length > 0) strcat(log, out_length > 0 ? "Rr1d" : "Sr1d");
  for (uint32_t i = 0; i < in_length; i++) sprintf(log + strlen(log), " %x", 0x40 + i);
  strcat(log, "P");
  expect(transfer(DEVICE, out, out_length, in, in_length), 0, log);
  for (uint32_t i = 0; i < sizeof in; i++) {
    if (in[i] != (i < in_length ? 0x40 + i : 0)) fail("another byte");
  }
}

int main(void) {
  *at(0x51c) = NOT_WRITTEN;
  if (i2c_setup(0, 400000) != 0 || *at(0x524) != 0x06680000 || *at(0x500) != 5) fail("setup");
  for (uint32_t out_length = 0; out_length <= 5; out_length++) {
    for (uint32_t in_length = 0; in_length <= 5; in_length++) {
      if (out_length + in_length > 0) test_lengths(out_length, in_length);
    }
  }
  const uint8_t refused[] = { 1, REFUSED, 2 };
  uint8_t in[1];
  expect(transfer(0x1e, refused, 1, in, 1), -TACET_ERRNO_ENXIO, "Sw1e!P");
  expect(transfer(0x1e, refused, 0, in, 1), -TACET_ERRNO_ENXIO, "Sr1e!P");
  expect(transfer(DEVICE, refused, 3, in, 0), -TACET_ERRNO_EIO, "Sw1d 1 ee!P");
  test_lengths(2, 2);
  if (failures == 0) printf("ok\n");
  return failures;
}
