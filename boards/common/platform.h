// What the loop needs of a board, and who may call it. A board is one folder that defines these; its interrupts stand in board.h.
// Contexts: "loop" = the main loop only; "any" = interrupts and the fault handler, too.

#ifndef TACET_PLATFORM_H
#define TACET_PLATFORM_H

#include <stdbool.h>
#include <stdint.h>

/** Exit codes of ours, as `tacet run` has them on Node: failed, and 128 + SIGABRT after a trap. */
#define EXIT_FAILED 1
#define EXIT_TRAPPED 134

/** Clocks, pins, console, and the interrupts of both. Loop, once, before anything else. */
static void board_init(void);

#if TACET_HAS_SERIAL
/** Writes one byte to the console, waiting for room. Any. */
static void console_put(uint8_t byte);
#endif

/** Microseconds; in programs whose deadlines are short (Feature.SHORT_TIME) their low half, which wraps. */
#if TACET_SHORT_TIME
typedef uint32_t clock_us;
#else
typedef uint64_t clock_us;
#endif

#if TACET_HAS_CLOCK
/** Whether `a` is before `b`; of short times, which are less than 2^31 apart. */
static inline bool clock_is_before(clock_us a, clock_us b) {
#if TACET_SHORT_TIME
  return (int32_t)(a - b) < 0;
#else
  return a < b;
#endif
}

/** Starts the time source at 0. Loop, once, after board_init. */
static void clock_init(void);

/** Microseconds since clock_init, monotone. Loop. */
static clock_us clock_now(void);

/**
 * Asks for an interrupt at `us` or before (the loop looks again).
 * @returns false: that is now, or so soon that there is nothing to sleep for
 * Loop, with interrupts masked.
 */
static bool clock_arm(clock_us us);

/**
 * Whether the clock is stopped while the program waits for no time, for an emulator that tells by that that nothing wakes the processor. Otherwise it is woken now and
 * then, and a watchdog always wants to be fed.
 */
#if defined BOARD_STOPS_CLOCK && TACET_SEMIHOSTING && !TACET_HAS_WATCHDOG
#define CLOCK_STOPS 1

/** Asks for no interrupt. Loop, with interrupts masked. */
static void clock_stop(void);
#else
#define CLOCK_STOPS 0
#endif
#endif

/** Masks interrupts. Loop. */
static inline void interrupts_mask(void);

/** Unmasks interrupts: those that came meanwhile run now. Loop. */
static inline void interrupts_unmask(void);

/** Sleeps until an interrupt is pending, though masked ones do not run yet. Loop, with interrupts masked. */
static inline void wait_for_interrupt(void);

/** The program has ended: tells the emulator where there is one, and stays asleep otherwise. Any. */
_Noreturn static void board_exit(int code);

#endif
