// See rings.h.

#include "rings.h"

#include <string.h>

#include "../common/tacet_abi.h"

/** What `perform` says of an operation that completes later. */
#define LATER INT32_MIN
#define SUBMISSION_LOG2 5
#define COMPLETION_LOG2 4

typedef struct {
  uint32_t op, flags, handle, buffer, length, arg_low, arg_high, user, generation;
} submission;

/** Checks and keeps where the rings lie. */
static void find(host_rings *rings, const host_memory *memory, uint32_t block) {
  if (block % 4 != 0 || !memory_holds(memory, block, TACET_RINGS_BLOCK_BYTES)) {
    rings->is_broken = true;
    return;
  }
  const uint8_t *logs = memory->bytes + block + TACET_RINGS_SUBMISSIONS_LOG2;
  if (logs[0] > TACET_LIMIT_RING_LOG2_MAX || logs[1] > TACET_LIMIT_RING_LOG2_MAX || logs[2] != SUBMISSION_LOG2 || logs[3] != COMPLETION_LOG2) {
    rings->is_broken = true;
    return;
  }
  rings->submissions = memory_u32(memory, block + TACET_RINGS_SUBMISSIONS);
  rings->completions = memory_u32(memory, block + TACET_RINGS_COMPLETIONS);
  rings->submission_count = 1u << logs[0];
  rings->completion_count = 1u << logs[1];
  rings->is_broken = !memory_holds(memory, rings->submissions, rings->submission_count << SUBMISSION_LOG2)
                     || !memory_holds(memory, rings->completions, rings->completion_count << COMPLETION_LOG2);
  rings->head = memory_u32(memory, block + TACET_RINGS_SUBMISSION_HEAD);
  rings->tail = memory_u32(memory, block + TACET_RINGS_COMPLETION_TAIL);
  rings->block = block;
}

static uint32_t completions_used(const host_rings *rings, const host_memory *memory) {
  return rings->tail - memory_u32(memory, rings->block + TACET_RINGS_COMPLETION_HEAD);
}

static void complete(host_rings *rings, const host_memory *memory, uint32_t user, uint32_t generation, int32_t result) {
  uint32_t at = rings->completions + ((rings->tail & (rings->completion_count - 1)) << COMPLETION_LOG2);
  memory_set_u32(memory, at + TACET_COMPLETION_USER, user);
  memory_set_u32(memory, at + TACET_COMPLETION_GENERATION, generation);
  memory_set_u32(memory, at + TACET_COMPLETION_RESULT, (uint32_t)result);
  memory_set_u32(memory, at + TACET_COMPLETION_FLAGS, 0);
  memory_set_u32(memory, rings->block + TACET_RINGS_COMPLETION_TAIL, ++rings->tail);
}

static int32_t write(const submission *s, const host_memory *memory, const tacet_platform *platform) {
  if (s->handle != TACET_HANDLE_STDOUT && s->handle != TACET_HANDLE_STDERR) return -TACET_ERRNO_EBADF;
  if (s->length > INT32_MAX) return -TACET_ERRNO_EINVAL;
  if (!memory_holds(memory, s->buffer, s->length)) return -TACET_ERRNO_EFAULT;
  return platform->write((int)s->handle, memory->bytes + s->buffer, s->length) ? (int32_t)s->length : -TACET_ERRNO_EPIPE;
}

static int32_t argument(const submission *s, const host_memory *memory, const tacet_platform *platform) {
  if (!memory_holds(memory, s->buffer, s->length)) return -TACET_ERRNO_EFAULT;
  if (s->handle >= (uint32_t)platform->argument_count) return -TACET_ERRNO_ENOENT;
  const char *text = platform->arguments[s->handle];
  size_t bytes = strlen(text);
  memcpy(memory->bytes + s->buffer, text, bytes < s->length ? bytes : s->length);
  return (int32_t)bytes;
}

static int32_t wait_for_signal(host_rings *rings, const submission *s) {
  for (int i = 0; i < RINGS_WAITS; i++) {
    if (rings->waits[i].user != 0) continue;
    rings->waits[i] = (host_wait){ s->user, s->generation };
    return LATER;
  }
  return -TACET_ERRNO_EAGAIN;
}

/** Ends a wait with ECANCELED; the cancel completes, too, so two entries must be free. */
static int32_t cancel(host_rings *rings, const submission *s, const host_memory *memory) {
  for (int i = 0; i < RINGS_WAITS; i++) {
    host_wait *wait = &rings->waits[i];
    if (wait->user == 0 || wait->user != s->arg_low || wait->generation != s->arg_high) continue;
    complete(rings, memory, wait->user, wait->generation, -TACET_ERRNO_ECANCELED);
    *wait = (host_wait){ 0, 0 };
    return 0;
  }
  return -TACET_ERRNO_ENOENT;
}

static int32_t perform(host_rings *rings, const submission *s, const host_memory *memory, const tacet_platform *platform) {
  switch (s->op) {
    case TACET_OP_NOP:
    case TACET_OP_CLOSE: return 0;
    case TACET_OP_CANCEL: return cancel(rings, s, memory);
    case TACET_OP_WRITE: return write(s, memory, platform);
    case TACET_OP_ARGUMENT: return argument(s, memory, platform);
    case TACET_OP_ENVIRONMENT: return -TACET_ERRNO_ENOENT;
    case TACET_OP_SIGNAL_WAIT: return wait_for_signal(rings, s);
    default: return -TACET_ERRNO_ENOTSUP;
  }
}

static submission read_submission(const host_rings *rings, const host_memory *memory) {
  uint32_t at = rings->submissions + ((rings->head & (rings->submission_count - 1)) << SUBMISSION_LOG2);
  return (submission){
    .op = memory->bytes[at + TACET_SUBMISSION_OP],
    .flags = memory->bytes[at + TACET_SUBMISSION_FLAGS],
    .handle = memory_u32(memory, at + TACET_SUBMISSION_HANDLE),
    .buffer = memory_u32(memory, at + TACET_SUBMISSION_BUFFER),
    .length = memory_u32(memory, at + TACET_SUBMISSION_LENGTH),
    .arg_low = memory_u32(memory, at + TACET_SUBMISSION_ARG),
    .arg_high = memory_u32(memory, at + TACET_SUBMISSION_ARG + 4),
    .user = memory_u32(memory, at + TACET_SUBMISSION_USER),
    .generation = memory_u32(memory, at + TACET_SUBMISSION_GENERATION),
  };
}

bool rings_serve(host_rings *rings, const host_memory *memory, const tacet_platform *platform, uint32_t control) {
  if (rings->block == 0) {
    uint32_t block = memory_u32(memory, control + TACET_CONTROL_RINGS);
    if (block == 0) return false;
    find(rings, memory, block);
    if (rings->is_broken) return false;
  }
  uint32_t waiting = memory_u32(memory, rings->block + TACET_RINGS_SUBMISSION_TAIL) - rings->head;
  if (waiting > rings->submission_count || completions_used(rings, memory) > rings->completion_count) {
    rings->is_broken = true;
    return false;
  }
  while (waiting > 0 && completions_used(rings, memory) + 2 <= rings->completion_count) {
    submission s = read_submission(rings, memory);
    memory_set_u32(memory, rings->block + TACET_RINGS_SUBMISSION_HEAD, ++rings->head);
    waiting--;
    int32_t result = perform(rings, &s, memory, platform);
    bool is_silent = result >= 0 && (s.flags & TACET_OP_FLAG_NO_COMPLETION_ON_SUCCESS) != 0;
    if (result != LATER && !is_silent) complete(rings, memory, s.user, s.generation, result);
  }
  return completions_used(rings, memory) > 0;
}
