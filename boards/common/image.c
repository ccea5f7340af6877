// Images: the program between two turns <-> bytes in the board's storage. Layout in abi.json (Image).
//
//   two slots, of which the valid one with the later sequence counts; the other is what the next image goes to
//   save      erase -> all but the magic -> the magic -> look whether it is there
//   restore   magic, version, program, sizes, checksum; then globals and memory are copied, operations are left for ops.c
//
// A cut of the power while an image is saved leaves a slot without magic, which is none, and the older image. What is
// read is never believed: flash may be another program's, or worn.

#include "guest.h"
#include "storage-driver.h"

#define NO_SLOT 2u
#define MAGIC_BYTES 4u
/** Where begins what the checksum is of. */
#define CHECKED TACET_IMAGE_SEQUENCE
/** Of everything in front of the memory. */
#define HEAD_BYTES_MAX (TACET_IMAGE_BLOCK_BYTES + TACET_GLOBALS * TACET_IMAGE_FORMAT_GLOBAL_BYTES + TACET_IMAGE_OPERATIONS_MAX * TACET_IMAGE_FORMAT_OPERATION_BYTES)
_Static_assert(HEAD_BYTES_MAX + TACET_MEMORY_BYTES <= TACET_SLOT_BYTES, "a slot holds an image");
_Static_assert(TACET_MEMORY_BYTES % 4 == 0 && TACET_SLOT_BYTES % TACET_STORAGE_BLOCK_BYTES == 0, "storage is written in words, erased in blocks");

/** Where the newest image lies, and its sequence. */
static uint32_t image_slot = NO_SLOT, image_sequence;

/** Continues a CRC-32 that began with 0. Bit by bit: a table would be a kilobyte. */
static uint32_t crc32_of(uint32_t crc, const uint8_t *bytes, uint32_t length) {
  crc = ~crc;
  for (uint32_t i = 0; i < length; i++) {
    crc ^= bytes[i];
    uint32_t bits = 8;
    do crc = crc >> 1 ^ (0xedb88320u & -(crc & 1));
    while (--bits > 0);
  }
  return ~crc;
}

/** Why what lies in a slot is not to be restored (ImageRefusal); 0 = nothing is wrong. */
static uint32_t image_refusal(uint32_t slot) {
  const uint8_t *at = storage_at(slot * TACET_SLOT_BYTES);
  if (get_u32(at + TACET_IMAGE_MAGIC) != TACET_IMAGE_FORMAT_MAGIC) return TACET_IMAGE_REFUSAL_NONE;
  if (get_u32(at + TACET_IMAGE_VERSION) != TACET_IMAGE_FORMAT_VERSION) return TACET_IMAGE_REFUSAL_VERSION;
  if (get_u32(at + TACET_IMAGE_PROGRAM) != TACET_PROGRAM_LOW || get_u32(at + TACET_IMAGE_PROGRAM + 4) != TACET_PROGRAM_HIGH) return TACET_IMAGE_REFUSAL_PROGRAM;
  uint32_t operations = get_u32(at + TACET_IMAGE_OPERATIONS);
  if (get_u32(at + TACET_IMAGE_MEMORY_BYTES) != TACET_MEMORY_BYTES || get_u32(at + TACET_IMAGE_GLOBALS) != TACET_GLOBALS) return TACET_IMAGE_REFUSAL_SIZE;
  if (operations > TACET_IMAGE_OPERATIONS_MAX) return TACET_IMAGE_REFUSAL_SIZE;
  uint32_t bytes = HEAD_BYTES_MAX - (TACET_IMAGE_OPERATIONS_MAX - operations) * TACET_IMAGE_FORMAT_OPERATION_BYTES + TACET_MEMORY_BYTES;
  uint32_t checksum = crc32_of(0, at + CHECKED, bytes - CHECKED);
  return checksum == get_u32(at + TACET_IMAGE_CHECKSUM) ? 0 : TACET_IMAGE_REFUSAL_CHECKSUM;
}

static void report_refusal(uint32_t refusal) {
#if TACET_REPORTS
  if (refusal == TACET_IMAGE_REFUSAL_NONE) return;
  console_write("tacet: image ");
  console_number(refusal);
  console_put('\n');
#else
  (void)refusal;
#endif
}

/** Finds the newest image that is all right, and says what is wrong with others. @returns whether there is one */
static bool image_find(void) {
  for (uint32_t slot = 0; slot < 2; slot++) {
    uint32_t refusal = image_refusal(slot);
    if (refusal != 0) {
      report_refusal(refusal);
      continue;
    }
    uint32_t sequence = get_u32(storage_at(slot * TACET_SLOT_BYTES + TACET_IMAGE_SEQUENCE));
    if (image_slot != NO_SLOT && (int32_t)(sequence - image_sequence) < 0) continue;
    image_slot = slot;
    image_sequence = sequence;
  }
  return image_slot != NO_SLOT;
}

/** Makes the program what it was when it was saved. @pre image_find. @returns its operations, of which there are `count` */
static const uint8_t *image_restore(uint32_t *count) {
  const uint8_t *from = storage_at(image_slot * TACET_SLOT_BYTES);
  *count = get_u32(from + TACET_IMAGE_OPERATIONS);
  from += TACET_IMAGE_BLOCK_BYTES;
#define RESTORE(global)                                                                                                                       \
  memcpy(&global, from, sizeof global);                                                                                                       \
  from += TACET_IMAGE_FORMAT_GLOBAL_BYTES;
  EACH_GLOBAL(RESTORE)
#undef RESTORE
  memcpy(guest_memory, from + *count * TACET_IMAGE_FORMAT_OPERATION_BYTES, TACET_MEMORY_BYTES);
  return from;
}

static uint8_t image_head[HEAD_BYTES_MAX] __attribute__((aligned(4)));
static uint32_t image_operations;

/** One more operation for the image that is being saved. */
static void image_add_operation(uint32_t user, uint32_t generation, int32_t result) {
  uint8_t *to = image_head + HEAD_BYTES_MAX - (TACET_IMAGE_OPERATIONS_MAX - image_operations++) * TACET_IMAGE_FORMAT_OPERATION_BYTES;
  put_u32(to, user);
  put_u32(to + 4, generation);
  put_u32(to + 8, (uint32_t)result);
}

/** @returns bytes of the head */
static uint32_t image_build_head(void) {
  uint8_t *to = image_head + TACET_IMAGE_BLOCK_BYTES;
#define SAVE(global)                                                                                                                          \
  memcpy(to, &global, sizeof global);                                                                                                         \
  to += TACET_IMAGE_FORMAT_GLOBAL_BYTES;
  EACH_GLOBAL(SAVE)
#undef SAVE
  uint32_t bytes = (uint32_t)(to - image_head) + image_operations * TACET_IMAGE_FORMAT_OPERATION_BYTES;
  put_u32(image_head + TACET_IMAGE_MAGIC, TACET_IMAGE_FORMAT_MAGIC);
  put_u32(image_head + TACET_IMAGE_VERSION, TACET_IMAGE_FORMAT_VERSION);
  put_u32(image_head + TACET_IMAGE_SEQUENCE, image_sequence + 1);
  put_u32(image_head + TACET_IMAGE_PROGRAM, TACET_PROGRAM_LOW);
  put_u32(image_head + TACET_IMAGE_PROGRAM + 4, TACET_PROGRAM_HIGH);
  put_u32(image_head + TACET_IMAGE_MEMORY_BYTES, TACET_MEMORY_BYTES);
  put_u32(image_head + TACET_IMAGE_GLOBALS, TACET_GLOBALS);
  put_u32(image_head + TACET_IMAGE_OPERATIONS, image_operations);
  uint32_t checksum = crc32_of(0, image_head + CHECKED, bytes - CHECKED);
  put_u32(image_head + TACET_IMAGE_CHECKSUM, crc32_of(checksum, guest_memory, TACET_MEMORY_BYTES));
  return bytes;
}

/**
 * Saves the program, with the operations that image_add_operation was called for.
 * @returns 0, or -EIO: what was saved before still counts
 */
static int32_t image_save(void) {
  uint32_t slot = image_slot == 0 ? 1 : 0, at = slot * TACET_SLOT_BYTES;
  uint32_t head_bytes = image_build_head();
  for (uint32_t block = 0; block < TACET_SLOT_BYTES; block += TACET_STORAGE_BLOCK_BYTES) {
    storage_erase(at + block);
#if TACET_HAS_WATCHDOG
    watchdog_feed(); // a block may take as long as many turns
#endif
  }
  storage_write(at + MAGIC_BYTES, image_head + MAGIC_BYTES, head_bytes - MAGIC_BYTES);
  storage_write(at + head_bytes, guest_memory, TACET_MEMORY_BYTES);
  storage_write(at, image_head, MAGIC_BYTES);
  image_operations = 0;
  if (image_refusal(slot) != 0) return -TACET_ERRNO_EIO;
  image_slot = slot;
  image_sequence++;
  return 0;
}
