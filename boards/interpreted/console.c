// See console.h.

#include "console.h"

#include <string.h>

#include "../common/tacet_abi.h"

void say(const tacet_platform *platform, const char *text) {
  platform->write(2, (const uint8_t *)text, (uint32_t)strlen(text));
}

void say_number(const tacet_platform *platform, uint32_t value) {
  char digits[10];
  uint32_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value > 0);
  platform->write(2, (const uint8_t *)digits + at, (uint32_t)sizeof digits - at);
}

/** The program's block, or 0 where there is none yet or it makes no sense. */
static uint32_t find_block(const host_console *console) {
  uint32_t block = control_u32(console->memory, TACET_CONTROL_CONSOLE);
  return memory_holds(console->memory, block, TACET_CONSOLE_BLOCK_BYTES) ? block : 0;
}

void console_drain_to(host_console *console, uint32_t end) {
  const host_memory *memory = console->memory;
  uint32_t block = find_block(console);
  if (block == 0) return;
  uint32_t used = get_u32(memory->bytes + block + TACET_CONSOLE_USED);
  uint32_t room = memory->length - block - TACET_CONSOLE_BLOCK_BYTES;
  if (used > room) return;
  if (end > used) end = used;
  const uint8_t *records = memory->bytes + block + TACET_CONSOLE_BLOCK_BYTES;
  uint32_t done = console->printed;
  while (done < end && end - done >= 4) {
    uint32_t header = get_u32(records + done);
    uint32_t level = header & 0xff;
    uint32_t bytes = header >> 8;
    int stream = level == TACET_LEVEL_WARN || level == TACET_LEVEL_ERROR ? 2 : 1;
    done += 4;
    if (bytes > end - done) bytes = end - done;
    console->platform->write(stream, records + done, bytes);
    console->platform->write(stream, (const uint8_t *)"\n", 1);
    done += bytes;
  }
  console->printed = done;
}

void console_drain(host_console *console) {
  uint32_t block = find_block(console);
  if (block == 0) return;
  console_drain_to(console, UINT32_MAX);
  console->printed = 0;
  uint8_t *at = console->memory->bytes + block;
  put_u32(at + TACET_CONSOLE_USED, 0);
  uint32_t lost = get_u32(at + TACET_CONSOLE_LOST);
  if (lost == 0) return;
  put_u32(at + TACET_CONSOLE_LOST, 0);
  say(console->platform, "tacet: CONSOLE_LOST: ");
  say_number(console->platform, lost);
  say(console->platform, " console message(s) cut or lost: more than ");
  say_number(console->platform, get_u32(at + TACET_CONSOLE_CAPACITY));
  say(console->platform, " bytes between two awaits; --use TACET_CONSOLE_BYTES=n makes room\n");
}
