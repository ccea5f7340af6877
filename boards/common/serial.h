// Serial input: bytes that an interrupt receives -> a FIFO that the loop empties.
// One producer (the interrupt) and one consumer (the loop); the indices are single bytes, so each side sees the other's whole.
// A byte that finds the FIFO full is lost, and the next read is told so.

#ifndef TACET_SERIAL_H
#define TACET_SERIAL_H

#include <stdbool.h>
#include <stdint.h>

/** A power of two; it holds a byte less, two and a half milliseconds of 115200 baud. */
#ifndef SERIAL_FIFO_BYTES
#define SERIAL_FIFO_BYTES 32u
#endif
_Static_assert(SERIAL_FIFO_BYTES <= 256 && (SERIAL_FIFO_BYTES & (SERIAL_FIFO_BYTES - 1)) == 0, "the indices are bytes that wrap");

static uint8_t serial_fifo[SERIAL_FIFO_BYTES];
/** Where the next byte is put and taken; the same: it is empty. */
static volatile uint8_t serial_put, serial_taken;
static volatile bool serial_has_lost;

static inline uint8_t serial_behind(uint32_t index) {
  return (index + 1) % SERIAL_FIFO_BYTES;
}

/** Takes one received byte. Interrupt. */
static inline void serial_received(uint8_t byte) {
  uint8_t put = serial_put, next = serial_behind(put);
  if (next == serial_taken) {
    serial_has_lost = true;
    return;
  }
  serial_fifo[put] = byte;
  serial_put = next;
}

/** Whether there is something to read, or to tell. Loop. */
static inline bool serial_ready(void) {
  return serial_put != serial_taken || serial_has_lost;
}

/** Moves at most `length` bytes to `to`. @returns how many. Loop. */
static inline uint32_t serial_take(uint8_t *to, uint32_t length) {
  uint32_t count = 0;
  uint8_t taken = serial_taken;
  for (; count < length && taken != serial_put; taken = serial_behind(taken)) to[count++] = serial_fifo[taken];
  serial_taken = taken;
  return count;
}

/** Puts bytes back that were taken, to be read first. @returns how many there was room for, counted from the end. Loop, interrupts masked. */
static inline uint32_t serial_give_back(const uint8_t *from, uint32_t length) {
  uint8_t taken = serial_taken;
  uint32_t count = 0;
  for (; count < length && serial_behind(serial_put) != taken; count++) {
    taken = (taken - 1u) % SERIAL_FIFO_BYTES;
    serial_fifo[taken] = from[length - 1 - count];
  }
  serial_taken = taken;
  return count;
}

#endif
