// Saved images (image.c) as a program of this machine, against a fake of flash: erasing sets bits, writing clears them, and the power may fail
// behind any word. Whatever happens while an image is saved, the next start finds that image or the one before, and nothing else; bytes that
// have changed are refused with the reason. Prints what went wrong first.

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TACET_REPORTS 1
#define TACET_HAS_WATCHDOG 0
#define TACET_MEMORY_BYTES 64u
#define TACET_IMAGE_OPERATIONS_MAX 3u
#define TACET_GLOBALS 2u
#define EACH_GLOBAL(use) use(global_u32) use(global_f64)
#define TACET_SLOT_BYTES 256u
#define TACET_STORAGE_BLOCK_BYTES 128u
#define TACET_PROGRAM_LOW 0x1234u
#define TACET_PROGRAM_HIGH 0x5678u

#include "../../boards/common/tacet_abi.h"
#include "bytes.h"

// In place of guest.h and console.c.
#define TACET_GUEST_H

static uint8_t guest_memory[TACET_MEMORY_BYTES];
static uint32_t global_u32;
static double global_f64;
static uint32_t reported;

static void console_write(const char *text) {
  (void)text;
}

static void console_put(uint8_t byte) {
  (void)byte;
}

static void console_number(uint32_t value) {
  reported = value;
}

#include "../../boards/common/image.c"

static uint8_t flash[2 * TACET_SLOT_BYTES];
static uint32_t steps_left;
static jmp_buf power_cut;
/** A bit that can't be set any more. */
static bool is_worn;

static const uint8_t *storage_at(uint32_t offset) {
  return flash + offset;
}

static void step(void) {
  if (steps_left-- == 0) longjmp(power_cut, 1);
}

static void storage_erase(uint32_t offset) {
  if (offset % TACET_STORAGE_BLOCK_BYTES != 0) abort();
  step();
  memset(flash + offset, 0xff, TACET_STORAGE_BLOCK_BYTES);
  if (is_worn) flash[offset + 100] = 0;
}

static void storage_write(uint32_t offset, const uint8_t *bytes, uint32_t length) {
  for (uint32_t at = 0; at < length; at += 4) {
    step();
    put_u32(flash + offset + at, get_u32(flash + offset + at) & get_u32(bytes + at));
  }
}

static void fail(const char *what, uint32_t at) {
  printf("%s, at %u\n", what, at);
  exit(1);
}

/** The program when it has done `n` things. */
static void become(uint32_t n) {
  global_u32 = n;
  global_f64 = n / 8.0;
  memset(guest_memory, (int)n, sizeof guest_memory);
}

/** A start of the board. @returns the number of the program that goes on; 0 = from the beginning */
static uint32_t start(void) {
  image_slot = NO_SLOT;
  image_sequence = image_operations = reported = 0;
  become(0);
  if (!image_find()) return 0;
  uint32_t count;
  const uint8_t *operations = image_restore(&count);
  uint32_t n = global_u32;
  if (count != n % 4) fail("another number of operations", n);
  for (uint32_t i = 0; i < count; i++) {
    if (get_u32(operations + 12 * i) != 100 * n + i || get_u32(operations + 12 * i + 8) != -i) fail("another operation", n);
  }
  if (global_f64 != n / 8.0 || guest_memory[0] != (uint8_t)n || guest_memory[TACET_MEMORY_BYTES - 1] != (uint8_t)n) fail("another state", n);
  return n;
}

static int32_t save(uint32_t n) {
  become(n);
  for (uint32_t i = 0; i < n % 4; i++) image_add_operation(100 * n + i, 7, -(int32_t)i);
  return image_save();
}

/** Cuts the power after each number of steps that saving takes. */
static void cut_everywhere(uint32_t n) {
  uint8_t before[sizeof flash];
  memcpy(before, flash, sizeof flash);
  for (uint32_t steps = 0;; steps++) {
    memcpy(flash, before, sizeof flash);
    start();
    steps_left = steps;
    if (setjmp(power_cut) == 0) {
      if (save(n) != 0) fail("not saved", n);
      steps_left = UINT32_MAX;
      if (start() != n) fail("saved, and not restored", n);
      return;
    }
    steps_left = UINT32_MAX;
    uint32_t found = start();
    if (found != n - 1 && found != n) fail("neither the image nor the one before", steps);
    if (reported != 0) fail("half an image is taken for one", steps);
  }
}

/** Changes each byte of the newest image. */
static void change_everywhere(uint32_t n) {
  uint8_t before[sizeof flash];
  memcpy(before, flash, sizeof flash);
  start();
  uint8_t *image = flash + image_slot * TACET_SLOT_BYTES;
  uint32_t bytes = 36 + 16 + 12 * (n % 4) + TACET_MEMORY_BYTES;
  for (uint32_t at = 0; at < bytes; at++) {
    image[at] ^= 0x10;
    if (start() != n - 1) fail("a changed image is not passed over for the one before", at);
    uint32_t reason = at < 4    ? 0
                      : at < 8  ? TACET_IMAGE_REFUSAL_VERSION
                      : at < 16 ? TACET_IMAGE_REFUSAL_CHECKSUM
                      : at < 24 ? TACET_IMAGE_REFUSAL_PROGRAM
                      : at < 36 ? TACET_IMAGE_REFUSAL_SIZE
                                : TACET_IMAGE_REFUSAL_CHECKSUM;
    if (reported != reason) fail("another reason", at);
    memcpy(flash, before, sizeof flash);
  }
  if (start() != n) fail("put back, and not restored", n);
}

int main(void) {
  steps_left = UINT32_MAX;
  memset(flash, 0xff, sizeof flash);
  if (start() != 0) fail("an image from nowhere", 0);
  if (crc32_of(0, (const uint8_t *)"123456789", 9) != 0xcbf43926u) fail("another checksum than zlib's", 0);
  for (uint32_t n = 1; n < 10; n++) {
    if (n > 1) cut_everywhere(n);
    else if (save(n) != 0) fail("not saved", n);
    if (n > 2) change_everywhere(n);
  }
  is_worn = true;
  if (save(10) != -TACET_ERRNO_EIO) fail("an image that did not stay is taken for saved", 10);
  if (start() != 9) fail("the image before does not count any more", 10);
  printf("ok\n");
  return 0;
}
