// Storage in an nRF51's own flash, in pages of 1 KB: NVMC. nRF51 Series Reference Manual 3.0, chapter 6.
// The processor stands still while a page is erased (21 ms) or a word written (46 us).

#include "../common/storage-driver.h"
#include "../cortex-m/registers.h"

#define NVMC_READY REGISTER(0x4001e400)
#define NVMC_CONFIG REGISTER(0x4001e504)
#define NVMC_CONFIG_READ 0u
#define NVMC_CONFIG_WRITE 1u
#define NVMC_CONFIG_ERASE 2u
#define NVMC_ERASEPAGE REGISTER(0x4001e508)

static void nvmc_wait(void) {
  while (NVMC_READY == 0) {}
}

static const uint8_t *storage_at(uint32_t offset) {
  return (const uint8_t *)(uintptr_t)(TACET_STORAGE_ORIGIN + offset);
}

static void storage_erase(uint32_t offset) {
  NVMC_CONFIG = NVMC_CONFIG_ERASE;
  NVMC_ERASEPAGE = TACET_STORAGE_ORIGIN + offset;
  nvmc_wait();
  NVMC_CONFIG = NVMC_CONFIG_READ;
}

static void storage_write(uint32_t offset, const uint8_t *bytes, uint32_t length) {
  NVMC_CONFIG = NVMC_CONFIG_WRITE;
  for (uint32_t at = 0; at < length; at += 4) {
    REGISTER(TACET_STORAGE_ORIGIN + offset + at) = get_u32(bytes + at);
    nvmc_wait();
  }
  NVMC_CONFIG = NVMC_CONFIG_READ;
}
