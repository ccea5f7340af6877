// Guest: the program as C -> its entries and its control block.
// The loop enters it, nobody else: never from an interrupt, never from within an entry.

#ifndef TACET_GUEST_H
#define TACET_GUEST_H

#include "memory.h"
#include "tacet_abi.h"

/** The one instance: its fields are variables of app.h, so nothing lies behind the pointer. */
#define INSTANCE ((w2c_app *)0)

// Fields of the control block, and pairs of them; 0 where the program's block ends before them.
#if TACET_SHARED_APART // control_word and control_set_word are in app.h: the block is variables (cli/boards/shared-words.ts)
static inline uint64_t control_pair(uint32_t field) {
  return control_word(field) | (uint64_t)control_word(field + 4) << 32;
}

static inline void control_set_pair(uint32_t field, uint64_t value) {
  control_set_word(field, (uint32_t)value);
  control_set_word(field + 4, (uint32_t)(value >> 32));
}
#else
static inline uint32_t control_word(uint32_t field) {
  return field >= TACET_CONTROL_END ? 0 : get_u32(guest_memory + TACET_CONTROL + field);
}

static inline void control_set_word(uint32_t field, uint32_t value) {
  put_u32(guest_memory + TACET_CONTROL + field, value);
}

static inline uint64_t control_pair(uint32_t field) {
  return get_u64(guest_memory + TACET_CONTROL + field);
}

static inline void control_set_pair(uint32_t field, uint64_t value) {
  put_u64(guest_memory + TACET_CONTROL + field, value);
}
#endif

/** Fills memory from the program's data, runs its synchronous top level, readies its control block. */
static void guest_init(void) {
#if TACET_KEEPS_MEMORY
  memset(guest_memory, 0, TACET_MEMORY_BYTES);
#endif
  wasm2c_app_instantiate(INSTANCE);
  if (w2c_app_tacet_init(INSTANCE) != TACET_CONTROL) trap(TRAP_CONTRACT);
}

#if TACET_SHORT_TIME
/** Writes the time the next entries see, of which this is the low half. They follow each other within 2^31 microseconds, so it tells when the high one is one more. */
static inline void guest_set_now(uint32_t us) {
#if TACET_WHOLE_TIME
  if (us < control_word(TACET_CONTROL_NOW)) control_set_word(TACET_CONTROL_NOW + 4, control_word(TACET_CONTROL_NOW + 4) + 1);
#endif
  control_set_word(TACET_CONTROL_NOW, us);
}
#else
/** Writes the time the next entries see. */
static inline void guest_set_now(uint64_t us) {
  control_set_pair(TACET_CONTROL_NOW, us);
}
#endif

/** Whether main has ended. */
static inline bool guest_has_exited(void) {
  return control_word(TACET_CONTROL_STATUS) == TACET_STATUS_EXITED;
}

/** Before a turn: here nobody enters twice, nor after a trap, so the compiler may know that the program's own look at this finds it idle. */
static inline void guest_set_idle(void) {
  control_set_word(TACET_CONTROL_STATUS, TACET_STATUS_IDLE);
  if (control_word(TACET_CONTROL_STATUS) != TACET_STATUS_IDLE) __builtin_unreachable(); // put_u32 hides constants from it
}

#if TACET_HAS_CLOCK
/** The time that was written last. */
static inline __attribute__((always_inline)) clock_us guest_now(void) {
#if TACET_SHORT_TIME
  return control_word(TACET_CONTROL_NOW);
#else
  return control_pair(TACET_CONTROL_NOW);
#endif
}

/** Whether the guest wants a turn at a time of its own. */
static inline __attribute__((always_inline)) bool guest_has_deadline(void) {
#if TACET_SHORT_TIME
  return control_word(TACET_CONTROL_DEADLINE + 4) != UINT32_MAX;
#else
  return control_pair(TACET_CONTROL_DEADLINE) != UINT64_MAX;
#endif
}

/** When that is, or a time as far away as can be told. */
static inline __attribute__((always_inline)) clock_us guest_deadline(void) {
#if TACET_SHORT_TIME
  return guest_has_deadline() ? control_word(TACET_CONTROL_DEADLINE) : guest_now() + INT32_MAX;
#else
  return control_pair(TACET_CONTROL_DEADLINE);
#endif
}
#else
#define guest_has_deadline() false
#endif

#endif
