// Words of a guest's memory for the programs of this folder, which run the boards' C without boards/common/memory.h.

#include <stdint.h>
#include <string.h>

static inline uint32_t get_u32(const uint8_t *at) {
  uint32_t value;
  memcpy(&value, at, 4);
  return value;
}

static inline void put_u32(uint8_t *at, uint32_t value) {
  memcpy(at, &value, 4);
}
