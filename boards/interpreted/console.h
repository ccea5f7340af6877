// Console: records in the program's memory -> lines on stdout and stderr. The format is in abi.json; what the program wrote is checked at
// each use. Also what the host itself says, on stderr.

#ifndef TACET_HOST_CONSOLE_H
#define TACET_HOST_CONSOLE_H

#include "host.h"
#include "memory.h"

typedef struct {
  const host_memory *memory;
  const tacet_platform *platform;
  /** Bytes of records printed since the buffer was last emptied. */
  uint32_t printed;
} host_console;

/** Prints the records below `end` bytes: those that stood there before a write. */
void console_drain_to(host_console *console, uint32_t end);

/** Prints everything and empties the buffer. */
void console_drain(host_console *console);

void say(const tacet_platform *platform, const char *text);
void say_number(const tacet_platform *platform, uint32_t value);

#endif
