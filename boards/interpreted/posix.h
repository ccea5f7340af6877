// POSIX for the host of interpreted programs: clock, sleep, streams, a module's bytes from a file.

#ifndef TACET_POSIX_H
#define TACET_POSIX_H

#include <stddef.h>

#include "host.h"

/** The platform of a program with these arguments. */
tacet_platform posix_platform(int argument_count, char *const *arguments);

/** Reads a whole file. @returns its bytes, or NULL after a message on stderr */
uint8_t *posix_read_file(const char *path, size_t *length);

#endif
