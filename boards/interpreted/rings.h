// The host's side of the rings: submissions -> performed at once -> completions.
// Here: writes to stdout and stderr, arguments, and signals, which never come. Any other op is ENOTSUP; a board adds its own to
// `perform`. Each submission makes at most one completion, and one is taken only while there is room for that, so none is lost.

#ifndef TACET_HOST_RINGS_H
#define TACET_HOST_RINGS_H

#include "host.h"
#include "memory.h"

/** Operations that wait for a signal at a time; one more is EAGAIN. */
#define RINGS_WAITS 4

typedef struct {
  uint32_t user;
  uint32_t generation;
} host_wait;

typedef struct {
  /** Read once, when the guest announces them, and never again. */
  uint32_t block, submissions, completions, submission_count, completion_count;
  /** Ours; memory only gets copies. */
  uint32_t head, tail;
  host_wait waits[RINGS_WAITS];
  /** The guest's rings or indices make no sense: nothing in them can be believed. */
  bool is_broken;
} host_rings;

/** Takes and performs submissions. @returns whether the guest has completions to take */
bool rings_serve(host_rings *rings, const host_memory *memory, const tacet_platform *platform, uint32_t control);

#endif
