// Linear memory -> a static array of exactly the bytes the program needs, every access checked.
// An address is checked by one comparison with a constant: `base <= BYTES - offset - size`. What fails executes an
// undefined instruction that carries the reason, so a check costs no call; the fault handler reports it (trap.c).
// TACET_UNCHECKED leaves the checks out: for programs that were proved otherwise, and for measuring what checks cost.

#ifndef TACET_MEMORY_H
#define TACET_MEMORY_H

#include <stdint.h>
#include <string.h>

#include "trap.h"

_Static_assert(TACET_MEMORY_BYTES >= 16, "a program has at least a task");

#ifdef GUEST_MEMORY_PLACE // tests/rings: sanitizers look at what has no section of its own
#elif TACET_KEEPS_MEMORY
/** The start leaves it as the last run did, of which trap.c tells; guest_init clears it. */
#define GUEST_MEMORY_PLACE __attribute__((section(".noinit")))
#else
#define GUEST_MEMORY_PLACE __attribute__((section(".bss.guest_memory")))
#endif

/** Debug builds have a word behind it, which canaries.c looks at. */
#if TACET_CANARIES
#define GUEST_CANARY_BYTES 4
#else
#define GUEST_CANARY_BYTES 0
#endif

/** The program's memory; its address 0 is never used, as in every AssemblyScript program. */
static uint8_t guest_memory[TACET_MEMORY_BYTES + GUEST_CANARY_BYTES + 4 * TACET_GUEST_WORDS] __attribute__((aligned(4))) GUEST_MEMORY_PLACE;

/** Words of the program that are no memory to it, behind that (cli/boards/shared-words.ts): one address leads to both. */
typedef uint32_t __attribute__((may_alias)) guest_word;
#define guest_word(index) (((guest_word *)(void *)(guest_memory + TACET_MEMORY_BYTES + GUEST_CANARY_BYTES))[index])

/** The place of `size` bytes at `base + offset`; `offset` is a constant of the program. */
static inline __attribute__((always_inline)) uint8_t *guest_at(uint32_t base, uint32_t offset, uint32_t size) {
#ifdef TACET_UNCHECKED
  (void)size;
#else
  if (offset > TACET_MEMORY_BYTES - size || base > TACET_MEMORY_BYTES - size - offset) trap(TRAP_BOUNDS);
#endif
  return guest_memory + base + offset;
}

/** The place of `length` bytes at `address`, where both come from the program. */
static inline uint8_t *guest_range(uint32_t address, uint32_t length) {
  if (length > TACET_MEMORY_BYTES || address > TACET_MEMORY_BYTES - length) trap(TRAP_BOUNDS);
  return guest_memory + address;
}

// WebAssembly accesses need no alignment. Where the processor allows that (ARMv7-M), a packed access is one instruction;
// elsewhere (ARMv6-M, RISC-V) the aligned case is tried first, in a function of its own, since a byte-wise access takes
// two to three times as long.
typedef struct __attribute__((packed)) {
  uint16_t value;
} guest_u16;
typedef struct __attribute__((packed)) {
  uint32_t value;
} guest_u32;
typedef struct __attribute__((packed)) {
  uint64_t value;
} guest_u64;

#if defined(__ARM_FEATURE_UNALIGNED)
/** Two stores at addresses near a base that is at hand, against a call for which the address is made. */
#define PUT_U64 __attribute__((always_inline))
/** gcc stores a constant that it takes for unaligned byte by byte; what stands in a register it stores as a whole. */
#define IN_REGISTER(value)                                                                                                   \
  if (__builtin_constant_p(value)) __asm__("" : "+r"(value))
static inline __attribute__((always_inline)) uint32_t get_u32(const uint8_t *at) {
  return ((const guest_u32 *)at)->value;
}
static inline __attribute__((always_inline)) void put_u32(uint8_t *at, uint32_t value) {
  IN_REGISTER(value);
  ((guest_u32 *)at)->value = value;
}
static inline __attribute__((always_inline)) uint16_t get_u16(const uint8_t *at) {
  return ((const guest_u16 *)at)->value;
}
static inline __attribute__((always_inline)) void put_u16(uint8_t *at, uint16_t value) {
  IN_REGISTER(value);
  ((guest_u16 *)at)->value = value;
}
#else
#define PUT_U64
static __attribute__((noinline)) uint32_t get_u32(const uint8_t *at) {
  return ((uintptr_t)at & 3) == 0 ? *(const uint32_t *)at : ((const guest_u32 *)at)->value;
}
static __attribute__((noinline)) void put_u32(uint8_t *at, uint32_t value) {
  if (((uintptr_t)at & 3) == 0) *(uint32_t *)at = value;
  else ((guest_u32 *)at)->value = value;
}
static __attribute__((noinline)) uint16_t get_u16(const uint8_t *at) {
  return ((uintptr_t)at & 1) == 0 ? *(const uint16_t *)at : ((const guest_u16 *)at)->value;
}
static __attribute__((noinline)) void put_u16(uint8_t *at, uint16_t value) {
  if (((uintptr_t)at & 1) == 0) *(uint16_t *)at = value;
  else ((guest_u16 *)at)->value = value;
}
#endif

/** Frames align 64-bit values to 4 bytes, so the halves are what is accessed. */
static inline uint64_t get_u64(const uint8_t *at) {
  return get_u32(at) | (uint64_t)get_u32(at + 4) << 32;
}
static inline PUT_U64 void put_u64(uint8_t *at, uint64_t value) {
  put_u32(at, (uint32_t)value);
  put_u32(at + 4, (uint32_t)(value >> 32));
}

#endif
