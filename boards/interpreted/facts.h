// What a module tells hosts of its errors, in its custom section `tacet` (ARCHITECTURE.md has the contract): where a task's result lies and where an
// Error has its texts. For hosts that have the module's bytes; without them an uncaught error is an exit code alone.

#ifndef TACET_FACTS_H
#define TACET_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
  /** Whether the program throws at all; without it the rest says nothing. */
  bool throws;
  /** Bytes from a task to its result, or to the error it ended by. */
  uint32_t result_offset;
  /** Bytes from an Error to the addresses of its texts. */
  uint32_t error_message, error_name;
} tacet_facts;

/** Reads the section; before an engine takes the bytes, which it may change. Bytes that are no module tell nothing. */
tacet_facts facts_of(const uint8_t *module, size_t length);

#endif
