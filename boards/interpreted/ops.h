// The operations of the host of interpreters: writes to stdout and stderr, arguments, and signals, which never come. Any other is
// ENOTSUP; a board adds its own to `perform` in ops.c. The rings themselves are those of all C hosts (../common/ring.h).

#ifndef TACET_HOST_OPS_H
#define TACET_HOST_OPS_H

#include "console.h"
#include "host.h"
#include "memory.h"

#include "../common/ring-types.h"

/** Operations that wait for a signal at a time; one more is EAGAIN. */
#define SIGNAL_WAITS 4

typedef struct {
  /** First, so that a pointer to it is one to all. */
  struct rings rings;
  /** What a write drains first; with memory and platform. */
  host_console *console;
  struct pending waits[SIGNAL_WAITS];
  /** The program's rings or indices make no sense: nothing in them can be believed. */
  bool is_broken;
} host_ops;

/** Takes and performs submissions. @returns whether the program has completions to take */
bool ops_perform(host_ops *ops);

#endif
