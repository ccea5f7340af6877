// memcpy, memmove, memset: small ones. The C library's are unrolled for speed and would be a tenth of a small firmware.
// Each in a section of its own, which the linker leaves out where nobody calls it.

#include <stddef.h>
#include <stdint.h>

// The compiler must not recognise these loops as calls of themselves.
#define PLAIN_LOOP(name) __attribute__((noinline, externally_visible, section(".text." #name), optimize("no-tree-loop-distribute-patterns")))

PLAIN_LOOP(memcpy) void *memcpy(void *restrict to, const void *restrict from, size_t length) {
  for (size_t i = 0; i < length; i++) ((uint8_t *)to)[i] = ((const uint8_t *)from)[i];
  return to;
}

PLAIN_LOOP(memmove) void *memmove(void *to, const void *from, size_t length) {
  if ((uintptr_t)to <= (uintptr_t)from) {
    for (size_t i = 0; i < length; i++) ((uint8_t *)to)[i] = ((const uint8_t *)from)[i];
  } else {
    while (length-- > 0) ((uint8_t *)to)[length] = ((const uint8_t *)from)[length];
  }
  return to;
}

PLAIN_LOOP(memset) void *memset(void *to, int value, size_t length) {
  for (size_t i = 0; i < length; i++) ((uint8_t *)to)[i] = (uint8_t)value;
  return to;
}
