// See ops.h.

#include "ops.h"

#include <string.h>

#include "../common/ring.h"

static inline uint8_t *ring_bytes(const struct rings *rings, uint32_t address) {
  return ((const host_ops *)rings)->console->memory->bytes + address;
}

static inline bool ring_holds(const struct rings *rings, uint32_t address, uint32_t bytes) {
  return memory_holds(((const host_ops *)rings)->console->memory, address, bytes);
}

static void ring_broken(struct rings *rings) {
  ((host_ops *)rings)->is_broken = true;
}

static int32_t perform_write(const host_ops *ops, const struct submission *s) {
  int32_t result;
  if (s->handle != TACET_HANDLE_STDOUT && s->handle != TACET_HANDLE_STDERR) return -TACET_ERRNO_EBADF;
  if (!ring_check_buffer(&ops->rings, s, 0, &result)) return result;
  console_drain_to(ops->console, s->arg_low);
  bool is_written = ops->console->platform->write((int)s->handle, ring_bytes(&ops->rings, s->buffer), s->length);
  return is_written ? (int32_t)s->length : -TACET_ERRNO_EPIPE;
}

static int32_t perform_argument(const host_ops *ops, const struct submission *s) {
  int32_t result;
  if (!ring_check_buffer(&ops->rings, s, 0, &result)) return result;
  const tacet_platform *platform = ops->console->platform;
  if (s->handle >= (uint32_t)platform->argument_count) return -TACET_ERRNO_ENOENT;
  const char *text = platform->arguments[s->handle];
  size_t bytes = strlen(text);
  memcpy(ring_bytes(&ops->rings, s->buffer), text, bytes < s->length ? bytes : s->length);
  return (int32_t)bytes;
}

/** @returns whether there was a place for it */
static bool start_signal_wait(host_ops *ops, const struct submission *s) {
  for (int i = 0; i < SIGNAL_WAITS; i++) {
    if (ops->waits[i].state != PENDING_FREE) continue;
    pending_start(&ops->waits[i], s);
    return true;
  }
  return false;
}

static int32_t perform_cancel(host_ops *ops, const struct submission *s) {
  for (int i = 0; i < SIGNAL_WAITS; i++) {
    if (pending_cancel(&ops->rings, &ops->waits[i], s)) return 0;
  }
  return -TACET_ERRNO_ENOENT;
}

static uint32_t flags_of(uint32_t op) {
  switch (op) {
    case TACET_OP_NOP:
    case TACET_OP_CANCEL:
    case TACET_OP_CLOSE: return TACET_OP_FLAG_NO_COMPLETION_ON_SUCCESS;
    case TACET_OP_WRITE: return TACET_OP_FLAG_MORE;
    case TACET_OP_ARGUMENT:
    case TACET_OP_SIGNAL_WAIT: return 0;
    default: return UINT32_MAX; // no flag makes it known
  }
}

static bool perform(struct rings *rings, const struct submission *s, int32_t *result) {
  host_ops *ops = (host_ops *)rings;
  if (s->flags & ~flags_of(s->op)) *result = -TACET_ERRNO_EINVAL;
  else switch (s->op) {
    case TACET_OP_NOP:
    case TACET_OP_CLOSE: *result = 0; break;
    case TACET_OP_CANCEL: *result = perform_cancel(ops, s); break;
    case TACET_OP_WRITE: *result = perform_write(ops, s); break;
    case TACET_OP_ARGUMENT: *result = perform_argument(ops, s); break;
    case TACET_OP_ENVIRONMENT: *result = -TACET_ERRNO_ENOENT; break;
    case TACET_OP_SIGNAL_WAIT:
      *result = -TACET_ERRNO_EAGAIN;
      return !start_signal_wait(ops, s);
    default: *result = -TACET_ERRNO_ENOTSUP;
  }
  return true;
}

static void post_ended_waits(host_ops *ops) {
  for (int i = 0; i < SIGNAL_WAITS && !ops->is_broken; i++) pending_post(&ops->rings, &ops->waits[i]);
}

bool ops_perform(host_ops *ops) {
  struct rings *rings = &ops->rings;
  if (rings->block == 0) {
    uint32_t block = control_u32(ops->console->memory, TACET_CONTROL_RINGS);
    if (block == 0) return false;
    ring_announce(rings, block);
    if (ops->is_broken) return false;
  }
  post_ended_waits(ops);
  ring_take(rings);
  post_ended_waits(ops);
  return !ops->is_broken && ring_has_completions(rings);
}
