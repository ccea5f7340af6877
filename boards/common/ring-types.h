// What the host in C keeps of the rings, and of operations: ring.h works on these.

#ifndef TACET_RING_TYPES_H
#define TACET_RING_TYPES_H

#include <stdbool.h>
#include <stdint.h>

/** Whether the words that program and host share are no part of the program's memory (cli/boards/shared-words.ts): then the host's indices are among them. */
#ifndef TACET_SHARED_APART
#define TACET_SHARED_APART 0
#endif

/** Whether all entries are known to be compact. */
#if defined(RING_BLOCK) && RING_COMPACT
#define RINGS_ARE_COMPACT 1
#else
#define RINGS_ARE_COMPACT 0
#endif

struct rings {
#ifndef RING_BLOCK
  /** Address of the block; 0 until the program announces it. */
  uint32_t block;
  uint32_t submissions;
  uint32_t completions;
  uint32_t submission_count;
  uint32_t completion_count;
  bool is_compact;
#endif
#if !TACET_SHARED_APART
  uint32_t head;
  uint32_t tail;
#endif
};

/** In compact entries `user` and `generation` are one word, which goes back as it came: that is `user` then, and `generation` is 0. */
struct submission {
  uint32_t op, flags, handle, buffer, length, arg_low, arg_high, user, generation;
};

/** An operation under way, or one whose answer waits for room. */
struct pending {
  uint32_t user;
#if !RINGS_ARE_COMPACT
  uint32_t generation;
#endif
  int32_t result;
  enum { PENDING_FREE, PENDING_UNDER_WAY, PENDING_ENDED } state;
};

#endif
