// A hostile guest: bytes of a fuzzer's input -> what a program may write into its memory: submissions with any fields, taken completions,
// and, unless it is `honest`, any word anywhere in rings, control block and console.
// Honest means that rings and indices stay sound while entries are as wild as ever. Then a model holds: every entry completes exactly
// once, with its own user and generation, and a result that its operation can have. A violation ends the process, which the fuzzer reports.

#ifndef TACET_HOSTILE_H
#define TACET_HOSTILE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../boards/common/tacet_abi.h"

#define HOSTILE_BYTES 4096u
#define HOSTILE_CONTROL 64u
#define HOSTILE_RINGS 128u
#define HOSTILE_SUBMISSIONS 256u
#define HOSTILE_COMPLETIONS 1024u
#define HOSTILE_CONSOLE 1536u
#define HOSTILE_CONSOLE_BYTES 256u
/** Where honest guests have their buffers: up to the end. */
#define HOSTILE_SCRATCH 2048u
#define HOSTILE_LOG2_MAX 4u
#define HOSTILE_USERS 512u
/** Whether entries have 16 and 8 bytes: -DHOSTILE_COMPACT=1, so that each form is fuzzed for itself. */
#ifndef HOSTILE_COMPACT
#define HOSTILE_COMPACT 0
#endif

#if TACET_SHARED_APART
/** As firmware has them: no part of the memory, and the host's own indices among them. */
static uint32_t shared_control[TACET_CONTROL_BLOCK_BYTES / 4], shared_rings[TACET_RINGS_BLOCK_BYTES / 4];
#endif

static struct {
  const uint8_t *input;
  size_t left;
  uint8_t *memory;
  bool is_honest;
  uint32_t log2;
  uint32_t users;
  struct {
    uint32_t length;
    uint8_t op;
    enum { UNUSED, SUBMITTED, SILENT, COMPLETED } state;
  } entries[HOSTILE_USERS];
} hostile;

/** Entries submitted in all runs of this process; printed at its end. */
static uint64_t entries_submitted;

static void print_entries(void) {
  fprintf(stderr, "entries: %llu\n", (unsigned long long)entries_submitted);
}

static uint8_t next_byte(void) {
  if (hostile.left == 0) return 0;
  hostile.left--;
  return *hostile.input++;
}

static uint32_t next_u32(void) {
  uint32_t value = 0;
  for (int i = 0; i < 4; i++) value = value << 8 | next_byte();
  return value;
}

static uint8_t *guest_place(uint32_t at) {
#if TACET_SHARED_APART
  if (at - HOSTILE_RINGS <= TACET_RINGS_BLOCK_BYTES - 4) return (uint8_t *)shared_rings + (at - HOSTILE_RINGS);
  if (at - HOSTILE_CONTROL <= TACET_CONTROL_BLOCK_BYTES - 4) return (uint8_t *)shared_control + (at - HOSTILE_CONTROL);
#endif
  return hostile.memory + at;
}

static uint32_t guest_get(uint32_t at) {
  uint32_t value;
  memcpy(&value, guest_place(at), 4);
  return value;
}

static void guest_put(uint32_t at, uint32_t value) {
  memcpy(guest_place(at), &value, 4);
}

static void fault(const char *what, uint32_t value) {
  fprintf(stderr, "the host broke the contract: %s (%u)\n", what, value);
  abort();
}

/** A value on the edge of something, or any. */
static uint32_t next_word(void) {
  static const uint32_t edges[] = { 0, 1, 2, 3, 4, 16, HOSTILE_SCRATCH, HOSTILE_BYTES - 4, HOSTILE_BYTES, HOSTILE_BYTES + 1, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff };
  uint8_t choice = next_byte();
  return choice < 0xf0 ? edges[choice % (sizeof edges / sizeof edges[0])] : next_u32();
}

/** What an entry has room for. */
static uint32_t narrowed(uint32_t value) {
  return HOSTILE_COMPACT ? value & 0xffff : value;
}

/** An address that is the guest's to give away, or none at all. */
static uint32_t next_buffer(uint32_t length) {
  uint32_t at = narrowed(next_byte() < 200 ? HOSTILE_SCRATCH + (next_byte() << 3) : next_word());
  bool is_inside = length <= HOSTILE_BYTES && at <= HOSTILE_BYTES - length;
  return hostile.is_honest && is_inside && at < HOSTILE_SCRATCH ? HOSTILE_SCRATCH : at;
}

static void guest_begin(const uint8_t *input, size_t length, uint8_t *memory) {
  static bool is_counted;
  if (!is_counted) atexit(print_entries);
  is_counted = true;
  memset(&hostile, 0, sizeof hostile);
  memset(memory, 0, HOSTILE_BYTES);
#if TACET_SHARED_APART
  memset(shared_control, 0, sizeof shared_control);
  memset(shared_rings, 0, sizeof shared_rings);
#endif
  hostile.input = input;
  hostile.left = length;
  hostile.memory = memory;
  uint8_t mode = next_byte();
  hostile.is_honest = mode & 1;
#ifdef RING_ENTRIES_LOG2
  hostile.log2 = RING_ENTRIES_LOG2;
#else
  hostile.log2 = (mode >> 1) % (HOSTILE_LOG2_MAX + 1);
#endif
  guest_put(HOSTILE_CONTROL, TACET_MAGIC);
  guest_put(HOSTILE_CONTROL + TACET_CONTROL_ABI, TACET_ABI | TACET_CONTROL_BLOCK_BYTES << 16);
  guest_put(HOSTILE_RINGS + TACET_RINGS_SUBMISSIONS, HOSTILE_SUBMISSIONS);
  guest_put(HOSTILE_RINGS + TACET_RINGS_COMPLETIONS, HOSTILE_COMPLETIONS);
  guest_put(HOSTILE_RINGS + TACET_RINGS_SUBMISSIONS_LOG2, hostile.log2 | hostile.log2 << 8 | (HOSTILE_COMPACT ? 4 << 16 | 3 << 24 : 5 << 16 | 4 << 24));
  guest_put(HOSTILE_CONTROL + TACET_CONTROL_RINGS, HOSTILE_RINGS);
  guest_put(HOSTILE_CONSOLE + TACET_CONSOLE_CAPACITY, HOSTILE_CONSOLE_BYTES);
  guest_put(HOSTILE_CONTROL + TACET_CONTROL_CONSOLE, HOSTILE_CONSOLE);
}

static void guest_submit(void) {
  uint32_t tail = guest_get(HOSTILE_RINGS + TACET_RINGS_SUBMISSION_TAIL);
  uint32_t waiting = tail - guest_get(HOSTILE_RINGS + TACET_RINGS_SUBMISSION_HEAD);
  if (hostile.is_honest && (waiting >> hostile.log2 != 0 || hostile.users + 1 == HOSTILE_USERS)) return;
  static const uint8_t ops[] = {
    TACET_OP_NOP, TACET_OP_CANCEL, TACET_OP_CLOSE, TACET_OP_READ, TACET_OP_WRITE, TACET_OP_GIVE_BACK, TACET_OP_SHUTDOWN, TACET_OP_SIGNAL_WAIT,
    TACET_OP_ARGUMENT, TACET_OP_ENVIRONMENT, TACET_OP_FILE_OPEN, TACET_OP_HOST_CALL,
    TACET_OP_PIN_SETUP, TACET_OP_PIN_WRITE, TACET_OP_PIN_READ, TACET_OP_PIN_WAIT,
    TACET_OP_I2C_SETUP, TACET_OP_I2C_TRANSFER,
  };
  uint8_t choice = next_byte();
  uint8_t op = choice < 0xe0 ? ops[choice % sizeof ops] : next_byte();
  uint8_t flags = choice & 0x10 ? next_byte() & 15 : 0;
  uint32_t user = ++hostile.users % HOSTILE_USERS;
  uint32_t length = narrowed(next_byte() < 200 ? next_byte() : next_word());
  uint32_t handle = narrowed(next_byte() < 220 ? next_byte() % 8 : next_word());
  uint32_t buffer = next_buffer(length);
  uint32_t other = 1 + next_byte() % (hostile.users < 8 ? 8 : hostile.users);
  uint32_t arg_low = op == TACET_OP_CANCEL ? other * 4 : next_word();
  uint32_t arg_high = op == TACET_OP_CANCEL ? other * 28 : next_byte() < 128 ? 0 : next_word();
  uint32_t index = tail & ((1u << hostile.log2) - 1);
  if (HOSTILE_COMPACT) {
    uint32_t at = HOSTILE_SUBMISSIONS + (index << 4);
    uint32_t halves = arg_high != 0 ? TACET_COMPACT_FLAG_HALVES : 0;
    guest_put(at, op | (flags | halves) << 8 | handle << 16);
    guest_put(at + TACET_COMPACT_SUBMISSION_USER, user * 4 | user * 28 << 16);
    guest_put(at + TACET_COMPACT_SUBMISSION_BUFFER, buffer | length << 16);
    guest_put(at + TACET_COMPACT_SUBMISSION_ARG, halves ? narrowed(arg_low) | arg_high << 16 : arg_low);
  } else {
    uint32_t at = HOSTILE_SUBMISSIONS + (index << 5);
    guest_put(at, op | flags << 8);
    guest_put(at + TACET_SUBMISSION_HANDLE, handle);
    guest_put(at + TACET_SUBMISSION_BUFFER, buffer);
    guest_put(at + TACET_SUBMISSION_LENGTH, length);
    guest_put(at + TACET_SUBMISSION_ARG, arg_low);
    guest_put(at + TACET_SUBMISSION_ARG + 4, arg_high);
    guest_put(at + TACET_SUBMISSION_USER, user * 4);
    guest_put(at + TACET_SUBMISSION_GENERATION, user * 28);
  }
  guest_put(HOSTILE_RINGS + TACET_RINGS_SUBMISSION_TAIL, tail + 1);
  entries_submitted++;
  hostile.entries[user].state = flags & TACET_OP_FLAG_NO_COMPLETION_ON_SUCCESS ? SILENT : SUBMITTED;
  hostile.entries[user].op = op;
  hostile.entries[user].length = length;
}

static void check_result(uint32_t user, int32_t result) {
  if (result < 0) {
    if (result < -TACET_ERRNO_ENOTCAPABLE) fault("an error without a name", (uint32_t)-result);
    return;
  }
  uint8_t op = hostile.entries[user].op;
  if (hostile.entries[user].state == SILENT) fault("a success that was to be silent", op);
  if ((op == TACET_OP_READ || op == TACET_OP_WRITE) && (uint32_t)result > hostile.entries[user].length) fault("more bytes than the buffer has", (uint32_t)result);
}

/** Takes one completion. @returns whether there was one */
static bool guest_take(void) {
  uint32_t head = guest_get(HOSTILE_RINGS + TACET_RINGS_COMPLETION_HEAD);
  uint32_t there = guest_get(HOSTILE_RINGS + TACET_RINGS_COMPLETION_TAIL) - head;
  if (there == 0) return false;
  guest_put(HOSTILE_RINGS + TACET_RINGS_COMPLETION_HEAD, head + 1);
  if (!hostile.is_honest) return true;
  if (there > 1u << hostile.log2) fault("more completions than the ring has entries", there);
  uint32_t index = head & ((1u << hostile.log2) - 1);
  uint32_t at = HOSTILE_COMPLETIONS + (index << (HOSTILE_COMPACT ? 3 : 4));
  uint32_t first = guest_get(at);
  uint32_t user = (HOSTILE_COMPACT ? first & 0xffff : first) / 4;
  uint32_t generation = HOSTILE_COMPACT ? first >> 16 : guest_get(at + TACET_COMPLETION_GENERATION);
  uint32_t result = guest_get(at + (HOSTILE_COMPACT ? TACET_COMPACT_COMPLETION_RESULT : TACET_COMPLETION_RESULT));
  if (user == 0 || user >= HOSTILE_USERS) fault("a completion for nobody", user);
  if (generation != user * 28) fault("another generation", user);
  if (hostile.entries[user].state != SUBMITTED && hostile.entries[user].state != SILENT) fault("a second completion", user);
  check_result(user, (int32_t)result);
  hostile.entries[user].state = COMPLETED;
  return true;
}

static void guest_log(void) {
  uint32_t used = guest_get(HOSTILE_CONSOLE + TACET_CONSOLE_USED);
  uint8_t bytes = next_byte() % 32;
  if (used + 4 + bytes > HOSTILE_CONSOLE_BYTES) return;
  guest_put(HOSTILE_CONSOLE + TACET_CONSOLE_BLOCK_BYTES + used, next_byte() % 6 | bytes << 8);
  guest_put(HOSTILE_CONSOLE + TACET_CONSOLE_USED, used + 4 + bytes);
}

/** A word of what host and guest share becomes any other. */
static void guest_spoil(void) {
  static const struct { uint32_t from, bytes; } places[] = {
    { HOSTILE_CONTROL, TACET_CONTROL_BLOCK_BYTES }, { HOSTILE_RINGS, TACET_RINGS_BLOCK_BYTES }, { HOSTILE_SUBMISSIONS, 512 }, { HOSTILE_CONSOLE, 64 },
  };
  uint8_t choice = next_byte() % (sizeof places / sizeof places[0]);
  uint32_t at = places[choice].from + next_byte() * 2 % places[choice].bytes;
  guest_put(at, next_word());
}

/** What the guest does in one entry. @returns false: the input is used up */
static bool guest_act(void) {
  for (uint8_t count = next_byte() % 8; count > 0 && hostile.left > 0; count--) {
    uint8_t what = next_byte() % 8;
    if (what < 4) guest_submit();
    else if (what < 6) guest_take();
    else if (what == 6 && !hostile.is_honest) guest_spoil();
    else guest_log();
  }
  return hostile.left > 0;
}

/** At the end of an honest guest, with everything taken: only what waits for the world may be unanswered, and so many operations may wait. */
static void guest_check_answered(uint32_t waiting_max) {
  uint32_t waiting = 0;
  for (uint32_t user = 1; user < HOSTILE_USERS; user++) {
    if (hostile.entries[user].state != SUBMITTED) continue;
    uint8_t op = hostile.entries[user].op;
    if (op != TACET_OP_READ && op != TACET_OP_SIGNAL_WAIT && op != TACET_OP_PIN_WAIT) fault("no completion", user);
    if (++waiting > waiting_max) fault("an operation was forgotten", user);
  }
}

#endif
