// The loop: time -> turns of the guest -> what it asked for and said -> sleep until its deadline -> the exit code.
// What the guest writes is believed nowhere: each address and index is checked against linear memory as it is used.

#include "host.h"

#include <string.h>

#include "../common/tacet_abi.h"
#include "memory.h"
#include "rings.h"

/** Polls a turn may take. */
#define TURN_BUDGET 1024

const char *const tacet_entry_names[3] = { "tacet_init", "tacet_turn", "main" };

static void say(const tacet_platform *platform, const char *text) {
  platform->write(2, (const uint8_t *)text, (uint32_t)strlen(text));
}

static void say_number(const tacet_platform *platform, uint32_t value) {
  char digits[10];
  uint32_t at = sizeof digits;
  do {
    digits[--at] = (char)('0' + value % 10);
    value /= 10;
  } while (value > 0);
  platform->write(2, (const uint8_t *)digits + at, (uint32_t)sizeof digits - at);
}

/** Prints UTF-16 text whose byte length stands in the word before it; nothing where there is none in memory. */
static void say_text(const host_memory *memory, const tacet_platform *platform, uint32_t address) {
  if (address < 4 || !memory_holds(memory, address - 4, 4)) return;
  uint32_t bytes = memory_u32(memory, address - 4);
  if (!memory_holds(memory, address, bytes)) return;
  for (uint32_t at = 0; at + 1 < bytes; at += 2) {
    uint32_t unit = memory_u16(memory, address + at);
    uint8_t utf8[3];
    uint32_t length = 1;
    if (unit < 0x80) {
      utf8[0] = (uint8_t)unit;
    } else if (unit < 0x800) {
      utf8[0] = (uint8_t)(unit >> 6 | 0xc0);
      utf8[1] = (uint8_t)((unit & 0x3f) | 0x80);
      length = 2;
    } else { // halves of a pair are printed as they are: no message of ours has any
      utf8[0] = (uint8_t)(unit >> 12 | 0xe0);
      utf8[1] = (uint8_t)((unit >> 6 & 0x3f) | 0x80);
      utf8[2] = (uint8_t)((unit & 0x3f) | 0x80);
      length = 3;
    }
    platform->write(2, utf8, length);
  }
}

/** Prints the console's records and empties it. */
static void drain_console(const host_memory *memory, const tacet_platform *platform, uint32_t control) {
  uint32_t block = memory_u32(memory, control + TACET_CONTROL_CONSOLE);
  if (block == 0 || !memory_holds(memory, block, TACET_CONSOLE_BLOCK_BYTES)) return;
  uint32_t used = memory_u32(memory, block + TACET_CONSOLE_USED);
  uint32_t records = block + TACET_CONSOLE_BLOCK_BYTES;
  if (!memory_holds(memory, records, used)) return;
  for (uint32_t done = 0; used - done >= 4;) {
    uint32_t header = memory_u32(memory, records + done);
    uint32_t level = header & 0xff;
    uint32_t bytes = header >> 8;
    int stream = level == TACET_LEVEL_WARN || level == TACET_LEVEL_ERROR ? 2 : 1;
    done += 4;
    if (bytes > used - done) bytes = used - done;
    platform->write(stream, memory->bytes + records + done, bytes);
    platform->write(stream, (const uint8_t *)"\n", 1);
    done += bytes;
  }
  memory_set_u32(memory, block + TACET_CONSOLE_USED, 0);
  uint32_t lost = memory_u32(memory, block + TACET_CONSOLE_LOST);
  if (lost == 0) return;
  memory_set_u32(memory, block + TACET_CONSOLE_LOST, 0);
  say(platform, "tacet: console messages cut or lost: ");
  say_number(platform, lost);
  say(platform, "\n");
}

static int fail(const tacet_platform *platform, const char *text) {
  say(platform, "tacet: ");
  say(platform, text);
  say(platform, "\n");
  return TACET_EXIT_FAILED;
}

/** Prints what was said before the trap, and why it trapped: the program's own words where it left any. */
static int trapped(const tacet_guest *guest, const host_memory *memory, const tacet_platform *platform, uint32_t control) {
  bool has_control = memory_holds(memory, control, TACET_CONTROL_BLOCK_BYTES) && control != 0;
  if (has_control) drain_console(memory, platform, control);
  say(platform, "tacet: trap: ");
  if (has_control && memory_u32(memory, control + TACET_CONTROL_STATUS) == TACET_STATUS_TRAPPED) {
    say_text(memory, platform, memory_u32(memory, control + TACET_CONTROL_MESSAGE));
    say(platform, " at ");
    say_text(memory, platform, memory_u32(memory, control + TACET_CONTROL_FILE));
    say(platform, ":");
    say_number(platform, memory_u32(memory, control + TACET_CONTROL_CODE));
    say(platform, ":");
    say_number(platform, memory_u32(memory, control + TACET_CONTROL_COLUMN));
  } else {
    say(platform, guest->trap_text(guest->engine));
  }
  say(platform, "\n");
  return TACET_EXIT_TRAPPED;
}

int tacet_run(const tacet_guest *guest, const tacet_platform *platform) {
  host_memory memory = { 0 };
  host_rings rings = { 0 };
  uint32_t control = 0;
  uint32_t result = 0;
  if (!guest->call(guest->engine, TACET_INIT, 0, &control)) return trapped(guest, &memory, platform, 0);
  memory_refresh(&memory, guest);
  if (control % 8 != 0 || !memory_holds(&memory, control, TACET_CONTROL_BLOCK_BYTES) || memory_u32(&memory, control) != TACET_MAGIC
      || memory_u16(&memory, control + TACET_CONTROL_ABI) != TACET_ABI) {
    return fail(platform, "no control block, or one of another contract: compile the module again");
  }
  memory_set_u32(&memory, control + TACET_CONTROL_HOST_FEATURES, 0);
  memory_set_u64(&memory, control + TACET_CONTROL_NOW, platform->now());

  tacet_entry entry = TACET_MAIN;
  for (;;) {
    bool is_alive = guest->call(guest->engine, entry, TURN_BUDGET, &result);
    memory_refresh(&memory, guest);
    if (!is_alive) return trapped(guest, &memory, platform, control);
    bool has_completions = rings_serve(&rings, &memory, platform, control);
    if (rings.is_broken) return fail(platform, "BAD_RINGS: the program's rings make no sense");
    drain_console(&memory, platform, control);
    memory_set_u32(&memory, control + TACET_CONTROL_DONE, 0); // `main` alone was started, and its end is status EXITED
    if (memory_u32(&memory, control + TACET_CONTROL_STATUS) == TACET_STATUS_EXITED) {
      return (int)(memory_u32(&memory, control + TACET_CONTROL_CODE) & 0xff);
    }
    bool is_idle = entry == TACET_TURN && result == TACET_TURN_IDLE && !has_completions;
    if (entry == TACET_TURN && result != TACET_TURN_IDLE && result != TACET_TURN_MORE) return fail(platform, "BAD_TURN: the program broke the contract");
    if (is_idle) {
      uint64_t deadline = memory_u64(&memory, control + TACET_CONTROL_DEADLINE);
      if (deadline == UINT64_MAX) return fail(platform, "deadlock: the program waits, and nothing is under way that could wake it");
      platform->sleep_until(deadline);
    }
    memory_set_u64(&memory, control + TACET_CONTROL_NOW, platform->now());
    entry = TACET_TURN;
  }
}
