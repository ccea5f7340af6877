// Linear memory as the host sees it: bytes that may move at each entry, read and written little-endian and bounds-checked.
// Places are only taken of what memory_holds has said yes to; callers ask once for a block.

#ifndef TACET_HOST_MEMORY_H
#define TACET_HOST_MEMORY_H

#include <string.h>

#include "host.h"

typedef struct {
  uint8_t *bytes;
  uint32_t length;
  /** Where the control block lies, and how long it is: read once; 0 before. */
  uint32_t control;
  uint32_t control_bytes;
} host_memory;

static inline void memory_refresh(host_memory *memory, const tacet_guest *guest) {
  memory->bytes = guest->memory(guest->engine, &memory->length);
}

/** Whether `length` bytes at `address` lie in memory. */
static inline bool memory_holds(const host_memory *memory, uint32_t address, uint32_t length) {
  return length <= memory->length && address <= memory->length - length;
}

static inline uint16_t get_u16(const uint8_t *at) {
  return (uint16_t)(at[0] | at[1] << 8);
}

static inline uint32_t get_u32(const uint8_t *at) {
  return get_u16(at) | (uint32_t)get_u16(at + 2) << 16;
}

static inline uint64_t get_u64(const uint8_t *at) {
  return get_u32(at) | (uint64_t)get_u32(at + 4) << 32;
}

/** A field of the control block; 0 where the program's block ends before it. */
static inline uint32_t control_u32(const host_memory *memory, uint32_t field) {
  return field >= memory->control_bytes ? 0 : get_u32(memory->bytes + memory->control + field);
}

static inline void put_u32(uint8_t *at, uint32_t value) {
  for (int i = 0; i < 4; i++) at[i] = (uint8_t)(value >> 8 * i);
}

static inline void put_u64(uint8_t *at, uint64_t value) {
  put_u32(at, (uint32_t)value);
  put_u32(at + 4, (uint32_t)(value >> 32));
}

#endif
