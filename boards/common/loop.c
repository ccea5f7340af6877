// Loop: time and completions -> turns of the guest -> what it asked for -> sleep until the next interrupt or deadline.
//
//   start main, or an image -> [now -> completions -> tacet_turn -> submissions, console] until idle -> sleep -> ...
//
// Interrupts never touch the guest: they leave bytes and flags for this loop, which looks at them with interrupts masked
// before it sleeps, so that none is missed. A sleeping processor wakes for a masked interrupt, too.
// With a watchdog, each turn that comes back feeds it, and sleep is cut short for it. One that never comes back, a program that has
// ended and one that has trapped don't: the board starts again.

#include "platform.h"
#include "guest.h"

/** Polls a turn may take before the loop looks at the board again. */
#define TURN_BUDGET 64

#if TACET_HAS_CLOCK
#if TACET_HAS_IMAGES
/** Microseconds the program's time is ahead of the clock's: it goes on from that of its image. */
static clock_us clock_ahead;
#define CLOCK_AHEAD clock_ahead
#else
#define CLOCK_AHEAD 0u
#endif

/** The program's time. */
static inline clock_us time_now(void) {
  return clock_now() + CLOCK_AHEAD;
}

/** The clock's for the program's: 0 for what is past, and what is as far away as can be told stays so. */
static inline clock_us clock_time(clock_us us) {
#if !TACET_SHORT_TIME
  if (us == UINT64_MAX) return us;
  if (us <= CLOCK_AHEAD) return 0;
#endif
  return us - CLOCK_AHEAD;
}
#endif

#if TACET_HAS_TIME
/** Tells the program the time, for the entries that follow. */
static __attribute__((noinline)) void tell_time(void) {
  guest_set_now(time_now());
}
#else
#define tell_time() ((void)0)
#endif

/** Between entries: performs what the guest asked for, prints what it said. */
static inline void after_entry(void) {
#if TACET_HAS_RINGS
  ops_perform();
#endif
#if TACET_HAS_CONSOLE
  console_drain();
#endif
#if TACET_HAS_IMAGES
  ops_save();
#endif
}

/** Begins the program, or goes on from where it was saved. */
static inline void begin(void) {
  guest_init();
#if TACET_HAS_RINGS
  control_set_word(TACET_CONTROL_HOST_FEATURES, TACET_HOST_FEATURE_STDIO);
#endif
#if TACET_HAS_IMAGES
  if (ops_restore()) {
#if TACET_HAS_CLOCK
    clock_ahead = guest_now() - clock_now();
#endif
    return;
  }
#endif
  tell_time();
  w2c_app_main(INSTANCE); // its pool has a free slot: nothing ran before
}

/** A program that waits for nothing sleeps for good, unless somebody wants to know, or a watchdog is to start the board again. */
#define TELLS_DEADLOCK (TACET_REPORTS || TACET_SEMIHOSTING || TACET_HAS_WATCHDOG)

#if TELLS_DEADLOCK
static inline bool is_waiting_for_events(void) {
#if TACET_HAS_RINGS
  return ops_in_flight();
#else
  return false;
#endif
}
#endif

#if TACET_HAS_WATCHDOG
/** Of the watchdog's period, in microseconds: a quarter of it, since its clock may be far off, and a driver may split it in two. */
#define SLEEP_US_MAX (TACET_WATCHDOG_MS * 250ull)

/** `deadline`, or when the watchdog wants to be fed. */
static inline clock_us before_watchdog(clock_us deadline) {
  clock_us latest = time_now() + SLEEP_US_MAX;
  return clock_is_before(deadline, latest) ? deadline : latest;
}
#endif

#if !TACET_HAS_RINGS
#define events_pending() false
#endif

/** Sleeps until there may be something to do; with a clock, until `deadline` at most. */
static inline __attribute__((always_inline)) void rest(clock_us deadline) {
  (void)deadline;
#if TELLS_DEADLOCK
  if (!guest_has_deadline() && !is_waiting_for_events()) {
    report_line("deadlock: the program waits, and nothing is under way that could wake it");
    board_exit(EXIT_FAILED);
  }
#endif
#if TACET_HAS_WATCHDOG
  deadline = before_watchdog(deadline);
#endif
  interrupts_mask();
#if TACET_HAS_CLOCK && CLOCK_STOPS
  bool may_sleep = !events_pending();
  if (!guest_has_deadline()) clock_stop();
  else if (may_sleep) may_sleep = clock_arm(clock_time(deadline));
#elif TACET_HAS_CLOCK
  bool may_sleep = !events_pending() && clock_arm(clock_time(deadline));
#else
  bool may_sleep = !events_pending();
#endif
  if (may_sleep) wait_for_interrupt();
  interrupts_unmask();
}

/** Runs the program to its end. @returns its exit code */
static inline int run(void) {
  begin();
  int32_t turn = TACET_TURN_EXITED;
  clock_us deadline = 0; // nobody's
  if (guest_has_exited()) goto entered; // main has ended without waiting for anything
  for (;;) { // the first turn finds nothing to do, and what the begin has asked for is performed behind it: so this stands here once
#if TACET_HAS_RINGS
    events_post();
#endif
    tell_time();
    guest_set_idle();
    turn = (int32_t)w2c_app_tacet_turn(INSTANCE, TURN_BUDGET);
#if TACET_HAS_CLOCK
    deadline = guest_deadline();
#endif
  entered:
    after_entry();
#if TACET_CANARIES
    canaries_check();
#endif
#if TACET_HAS_WATCHDOG
    watchdog_feed();
#endif
    if (turn == TACET_TURN_IDLE) rest(deadline);
    else if (turn == TACET_TURN_EXITED) return program_ended();
    else if (turn != TACET_TURN_MORE) trap(TRAP_CONTRACT);
  }
}

int main(void) {
#if TACET_CANARIES
  canaries_set();
#endif
  board_init();
#if TACET_HAS_CLOCK
  clock_init();
#endif
#if TACET_HAS_WATCHDOG
#if TACET_REPORTS
  report_restart();
#endif
  watchdog_start();
#endif
  board_exit(run());
}
