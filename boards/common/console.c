// Console: records in guest memory -> bytes on the board's serial line. The format is in abi.json; what the guest wrote is
// checked at each use. Drained after every entry and after a trap.

#include "platform.h"
#include "guest.h"

#if TACET_HAS_CONSOLE || TACET_REPORTS
static void console_write(const char *text) {
  while (*text) console_put((uint8_t)*text++);
}

static void console_number(uint32_t value) {
  if (value > 9) console_number(value / 10);
  console_put((uint8_t)('0' + value % 10));
}

#endif

#if TACET_REPORTS
static void console_hex(uint32_t value) {
  for (int shift = 28; shift >= 0; shift -= 4) console_put((uint8_t)"0123456789abcdef"[value >> shift & 15]);
}
#endif

#if TACET_HAS_CONSOLE
/** The guest's block, or 0 where there is none yet or it makes no sense. */
static uint32_t console_block(void) {
  uint32_t block = control_word(TACET_CONTROL_CONSOLE);
  if (block == 0 || block % 4 != 0 || block > TACET_MEMORY_BYTES - TACET_CONSOLE_BLOCK_BYTES) return 0;
  return block;
}

/** Bytes of records printed since the buffer was last emptied. */
static uint32_t console_printed;

/** Prints the records below `end` bytes. */
static void console_drain_to(uint32_t end) {
  uint32_t block = console_block();
  if (block == 0) return;
  uint32_t used = get_u32(guest_memory + block + TACET_CONSOLE_USED);
  uint32_t room = TACET_MEMORY_BYTES - block - TACET_CONSOLE_BLOCK_BYTES;
  if (end > used) end = used;
  if (end > room) end = room;
  const uint8_t *records = guest_memory + block + TACET_CONSOLE_BLOCK_BYTES;
  uint32_t done = console_printed;
  while (done < end && end - done >= 4) {
    uint32_t bytes = get_u32(records + done) >> 8;
    done += 4;
    if (bytes > end - done) bytes = end - done;
    for (; bytes > 0; bytes--) console_put(records[done++]);
    console_put('\n');
  }
  console_printed = done;
}

/** Prints everything and empties the buffer. */
static void console_drain(void) {
  uint32_t block = console_block();
  if (block == 0) return;
  console_drain_to(UINT32_MAX);
  console_printed = 0;
  uint8_t *at = guest_memory + block;
  put_u32(at + TACET_CONSOLE_USED, 0);
  uint32_t lost = get_u32(at + TACET_CONSOLE_LOST);
  if (lost == 0) return;
  put_u32(at + TACET_CONSOLE_LOST, 0);
  console_write("tacet: lost ");
  console_number(lost);
  console_put(' ');
  console_number(get_u32(at + TACET_CONSOLE_CAPACITY));
  console_put('\n');
}
#endif
