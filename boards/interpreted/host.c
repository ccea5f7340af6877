// The loop: time -> turns of the guest -> what it asked for and said -> sleep until its deadline -> the exit code.
// What the guest writes is believed nowhere: each address and index is checked against linear memory as it is used.

#include "host.h"

#include <string.h>

#include "../common/tacet_abi.h"
#include "console.h"
#include "memory.h"
#include "ops.h"

/** Polls a turn may take. */
#define TURN_BUDGET 1024

const char *const tacet_entry_names[3] = { "tacet_init", "tacet_turn", "main" };

/** Prints UTF-16 text whose byte length stands in the word before it; nothing where there is none in memory. */
static void say_text(const host_memory *memory, const tacet_platform *platform, uint32_t address) {
  if (address < 4 || !memory_holds(memory, address - 4, 4)) return;
  uint32_t bytes = get_u32(memory->bytes + address - 4);
  if (!memory_holds(memory, address, bytes)) return;
  for (uint32_t at = 0; at + 1 < bytes; at += 2) {
    uint32_t unit = get_u16(memory->bytes + address + at);
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

static int fail(const tacet_platform *platform, const char *text) {
  say(platform, "tacet: ");
  say(platform, text);
  say(platform, "\n");
  return TACET_EXIT_FAILED;
}

/** Prints what was said before the trap, and why it trapped: the program's own words where it left any. */
static int trapped(const tacet_guest *guest, host_console *console) {
  const host_memory *memory = console->memory;
  const tacet_platform *platform = console->platform;
  console_drain(console);
  say(platform, "tacet: trap: ");
  if (control_u32(memory, TACET_CONTROL_STATUS) == TACET_STATUS_TRAPPED) {
    say_text(memory, platform, control_u32(memory, TACET_CONTROL_MESSAGE));
    say(platform, " at ");
    say_text(memory, platform, control_u32(memory, TACET_CONTROL_FILE));
    say(platform, ":");
    say_number(platform, control_u32(memory, TACET_CONTROL_CODE));
    say(platform, ":");
    say_number(platform, control_u32(memory, TACET_CONTROL_COLUMN));
  } else {
    say(platform, guest->trap_text(guest->engine));
  }
  say(platform, "\n");
  return TACET_EXIT_TRAPPED;
}

/** Keeps where the control block is, if it is one. */
static bool find_control(host_memory *memory, uint32_t control) {
  if (control % 8 != 0 || !memory_holds(memory, control, TACET_LIMIT_CONTROL_BYTES_MIN)) return false;
  const uint8_t *at = memory->bytes + control;
  uint32_t bytes = get_u16(at + TACET_CONTROL_BYTES);
  if (get_u32(at) != TACET_MAGIC || get_u16(at + TACET_CONTROL_ABI) != TACET_ABI) return false;
  if (bytes < TACET_LIMIT_CONTROL_BYTES_MIN || !memory_holds(memory, control, bytes)) return false;
  memory->control = control;
  memory->control_bytes = bytes;
  return true;
}

/** When the program wants its next turn; the largest u64 = never. */
static uint64_t deadline_of(const host_memory *memory) {
  const uint8_t *control = memory->bytes + memory->control;
  uint64_t deadline = get_u64(control + TACET_CONTROL_DEADLINE);
  if (deadline == UINT64_MAX || !(control_u32(memory, TACET_CONTROL_FEATURES) & TACET_FEATURE_SHORT_TIME)) return deadline;
  uint64_t now = get_u64(control + TACET_CONTROL_NOW);
  return now + (uint64_t)(int64_t)(int32_t)((uint32_t)deadline - (uint32_t)now);
}

int tacet_run(const tacet_guest *guest, const tacet_platform *platform) {
  host_memory memory = { 0 };
  host_console console = { .memory = &memory, .platform = platform };
  host_ops ops = { .console = &console };
  uint32_t control = 0;
  uint32_t result = 0;
  if (!guest->call(guest->engine, TACET_INIT, 0, &control)) return trapped(guest, &console);
  memory_refresh(&memory, guest);
  if (!find_control(&memory, control)) return fail(platform, "no control block, or one of another contract: compile the module again");
  put_u32(memory.bytes + control + TACET_CONTROL_HOST_FEATURES, 0);
  put_u64(memory.bytes + control + TACET_CONTROL_NOW, platform->now());

  tacet_entry entry = TACET_MAIN;
  for (;;) {
    bool is_alive = guest->call(guest->engine, entry, TURN_BUDGET, &result);
    memory_refresh(&memory, guest);
    if (!is_alive) return trapped(guest, &console);
    bool has_completions = ops_perform(&ops);
    if (ops.is_broken) return fail(platform, "BAD_RINGS: the program's rings make no sense");
    console_drain(&console); // the list of ended calls stays: `main` alone was started, and its end is status EXITED
    if (control_u32(&memory, TACET_CONTROL_STATUS) == TACET_STATUS_EXITED) return (int)(control_u32(&memory, TACET_CONTROL_CODE) & 0xff);
    bool is_idle = entry == TACET_TURN && result == TACET_TURN_IDLE && !has_completions;
    if (entry == TACET_TURN && result != TACET_TURN_IDLE && result != TACET_TURN_MORE) return fail(platform, "BAD_TURN: the program broke the contract");
    if (is_idle) {
      uint64_t deadline = deadline_of(&memory);
      if (deadline == UINT64_MAX) return fail(platform, "deadlock: the program waits, and nothing is under way that could wake it");
      platform->sleep_until(deadline);
    }
    put_u64(memory.bytes + control + TACET_CONTROL_NOW, platform->now());
    entry = TACET_TURN;
  }
}
