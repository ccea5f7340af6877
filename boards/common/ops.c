// Operations of boards: NOP, CANCEL, CLOSE, READ of standard input, WRITE of standard output and error, GIVE_BACK to standard input.
// Submissions that ring.h takes -> the serial line -> results. Broken rings end the program (TRAP_CONTRACT).
// All of this runs in the loop, between turns; interrupts only fill the FIFO of serial.h.

#include "guest.h"
#include "platform.h"
#include "ring.h"
#include "serial.h"

static struct rings rings;
static struct pending stdin_read;
/** Where the pending read's bytes go, and how many at most. */
static uint8_t *stdin_buffer;
static uint32_t stdin_length;
/** Bit n: the standard stream n is closed. */
static uint8_t closed_handles;

static inline uint8_t *ring_bytes(const struct rings *of, uint32_t address) {
  (void)of;
  return guest_memory + address;
}

static inline bool ring_holds(const struct rings *of, uint32_t address, uint32_t bytes) {
  (void)of;
  return bytes <= TACET_MEMORY_BYTES && address <= TACET_MEMORY_BYTES - bytes;
}

static inline void ring_broken(struct rings *of) {
  (void)of;
  trap(TRAP_CONTRACT);
}

/** Lets the pending read take what has come, and posts its answer when there is room. */
static void advance_read(void) {
  if (stdin_read.state == PENDING_UNDER_WAY && serial_ready()) {
    int32_t result;
    if (serial_has_lost) {
      serial_has_lost = false;
      result = -TACET_ERRNO_EOVERFLOW;
    } else {
      result = (int32_t)serial_take(stdin_buffer, stdin_length);
    }
    pending_end(&stdin_read, result);
  }
  pending_post(&rings, &stdin_read);
}

static bool is_open(uint32_t handle, uint32_t first, uint32_t last) {
  return handle >= first && handle <= last && !(closed_handles >> handle & 1);
}

static int32_t perform_close(const struct submission *s) {
  if (s->handle > TACET_HANDLE_STDERR) return 0; // closed before, as far as anyone can tell
  if (s->handle == TACET_HANDLE_STDIN) pending_end(&stdin_read, -TACET_ERRNO_ECANCELED);
  closed_handles |= (uint8_t)(1u << s->handle);
  return 0;
}

static int32_t perform_write(const struct submission *s) {
  int32_t result;
  if (!ring_check_buffer(&rings, s, 0, &result)) return result;
  if (!is_open(s->handle, TACET_HANDLE_STDOUT, TACET_HANDLE_STDERR)) return -TACET_ERRNO_EBADF;
#if TACET_HAS_CONSOLE
  console_drain_to(s->arg_low);
#endif
  const uint8_t *bytes = guest_memory + s->buffer;
  for (uint32_t i = 0; i < s->length; i++) console_put(bytes[i]);
  return (int32_t)s->length;
}

static int32_t perform_give_back(const struct submission *s) {
  int32_t result;
  if (!ring_check_buffer(&rings, s, 1, &result)) return result;
  if (!is_open(s->handle, TACET_HANDLE_STDIN, TACET_HANDLE_STDIN)) return -TACET_ERRNO_EBADF;
  interrupts_mask();
  if (serial_give_back(guest_memory + s->buffer, s->length) < s->length) serial_has_lost = true;
  interrupts_unmask();
  return 0;
}

/** @returns false: the read goes on; otherwise `result` is its answer */
static bool start_read(const struct submission *s, int32_t *result) {
  if (!ring_check_buffer(&rings, s, 1, result)) return true;
  *result = -TACET_ERRNO_EBADF;
  if (!is_open(s->handle, TACET_HANDLE_STDIN, TACET_HANDLE_STDIN)) return true;
  *result = -TACET_ERRNO_EBUSY; // one reader at a time, as a serial line has one stream of bytes
  if (stdin_read.state != PENDING_FREE) return true;
  pending_start(&stdin_read, s);
  stdin_buffer = guest_memory + s->buffer;
  stdin_length = s->length;
  advance_read();
  return false;
}

/** Of the operations here; no flag makes another one known. */
static bool are_flags_known(const struct submission *s) {
  if (s->op > TACET_OP_GIVE_BACK) return true;
  uint32_t known = s->op == TACET_OP_WRITE ? TACET_OP_FLAG_MORE : 0;
  if (s->op <= TACET_OP_CLOSE) known |= TACET_OP_FLAG_NO_COMPLETION_ON_SUCCESS;
  return (s->flags & ~known) == 0;
}

static bool perform(struct rings *of, const struct submission *s, int32_t *result) {
  (void)of;
  if (!are_flags_known(s)) *result = -TACET_ERRNO_EINVAL;
  else switch (s->op) {
    case TACET_OP_NOP: *result = 0; break;
    case TACET_OP_CANCEL: *result = pending_cancel(&stdin_read, s) ? 0 : -TACET_ERRNO_ENOENT; break;
    case TACET_OP_CLOSE: *result = perform_close(s); break;
    case TACET_OP_READ: return start_read(s, result);
    case TACET_OP_WRITE: *result = perform_write(s); break;
    case TACET_OP_GIVE_BACK: *result = perform_give_back(s); break;
    default: *result = -TACET_ERRNO_ENOSYS;
  }
  return true;
}

/** After an entry: performs what the program has submitted, as far as there is room for answers. */
static void ops_perform(void) {
  if (rings.block == 0) {
    uint32_t block = control_u32(TACET_CONTROL_RINGS);
    if (block == 0) return;
    ring_announce(&rings, block);
  }
  advance_read();
  ring_take(&rings);
  advance_read();
}

/** Before a turn: what interrupts have brought becomes completions. */
static void events_post(void) {
  if (rings.block != 0) advance_read();
}

/** Whether the program has completions to take, or the loop has some to post. With interrupts masked, before sleep. */
static bool events_pending(void) {
  if (rings.block == 0) return false;
  return ring_has_completions(&rings) || (stdin_read.state == PENDING_UNDER_WAY && serial_ready());
}

/** Whether an interrupt may still bring something the program waits for. */
static bool ops_in_flight(void) {
  return stdin_read.state != PENDING_FREE || events_pending();
}
