// Standard streams: READ of standard input, WRITE of standard output and error, GIVE_BACK to standard input -> the serial line.
// All of this runs in the loop, between turns; interrupts only fill the FIFO of serial.h.

#include "guest.h"
#include "platform.h"
#include "ring.h"
#include "serial.h"

static struct pending stdin_read;
/** Where the pending read's bytes go, and how many at most. */
static uint8_t *stdin_buffer;
static uint32_t stdin_length;
#if TACET_ASKS_CLOSE
/** Bit n: the standard stream n is closed. */
static uint8_t closed_handles;
#endif

/** Whether the read has something to take. With interrupts masked. */
static bool stdio_pending(void) {
  return stdin_read.state == PENDING_UNDER_WAY && serial_ready();
}

/** Lets the pending read take what has come, when there is room for its answer, which it posts. */
static void stdio_advance(void) {
#if TACET_HAS_CANCEL || TACET_ASKS_CLOSE
  pending_post(&rings, &stdin_read); // of one that ended otherwise
#endif
  if (!stdio_pending() || !ring_has_room(&rings)) return;
  int32_t result = -TACET_ERRNO_EOVERFLOW;
  if (serial_has_lost) serial_has_lost = false;
  else result = (int32_t)serial_take(stdin_buffer, stdin_length);
  stdin_read.state = PENDING_FREE;
  ring_post(&rings, stdin_read.user, pending_generation(&stdin_read), result);
}

static bool stdio_in_flight(void) {
  return stdin_read.state != PENDING_FREE;
}

#if TACET_HAS_CANCEL
static bool stdio_cancel(const struct submission *s) {
  return pending_cancel(&rings, &stdin_read, s);
}
#endif

static bool is_open(uint32_t handle, uint32_t first, uint32_t last) {
#if TACET_ASKS_CLOSE
  if (closed_handles >> (handle & 31) & 1) return false;
#endif
  return handle >= first && handle <= last;
}

#if TACET_ASKS_CLOSE
/** Closes a standard stream; for other handles, and again, nothing is to be done. */
static void stdio_close(uint32_t handle) {
  if (handle > TACET_HANDLE_STDERR) return;
  if (handle == TACET_HANDLE_STDIN) pending_end(&stdin_read, -TACET_ERRNO_ECANCELED);
  closed_handles |= (uint8_t)(1u << handle);
}
#endif

static int32_t stdio_write(const struct submission *s) {
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

#if TACET_HAS_CANCEL
static int32_t stdio_give_back(const struct submission *s) {
  int32_t result;
  if (!ring_check_buffer(&rings, s, 1, &result)) return result;
  if (!is_open(s->handle, TACET_HANDLE_STDIN, TACET_HANDLE_STDIN)) return -TACET_ERRNO_EBADF;
  interrupts_mask();
  if (serial_give_back(guest_memory + s->buffer, s->length) < s->length) serial_has_lost = true;
  interrupts_unmask();
  return 0;
}
#endif

/** @returns false: the read goes on; otherwise `result` is its answer */
static bool stdio_read(const struct submission *s, int32_t *result) {
  if (!ring_check_buffer(&rings, s, 1, result)) return true;
  *result = -TACET_ERRNO_EBADF;
  if (!is_open(s->handle, TACET_HANDLE_STDIN, TACET_HANDLE_STDIN)) return true;
  *result = -TACET_ERRNO_EBUSY; // one reader at a time, as a serial line has one stream of bytes
  if (stdin_read.state != PENDING_FREE) return true;
  pending_start(&stdin_read, s);
  stdin_buffer = guest_memory + s->buffer;
  stdin_length = s->length;
  return false; // stdio_advance, which follows, takes what is there
}
