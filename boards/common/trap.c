// Reports: how the program ended -> lines on the console that `tacet run` and a reader understand.
// A trap prints its reason as a number, the program's message, file and line where it left them, the address of the
// instruction, and the await stack as pairs function:state, innermost first. Names stay off the device: the map beside the
// firmware (app.awaits.json) tells them. Nothing in the guest's memory is believed.
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

/** Prints the chain of frames of the task that ran: one pair a frame. */
static void report_awaits(void) {
  console_write("tacet: awaits");
  uint32_t task = get_u32(guest_memory + TACET_RUNNING_TASK);
  uint32_t frame = task != 0 && task <= TACET_MEMORY_BYTES - 12 ? get_u32(guest_memory + task + TACET_TASK_TOP) : 0;
  for (int left = AWAITS_MAX; left > 0 && frame != 0 && frame <= TACET_MEMORY_BYTES - 8; left--) {
    const uint8_t *at = guest_memory + frame;
    uint32_t header = TACET_WIDE_FRAMES ? get_u32(at) : get_u16(at);
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

/** Reports a trap and ends. @param at address of the instruction */
_Noreturn static void guest_trapped(uint32_t reason, uint32_t at) {
#if TACET_HAS_CONSOLE
  console_drain();
#endif
  console_write("tacet: trap ");
#if TACET_CANARIES
  if (reason == TRAP_FAULT && stack_was_full()) reason = TRAP_STACK;
#endif
  console_number(reason);
  console_write(" pc ");
  console_hex(at);
  if (control_u32(TACET_CONTROL_STATUS) == TACET_STATUS_TRAPPED) {
    console_put(' ');
    console_number(control_u32(TACET_CONTROL_CODE));
    console_put(':');
    console_number(control_u32(TACET_CONTROL_COLUMN));
    console_put(' ');
    report_text(control_u32(TACET_CONTROL_FILE));
    console_put(' ');
    report_text(control_u32(TACET_CONTROL_MESSAGE));
  }
  console_put('\n');
  report_awaits();
  board_exit(EXIT_TRAPPED);
}

#if TACET_HAS_WATCHDOG
/** Tells of a run that the watchdog has ended. @pre memory is as that run left it; no byte of it is believed */
static inline void report_restart(void) {
  if (!watchdog_has_reset()) return;
  console_write("tacet: watchdog ");
  console_number(TACET_WATCHDOG_MS);
  console_put('\n');
  report_awaits();
}
#endif
#else
#define report_line(text) ((void)(text))
_Noreturn static void guest_trapped(uint32_t reason, uint32_t at) {
  (void)reason;
  (void)at;
  board_exit(EXIT_TRAPPED);
}
#endif

/** After main has ended. @returns the exit code; says what error nobody caught */
static inline int program_ended(void) {
#if TACET_REPORTS && defined(TACET_ERROR_MESSAGE)
  uint32_t task = control_u32(TACET_CONTROL_DONE);
  if (task != 0 && task <= TACET_MEMORY_BYTES - TACET_TASK_RESULT_OFFSET - 4 && guest_memory[task + TACET_TASK_FLAGS] & TACET_TASK_END_THREW) {
    uint32_t error = get_u32(guest_memory + task + TACET_TASK_RESULT_OFFSET);
    if (error != 0 && error <= TACET_MEMORY_BYTES - TACET_ERROR_MESSAGE - 4) {
      console_write("tacet: ");
      report_text(get_u32(guest_memory + error + TACET_ERROR_MESSAGE));
      console_put('\n');
    }
  }
#endif
  return (int)(control_u32(TACET_CONTROL_CODE) & 0xff);
}
