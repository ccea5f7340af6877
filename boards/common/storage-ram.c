// Storage of a board whose flash has no driver: memory that the start does not clear. It outlives resets, the watchdog's included, but not
// a loss of power; then the checksum finds no image.

#include "storage-driver.h"

static uint8_t storage[TACET_STORAGE_BYTES] __attribute__((aligned(4), section(".noinit")));

static const uint8_t *storage_at(uint32_t offset) {
  return storage + offset;
}

static void storage_erase(uint32_t offset) {
  memset(storage + offset, 0xff, TACET_STORAGE_BLOCK_BYTES);
}

static void storage_write(uint32_t offset, const uint8_t *bytes, uint32_t length) {
  memcpy(storage + offset, bytes, length);
}
