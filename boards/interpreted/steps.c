// See steps.h.

#include "steps.h"

#include <string.h>

#include "../common/tacet_abi.h"

void host_begin(tacet_host *host, const tacet_platform *platform) {
  memset(host, 0, sizeof *host);
  host->console.memory = &host->memory;
  host->console.platform = platform;
  host->ops.console = &host->console;
}

static const tacet_platform *platform_of(const tacet_host *host) {
  return host->console.platform;
}

/** Finds the UTF-16 text at `address`, whose length stands in the word before it. @returns its bytes; 0: there is none in memory */
static uint32_t find_text(const tacet_host *host, uint32_t address, const uint8_t **text) {
  const host_memory *memory = &host->memory;
  if (address < 4 || !memory_holds(memory, address - 4, 4)) return 0;
  uint32_t bytes = get_u32(memory->bytes + address - 4);
  if (!memory_holds(memory, address, bytes)) return 0;
  *text = memory->bytes + address;
  return bytes;
}

/** Writes a character as UTF-8. @returns its bytes */
static uint32_t put_character(uint8_t *utf8, uint32_t character) {
  if (character < 0x80) {
    utf8[0] = (uint8_t)character;
    return 1;
  }
  uint32_t length = character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  for (uint32_t i = length - 1; i > 0; i--) {
    utf8[i] = (uint8_t)((character & 0x3f) | 0x80);
    character >>= 6;
  }
  utf8[0] = (uint8_t)(character | (0xf00u >> length & 0xff));
  return length;
}

/** Prints UTF-16 text as UTF-8; half of a pair alone as U+FFFD. */
static void say_text(const tacet_host *host, uint32_t address) {
  const uint8_t *text = NULL;
  uint32_t bytes = find_text(host, address, &text);
  for (uint32_t at = 0; at + 1 < bytes; at += 2) {
    uint32_t unit = get_u16(text + at);
    bool is_half = (unit & 0xf800) == 0xd800;
    uint32_t next = is_half && at + 3 < bytes ? get_u16(text + at + 2) : 0;
    if (is_half && unit < 0xdc00 && (next & 0xfc00) == 0xdc00) {
      unit = 0x10000 + ((unit & 0x3ff) << 10 | (next & 0x3ff));
      at += 2;
    } else if (is_half) {
      unit = 0xfffd;
    }
    uint8_t utf8[4];
    platform_of(host)->write(2, utf8, put_character(utf8, unit));
  }
}

int host_fail(const tacet_host *host, const char *text) {
  say(platform_of(host), "tacet: ");
  say(platform_of(host), text);
  say(platform_of(host), "\n");
  return TACET_EXIT_FAILED;
}

/** Prints the program's own words of its trap, and where; an error that nobody could catch has no line. */
static void say_why(const tacet_host *host) {
  const tacet_platform *platform = platform_of(host);
  uint32_t message = control_u32(&host->memory, TACET_CONTROL_MESSAGE), line = control_u32(&host->memory, TACET_CONTROL_CODE);
  if (message == 0) say(platform, "abort");
  say_text(host, message);
  if (line == 0) return;
  say(platform, " at ");
  say_text(host, control_u32(&host->memory, TACET_CONTROL_FILE));
  say(platform, ":");
  say_number(platform, line);
  say(platform, ":");
  say_number(platform, control_u32(&host->memory, TACET_CONTROL_COLUMN));
}

int host_trapped(tacet_host *host, const char *engine_text) {
  const tacet_platform *platform = platform_of(host);
  console_drain(&host->console);
  say(platform, "tacet: trap: ");
  if (control_u32(&host->memory, TACET_CONTROL_STATUS) == TACET_STATUS_TRAPPED) say_why(host);
  else say(platform, engine_text);
  say(platform, "\n");
  return TACET_EXIT_TRAPPED;
}

bool host_find_control(tacet_host *host, uint32_t control) {
  host_memory *memory = &host->memory;
  if (control % 8 != 0 || !memory_holds(memory, control, TACET_LIMIT_CONTROL_BYTES_MIN)) return false;
  const uint8_t *at = memory->bytes + control;
  uint32_t bytes = get_u16(at + TACET_CONTROL_BYTES);
  if (get_u32(at) != TACET_MAGIC || get_u16(at + TACET_CONTROL_ABI) != TACET_ABI) return false;
  if (bytes < TACET_LIMIT_CONTROL_BYTES_MIN || !memory_holds(memory, control, bytes)) return false;
  memory->control = control;
  memory->control_bytes = bytes;
  put_u32(memory->bytes + control + TACET_CONTROL_HOST_FEATURES, 0);
  return true;
}

void host_tell_time(tacet_host *host) {
  put_u64(host->memory.bytes + host->memory.control + TACET_CONTROL_NOW, platform_of(host)->now());
}

/** When the program wants its next turn; the largest u64 = never. */
static uint64_t deadline_of(const host_memory *memory) {
  const uint8_t *control = memory->bytes + memory->control;
  uint64_t deadline = get_u64(control + TACET_CONTROL_DEADLINE);
  if (deadline == UINT64_MAX || !(control_u32(memory, TACET_CONTROL_FEATURES) & TACET_FEATURE_SHORT_TIME)) return deadline;
  uint64_t now = get_u64(control + TACET_CONTROL_NOW);
  return now + (uint64_t)(int64_t)(int32_t)((uint32_t)deadline - (uint32_t)now);
}

/** A word of the program's; 0 where there is none. */
static uint32_t word_at(const host_memory *memory, uint32_t address) {
  return memory_holds(memory, address, 4) ? get_u32(memory->bytes + address) : 0;
}

/**
 * Finds the texts of the error that `main` ended by: in the control block, where a program that runs its own turns leaves them; else by its task,
 * the one call that this host has started. @returns false where there is no error, or nothing tells of it
 */
static bool find_error(const tacet_host *host, uint32_t *name, uint32_t *message) {
  const host_memory *memory = &host->memory;
  *name = control_u32(memory, TACET_CONTROL_FILE);
  *message = control_u32(memory, TACET_CONTROL_MESSAGE);
  if (*name != 0) return true;
  uint32_t task = control_u32(memory, TACET_CONTROL_DONE);
  if (!host->facts.throws || task == 0 || !memory_holds(memory, task, TACET_TASK_BLOCK_BYTES)) return false;
  if (!(memory->bytes[task + TACET_TASK_FLAGS] & TACET_TASK_END_THREW)) return false;
  uint32_t error = word_at(memory, task + host->facts.result_offset);
  *name = word_at(memory, error + host->facts.error_name);
  *message = word_at(memory, error + host->facts.error_message);
  return true;
}

/** The program has ended: says by what error, if it was one. @returns its exit code */
static int ended(const tacet_host *host) {
  const uint8_t *text = NULL;
  uint32_t name, message;
  if (find_error(host, &name, &message) && find_text(host, name, &text) > 0) {
    say(platform_of(host), "tacet: ");
    say_text(host, name);
    if (find_text(host, message, &text) > 0) say(platform_of(host), ": ");
    say_text(host, message);
    say(platform_of(host), "\n");
  }
  return (int)(control_u32(&host->memory, TACET_CONTROL_CODE) & 0xff);
}

int host_serve(tacet_host *host, bool is_idle) {
  bool has_completions = ops_perform(&host->ops);
  if (host->ops.is_broken) return host_fail(host, "BAD_RINGS: the program's rings make no sense");
  console_drain(&host->console); // the list of ended calls stays: `main` alone was started, and its end is status EXITED
  if (control_u32(&host->memory, TACET_CONTROL_STATUS) == TACET_STATUS_EXITED) return ended(host);
  if (is_idle && !has_completions) {
    uint64_t deadline = deadline_of(&host->memory);
    if (deadline == UINT64_MAX) return host_fail(host, "deadlock: the program waits, and nothing is under way that could wake it");
    platform_of(host)->sleep_until(deadline);
  }
  host_tell_time(host);
  return HOST_GOES_ON;
}
