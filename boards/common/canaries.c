// Canaries of debug builds (--debug): words that nothing may write, looked at after each turn. The compiler's own stand behind frames and
// task stacks (TACET_CANARY); these are what the C side could spoil:
//
//   bottom of the processor's stack   it was full at some time of the turn, though perhaps not beyond its end, where it faults
//   behind the program's memory       a driver wrote more than it was asked for: the program itself can't, its accesses are checked

#include "guest.h"
#include "trap.h"

#define CANARY 0xca9a41e5u
/** A call may leave a gap in its frame, so one word could be stepped over. */
#define STACK_CANARY_WORDS 8u

extern uint8_t __stack_bottom[];

/** Nobody writes them by their name, so each look must be one. */
static inline volatile uint32_t *stack_canaries(void) {
  return (volatile uint32_t *)__stack_bottom; // which the linker aligns
}

/** Loop, at the start. */
static inline void canaries_set(void) {
  volatile uint32_t *stack = stack_canaries();
  for (uint32_t i = 0; i < STACK_CANARY_WORDS; i++) stack[i] = CANARY;
  put_u32(guest_memory + TACET_MEMORY_BYTES, CANARY);
}

/** Any context. */
static bool stack_was_full(void) {
  const volatile uint32_t *stack = stack_canaries();
  for (uint32_t i = 0; i < STACK_CANARY_WORDS; i++) {
    if (stack[i] != CANARY) return true;
  }
  return false;
}

/** Ends the program when a canary is dead. Loop. */
static inline void canaries_check(void) {
  if (stack_was_full()) trap(TRAP_STACK);
  if (get_u32(guest_memory + TACET_MEMORY_BYTES) != CANARY) trap(TRAP_CANARY);
}
