// Rings: submissions of the program -> operations of the board -> completions for the program. Layout in abi.json.
// Like host/ring.ts: where the rings lie is read and checked once, the host's own indices are kept here, and what the program
// writes (its tail, its head, entries) is checked at each use. An index that claims more entries than there are ends the program
// (TRAP_CONTRACT), since nothing in the ring can be believed any more; a bad entry completes with an error number.
// No completion is dropped and none is queued: an entry is only taken while there is room for its answer, and what goes on
// keeps its answer in its own place until there is room.
//
// Operations: NOP, CANCEL, CLOSE, READ of standard input, WRITE of standard output and error, GIVE_BACK to standard input.
// All of this runs in the loop, between turns; interrupts only fill the FIFO of serial.h.

#include "guest.h"
#include "platform.h"
#include "serial.h"
#include "tacet_abi.h"

#define SUBMISSION_LOG2 5u
#define COMPLETION_LOG2 4u
_Static_assert(1u << SUBMISSION_LOG2 == TACET_SUBMISSION_BLOCK_BYTES && 1u << COMPLETION_LOG2 == TACET_COMPLETION_BLOCK_BYTES, "entry sizes");

struct rings {
  /** Address of the block; 0 until the program announces it. */
  uint32_t block;
  uint32_t submissions;
  uint32_t completions;
  uint32_t submission_count;
  uint32_t completion_count;
  uint32_t head;
  uint32_t tail;
};

struct submission {
  uint32_t op, flags, handle, buffer, length, arg_low, arg_high, user, generation;
};

/** An operation under way, or one whose answer waits for room. */
struct pending {
  uint32_t user;
  uint32_t generation;
  uint8_t *buffer;
  uint32_t length;
  int32_t result;
  enum { FREE, READING, ENDED } state;
};

static struct rings rings;
static struct pending stdin_read;
/** Bit n: the standard stream n is closed. */
static uint8_t closed_handles;

static uint32_t ring_word(uint32_t field) {
  return get_u32(guest_memory + rings.block + field);
}

/** Checks where the program says its rings lie. */
static void rings_announce(uint32_t block) {
  if (block % 4 != 0 || block > TACET_MEMORY_BYTES - TACET_RINGS_BLOCK_BYTES) trap(TRAP_CONTRACT);
  const uint8_t *at = guest_memory + block;
  uint32_t submissions_log2 = at[TACET_RINGS_SUBMISSIONS_LOG2], completions_log2 = at[TACET_RINGS_COMPLETIONS_LOG2];
  if (at[TACET_RINGS_SUBMISSION_BYTES_LOG2] != SUBMISSION_LOG2 || at[TACET_RINGS_COMPLETION_BYTES_LOG2] != COMPLETION_LOG2) trap(TRAP_CONTRACT);
  if (submissions_log2 > TACET_LIMIT_RING_LOG2_MAX || completions_log2 > TACET_LIMIT_RING_LOG2_MAX) trap(TRAP_CONTRACT);
  rings.submissions = get_u32(at + TACET_RINGS_SUBMISSIONS);
  rings.completions = get_u32(at + TACET_RINGS_COMPLETIONS);
  rings.submission_count = 1u << submissions_log2;
  rings.completion_count = 1u << completions_log2;
  if (rings.submissions % 4 != 0 || rings.completions % 4 != 0) trap(TRAP_CONTRACT);
  guest_range(rings.submissions, rings.submission_count << SUBMISSION_LOG2);
  guest_range(rings.completions, rings.completion_count << COMPLETION_LOG2);
  rings.head = get_u32(at + TACET_RINGS_SUBMISSION_HEAD);
  rings.tail = get_u32(at + TACET_RINGS_COMPLETION_TAIL);
  rings.block = block;
}

static bool has_room(void) {
  uint32_t used = rings.tail - ring_word(TACET_RINGS_COMPLETION_HEAD);
  if (used > rings.completion_count) trap(TRAP_CONTRACT);
  return used < rings.completion_count;
}

/** Posts one completion; there must be room. */
static void post(uint32_t user, uint32_t generation, int32_t result) {
  uint8_t *at = guest_memory + rings.completions + ((rings.tail & (rings.completion_count - 1)) << COMPLETION_LOG2);
  put_u32(at + TACET_COMPLETION_USER, user);
  put_u32(at + TACET_COMPLETION_GENERATION, generation);
  put_u32(at + TACET_COMPLETION_RESULT, (uint32_t)result);
  put_u32(at + TACET_COMPLETION_FLAGS, 0);
  rings.tail++;
  put_u32(guest_memory + rings.block + TACET_RINGS_COMPLETION_TAIL, rings.tail);
}

/** Lets the pending read take what has come, and posts its answer when there is room. */
static void advance_read(void) {
  if (stdin_read.state == READING && serial_ready()) {
    stdin_read.state = ENDED;
    if (serial_has_lost) {
      serial_has_lost = false;
      stdin_read.result = -TACET_ERRNO_EOVERFLOW;
    } else {
      stdin_read.result = (int32_t)serial_take(stdin_read.buffer, stdin_read.length);
    }
  }
  if (stdin_read.state == ENDED && has_room()) {
    stdin_read.state = FREE;
    post(stdin_read.user, stdin_read.generation, stdin_read.result);
  }
}

static void end_read(int32_t result) {
  if (stdin_read.state != READING) return;
  stdin_read.state = ENDED;
  stdin_read.result = result;
}

/** @returns whether the buffer of `s` lies in the program's memory and has at least `least` bytes; `result` says what is wrong */
static bool check_buffer(const struct submission *s, uint32_t least, int32_t *result) {
  *result = -TACET_ERRNO_EINVAL;
  if (s->length < least || s->length > INT32_MAX) return false;
  *result = -TACET_ERRNO_EFAULT;
  return s->length <= TACET_MEMORY_BYTES && s->buffer <= TACET_MEMORY_BYTES - s->length;
}

static bool is_open(uint32_t handle, uint32_t first, uint32_t last) {
  return handle >= first && handle <= last && !(closed_handles >> handle & 1);
}

static int32_t perform_cancel(const struct submission *s) {
  if (stdin_read.state != READING || stdin_read.user != s->arg_low || stdin_read.generation != s->arg_high) return -TACET_ERRNO_ENOENT;
  end_read(-TACET_ERRNO_ECANCELED);
  return 0;
}

static int32_t perform_close(const struct submission *s) {
  if (s->handle > TACET_HANDLE_STDERR) return 0; // closed before, as far as anyone can tell
  if (s->handle == TACET_HANDLE_STDIN) end_read(-TACET_ERRNO_ECANCELED);
  closed_handles |= (uint8_t)(1u << s->handle);
  return 0;
}

static int32_t perform_write(const struct submission *s) {
  int32_t result;
  if (!check_buffer(s, 0, &result)) return result;
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
  if (!check_buffer(s, 1, &result)) return result;
  if (!is_open(s->handle, TACET_HANDLE_STDIN, TACET_HANDLE_STDIN)) return -TACET_ERRNO_EBADF;
  interrupts_mask();
  if (serial_give_back(guest_memory + s->buffer, s->length) < s->length) serial_has_lost = true;
  interrupts_unmask();
  return 0;
}

/** @returns whether the read goes on; otherwise `result` is its answer */
static bool start_read(const struct submission *s, int32_t *result) {
  if (!check_buffer(s, 1, result)) return false;
  *result = -TACET_ERRNO_EBADF;
  if (!is_open(s->handle, TACET_HANDLE_STDIN, TACET_HANDLE_STDIN)) return false;
  *result = -TACET_ERRNO_EBUSY; // one reader at a time, as a serial line has one stream of bytes
  if (stdin_read.state != FREE) return false;
  stdin_read = (struct pending){s->user, s->generation, guest_memory + s->buffer, s->length, 0, READING};
  advance_read();
  return true;
}

static bool are_flags_known(const struct submission *s) {
  uint32_t known = s->op == TACET_OP_WRITE ? TACET_OP_FLAG_MORE : 0;
  if (s->op <= TACET_OP_CLOSE) known |= TACET_OP_FLAG_NO_COMPLETION_ON_SUCCESS;
  return (s->flags & ~known) == 0;
}

static void perform(const struct submission *s) {
  int32_t result;
  if (!are_flags_known(s)) result = -TACET_ERRNO_EINVAL;
  else switch (s->op) {
    case TACET_OP_NOP: result = 0; break;
    case TACET_OP_CANCEL: result = perform_cancel(s); break;
    case TACET_OP_CLOSE: result = perform_close(s); break;
    case TACET_OP_READ:
      if (start_read(s, &result)) return;
      break;
    case TACET_OP_WRITE: result = perform_write(s); break;
    case TACET_OP_GIVE_BACK: result = perform_give_back(s); break;
    default: result = -TACET_ERRNO_ENOSYS;
  }
  if (result >= 0 && s->flags & TACET_OP_FLAG_NO_COMPLETION_ON_SUCCESS) return;
  post(s->user, s->generation, result);
}

/** After an entry: performs what the program has submitted, as far as there is room for answers. */
static void rings_take(void) {
  if (rings.block == 0) {
    uint32_t block = control_u32(TACET_CONTROL_RINGS);
    if (block == 0) return;
    rings_announce(block);
  }
  advance_read();
  uint32_t tail = ring_word(TACET_RINGS_SUBMISSION_TAIL);
  if (tail - rings.head > rings.submission_count) trap(TRAP_CONTRACT);
  for (; rings.head != tail && has_room(); rings.head++) {
    const uint8_t *at = guest_memory + rings.submissions + ((rings.head & (rings.submission_count - 1)) << SUBMISSION_LOG2);
    uint32_t first = get_u32(at);
    const struct submission s = {
      first & 0xff, first >> 8, // with the reserved half: anything there is a flag nobody knows
      get_u32(at + TACET_SUBMISSION_HANDLE), get_u32(at + TACET_SUBMISSION_BUFFER), get_u32(at + TACET_SUBMISSION_LENGTH),
      get_u32(at + TACET_SUBMISSION_ARG), get_u32(at + TACET_SUBMISSION_ARG + 4), get_u32(at + TACET_SUBMISSION_USER),
      get_u32(at + TACET_SUBMISSION_GENERATION),
    };
    perform(&s);
  }
  put_u32(guest_memory + rings.block + TACET_RINGS_SUBMISSION_HEAD, rings.head);
  advance_read();
}

/** Before a turn: what interrupts have brought becomes completions. */
static void events_post(void) {
  if (rings.block != 0) advance_read();
}

/** Whether the program has completions to take, or the loop has some to post. With interrupts masked, before sleep. */
static bool events_pending(void) {
  if (rings.block == 0) return false;
  return rings.tail != ring_word(TACET_RINGS_COMPLETION_HEAD) || (stdin_read.state == READING && serial_ready());
}

/** Whether an interrupt may still bring something the program waits for. */
static bool rings_in_flight(void) {
  return stdin_read.state != FREE || events_pending();
}
