// Reports: how the program ended -> lines on the console that `tacet run` and a reader understand.
// A trap prints its reason as a number, the program's message, file and line where it left them, the address of the
// instruction, and the await stack as pairs function:state, innermost first. In front of an error that nobody caught stands a number that
// tells which `throw` it was. Names and lines stay off the device: the map beside the firmware (app.awaits.json) tells them. Nothing in the
// guest's memory is believed.
// The fault handler calls guest_trapped on the interrupted stack; nothing runs afterwards.

#include "platform.h"
#include "guest.h"

#if TACET_REPORTS
#define AWAITS_MAX 64

static void report_line(const char *text) {
  console_write("tacet: ");
  console_write(text);
  console_put('\n');
}

/** Prints UTF-16 text of the guest; what is not ASCII as '?'. */
static void report_text(uint32_t text) {
  if (text < 4 || text % 2 != 0 || text > TACET_MEMORY_BYTES) return;
  uint32_t bytes = get_u32(guest_memory + text - 4);
  if (bytes > TACET_MEMORY_BYTES - text) bytes = TACET_MEMORY_BYTES - text;
  for (uint32_t at = 0; at + 2 <= bytes; at += 2) {
    uint16_t unit = get_u16(guest_memory + text + at);
    console_put(unit < 128 ? (uint8_t)unit : '?');
  }
}

#ifdef TACET_ERROR_VALUE
/** Prints what tells where the error thrown last comes from: its address or, where errors are a collector's, the number of its `throw`. */
static void report_thrown(void) {
  uint32_t thrown = get_u32(guest_memory + TACET_ERROR_VALUE);
  if (thrown == 0) return;
#if TACET_ERRORS_NOTED
  const uint8_t *pair = guest_memory + TACET_ERRORS_NOTED, *end = pair + TACET_ERRORS_NOTED_BYTES;
  while (pair < end && get_u32(pair) != thrown) pair += 8;
  if (pair == end) return;
  thrown = get_u32(pair + 4);
#endif
  console_write("tacet: thrown ");
  console_number(thrown);
  console_put('\n');
}
#else
#define report_thrown() ((void)0)
#endif

/** The innermost frame of a task; its root's where tasks have no other. */
static uint32_t top_of(uint32_t task) {
  return TACET_TASK_BYTES < TACET_TASK_BLOCK_BYTES ? task + TACET_TASK_BYTES : get_u32(guest_memory + task + TACET_TASK_TOP);
}

/** Prints the chain of frames of a task: one pair a frame. */
static void report_awaits(uint32_t task) {
  console_write("tacet: awaits");
  uint32_t frame = task != 0 && task <= TACET_MEMORY_BYTES - TACET_TASK_BLOCK_BYTES ? top_of(task) : 0;
  for (int left = AWAITS_MAX; left > 0 && frame != 0 && frame <= TACET_MEMORY_BYTES - 8; left--) {
    const uint8_t *at = guest_memory + frame;
    uint32_t header = TACET_WIDE_FRAMES ? get_u32(at) : get_u16(at);
    if (header >> (TACET_WIDE_FRAMES ? 16 : 10) == 0) break; // it has not suspended yet
    int32_t distance = TACET_WIDE_FRAMES ? (int32_t)get_u32(at + 4) : (int16_t)get_u16(at + 2) * 4;
    console_put(' ');
    console_number(header & (TACET_WIDE_FRAMES ? 0xffff : 0x3ff));
    console_put(':');
    console_number(header >> (TACET_WIDE_FRAMES ? 16 : 10));
    if (distance == 0) break;
    frame -= (uint32_t)distance;
  }
  console_put('\n');
}

static inline uint32_t running_task(void) {
  return get_u32(guest_memory + TACET_RUNNING_TASK);
}

/** Reports a trap and ends. @param at address of the instruction */
_Noreturn static void guest_trapped(uint32_t reason, uint32_t at) {
#if TACET_HAS_CONSOLE
  console_drain();
#endif
  if (control_word(TACET_CONTROL_STATUS) == TACET_STATUS_TRAPPED) report_thrown();
  console_write("tacet: trap ");
#if TACET_CANARIES
  if (reason == TRAP_FAULT && stack_was_full()) reason = TRAP_STACK;
#endif
  console_number(reason);
  console_write(" pc ");
  console_hex(at);
  if (control_word(TACET_CONTROL_STATUS) == TACET_STATUS_TRAPPED) {
    console_put(' ');
    console_number(control_word(TACET_CONTROL_CODE));
    console_put(':');
    console_number(control_word(TACET_CONTROL_COLUMN));
    console_put(' ');
    report_text(control_word(TACET_CONTROL_FILE));
    console_put(' ');
    report_text(control_word(TACET_CONTROL_MESSAGE));
  }
  console_put('\n');
  report_awaits(running_task());
  board_exit(EXIT_TRAPPED);
}

#if TACET_HAS_WATCHDOG
/** Tells of a run that the watchdog has ended. @pre memory is as that run left it; no byte of it is believed */
static inline void report_restart(void) {
  if (!watchdog_has_reset()) return;
  console_write("tacet: watchdog ");
  console_number(TACET_WATCHDOG_MS);
  console_put('\n');
  report_awaits(running_task());
}
#endif
#else
#define report_line(text) ((void)(text))
_Noreturn static inline void guest_trapped(uint32_t reason, uint32_t at) {
  (void)reason;
  (void)at;
  board_exit(EXIT_TRAPPED);
}
#endif

#if TACET_REPORTS && defined(TACET_ERROR_MESSAGE)
/** Says by which error `task` has ended: as JavaScript writes it, and from which awaits. */
static inline void report_error(uint32_t task, uint32_t error) {
  if (error == 0 || error > TACET_MEMORY_BYTES - TACET_ERROR_MESSAGE - 4 || error > TACET_MEMORY_BYTES - TACET_ERROR_NAME - 4) return;
  uint32_t message = get_u32(guest_memory + error + TACET_ERROR_MESSAGE);
  report_thrown();
  console_write("tacet: ");
  report_text(get_u32(guest_memory + error + TACET_ERROR_NAME));
  if (message >= 4 && message <= TACET_MEMORY_BYTES && get_u32(guest_memory + message - 4) > 0) console_write(": ");
  report_text(message);
  console_put('\n');
  report_awaits(task);
}
#endif

/** After main has ended. @returns the exit code; says what error nobody caught */
static inline int program_ended(void) {
#if TACET_REPORTS && defined(TACET_ERROR_MESSAGE)
  uint32_t task = control_word(TACET_CONTROL_DONE);
  if (task != 0 && task <= TACET_MEMORY_BYTES - TACET_TASK_RESULT_OFFSET - 4 && guest_memory[task + TACET_TASK_FLAGS] & TACET_TASK_END_THREW) {
    report_error(task, get_u32(guest_memory + task + TACET_TASK_RESULT_OFFSET));
  }
#endif
  return (int)(control_word(TACET_CONTROL_CODE) & 0xff);
}
