// What images (image.c) need of a board's storage, and who may call it: the driver that board.json names under "storage" defines these. Only
// programs that save have one. Offsets are bytes from its beginning, TACET_STORAGE_BYTES long, in blocks that are erased as a whole.
// Where the storage is flash, it lies at TACET_STORAGE_ORIGIN, behind what the linker may use. All in the loop.

#ifndef TACET_STORAGE_DRIVER_H
#define TACET_STORAGE_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

/** What is stored there, to be read as memory. */
static const uint8_t *storage_at(uint32_t offset);

/** Makes a block ready to be written; `offset` is where it begins. */
static void storage_erase(uint32_t offset);

/** Writes to what was erased; `offset` and `length` are multiples of 4. Whether it is there then, the caller looks. */
static void storage_write(uint32_t offset, const uint8_t *bytes, uint32_t length);

#endif
