// Rings: submissions of the program -> `perform` -> completions for the program. Layout in abi.json. For boards (ops.c) and for the
// host of interpreters (../interpreted/ops.c), which define before this file what they do with it:
//
//   ring_bytes        the place of an address in the program's memory, which ring_holds has said yes to, or an announced ring has
//   ring_holds        whether so many bytes at an address lie in the program's memory
//   ring_broken       nothing in the rings can be believed: ends the program, or remembers that and returns
//   get_u32, put_u32  little-endian words
//   perform           one operation; false = it goes on, in a `struct pending`; otherwise its result
//
// As in host/ring.ts, where the rings lie is read and checked once, if it is not known, the host's own indices are kept here, or where the
// program can't write, and what the program writes (its tail, its head, entries) is checked at each use. An index that claims more
// entries than there are breaks the rings; a bad entry completes with an error number. No completion is dropped and none is queued: an entry is
// only taken while there is room for its answer, and what goes on keeps its answer in its own place until there is room.
// All of this runs in the loop, between turns, never in an interrupt.

#ifndef TACET_RING_H
#define TACET_RING_H

#include <stdbool.h>
#include <stdint.h>

#include "ring-types.h"
#include "tacet_abi.h"

// A firmware knows where its program's rings lie and what form the entries have (RING_BLOCK and others, of tacet.layout); other hosts
// read that once, when the program announces it.
#ifdef RING_BLOCK
#define ring_block(rings) ((void)(rings), RING_BLOCK)
#define ring_submissions(rings) RING_SUBMISSIONS
#define ring_completions(rings) RING_COMPLETIONS
#define ring_submission_count(rings) (1u << RING_ENTRIES_LOG2)
#define ring_completion_count(rings) (1u << RING_ENTRIES_LOG2)
#define ring_is_compact(rings) RING_COMPACT
#else
#define ring_block(rings) ((rings)->block)
#define ring_submissions(rings) ((rings)->submissions)
#define ring_completions(rings) ((rings)->completions)
#define ring_submission_count(rings) ((rings)->submission_count)
#define ring_completion_count(rings) ((rings)->completion_count)
#define ring_is_compact(rings) ((rings)->is_compact)
#endif
// Entries have 32 and 16 bytes, or 16 and 8.
#define SUBMISSION_LOG2(rings) (ring_is_compact(rings) ? 4u : 5u)
#define COMPLETION_LOG2(rings) (ring_is_compact(rings) ? 3u : 4u)
_Static_assert(TACET_SUBMISSION_BLOCK_BYTES == 1u << 5 && TACET_COMPLETION_BLOCK_BYTES == 1u << 4, "entry sizes");
_Static_assert(TACET_COMPACT_SUBMISSION_BLOCK_BYTES == 1u << 4 && TACET_COMPACT_COMPLETION_BLOCK_BYTES == 1u << 3, "compact entry sizes");

static inline uint8_t *ring_bytes(const struct rings *rings, uint32_t address);
static inline bool ring_holds(const struct rings *rings, uint32_t address, uint32_t bytes);
static void ring_broken(struct rings *rings);
static bool perform(struct rings *rings, const struct submission *s, int32_t *result);

#if TACET_SHARED_APART
#define ring_word(rings, field) ((void)(rings), rings_word(field))
#define ring_head(rings) ring_word(rings, TACET_RINGS_SUBMISSION_HEAD)
#define ring_tail(rings) ring_word(rings, TACET_RINGS_COMPLETION_TAIL)
#define ring_set_head(rings, index) ((void)(rings), rings_set_word(TACET_RINGS_SUBMISSION_HEAD, index))
#define ring_set_tail(rings, index) ((void)(rings), rings_set_word(TACET_RINGS_COMPLETION_TAIL, index))
#define ring_publish(rings, field, index) ((void)0)
#else
static uint32_t ring_word(const struct rings *rings, uint32_t field) {
  return get_u32(ring_bytes(rings, ring_block(rings) + field));
}

#define ring_head(rings) ((rings)->head)
#define ring_tail(rings) ((rings)->tail)
#define ring_set_head(rings, index) ((void)((rings)->head = (index)))
#define ring_set_tail(rings, index) ((void)((rings)->tail = (index)))
/** Tells the program an index, which is kept elsewhere: here it may be overwritten. */
#define ring_publish(rings, field, index) put_u32(ring_bytes(rings, ring_block(rings) + (field)), index)

/** Goes on where the indices stand: at the announcement, or in memory that was saved. */
static inline void ring_resume(struct rings *rings) {
  rings->head = ring_word(rings, TACET_RINGS_SUBMISSION_HEAD);
  rings->tail = ring_word(rings, TACET_RINGS_COMPLETION_TAIL);
}
#endif

#ifdef RING_BLOCK
_Static_assert(RING_BLOCK % 4 == 0 && RING_SUBMISSIONS % 4 == 0 && RING_COMPLETIONS % 4 == 0, "rings are aligned");
_Static_assert(TACET_SHARED_APART || RING_BLOCK + TACET_RINGS_BLOCK_BYTES <= TACET_MEMORY_BYTES, "the rings block lies in memory");
_Static_assert(RING_SUBMISSIONS + (ring_submission_count() << SUBMISSION_LOG2()) <= TACET_MEMORY_BYTES, "submissions lie in memory");
_Static_assert(RING_COMPLETIONS + (ring_completion_count() << COMPLETION_LOG2()) <= TACET_MEMORY_BYTES, "completions lie in memory");
#else
/** Checks and keeps where the program says its rings lie. */
static void ring_announce(struct rings *rings, uint32_t block) {
  if (block % 4 != 0 || !ring_holds(rings, block, TACET_RINGS_BLOCK_BYTES)) return ring_broken(rings);
  const uint8_t *at = ring_bytes(rings, block);
  uint32_t submissions_log2 = at[TACET_RINGS_SUBMISSIONS_LOG2], completions_log2 = at[TACET_RINGS_COMPLETIONS_LOG2];
  rings->is_compact = at[TACET_RINGS_SUBMISSION_BYTES_LOG2] == 4;
  if (at[TACET_RINGS_SUBMISSION_BYTES_LOG2] != SUBMISSION_LOG2(rings) || at[TACET_RINGS_COMPLETION_BYTES_LOG2] != COMPLETION_LOG2(rings)) return ring_broken(rings);
  if (submissions_log2 > TACET_LIMIT_RING_LOG2_MAX || completions_log2 > TACET_LIMIT_RING_LOG2_MAX) return ring_broken(rings);
  rings->submissions = get_u32(at + TACET_RINGS_SUBMISSIONS);
  rings->completions = get_u32(at + TACET_RINGS_COMPLETIONS);
  rings->submission_count = 1u << submissions_log2;
  rings->completion_count = 1u << completions_log2;
  if (rings->submissions % 4 != 0 || rings->completions % 4 != 0) return ring_broken(rings);
  if (!ring_holds(rings, rings->submissions, rings->submission_count << SUBMISSION_LOG2(rings))) return ring_broken(rings);
  if (!ring_holds(rings, rings->completions, rings->completion_count << COMPLETION_LOG2(rings))) return ring_broken(rings);
  rings->block = block;
  ring_resume(rings);
}
#endif

/** Whether one more completion has room. */
static bool ring_has_room(struct rings *rings) {
  uint32_t used = ring_tail(rings) - ring_word(rings, TACET_RINGS_COMPLETION_HEAD);
  if (used > ring_completion_count(rings)) ring_broken(rings);
  return used < ring_completion_count(rings);
}

/** Whether the program has completions to take. */
static inline bool ring_has_completions(const struct rings *rings) {
  return ring_tail(rings) != ring_word(rings, TACET_RINGS_COMPLETION_HEAD);
}

/** Posts one completion; there must be room. */
static void ring_post(struct rings *rings, uint32_t user, uint32_t generation, int32_t result) {
  uint8_t *at = ring_bytes(rings, ring_completions(rings) + ((ring_tail(rings) & (ring_completion_count(rings) - 1)) << COMPLETION_LOG2(rings)));
  if (ring_is_compact(rings)) {
    put_u32(at, user); // and generation
    put_u32(at + TACET_COMPACT_COMPLETION_RESULT, (uint32_t)result);
  } else {
    put_u32(at + TACET_COMPLETION_USER, user);
    put_u32(at + TACET_COMPLETION_GENERATION, generation);
    put_u32(at + TACET_COMPLETION_RESULT, (uint32_t)result);
    put_u32(at + TACET_COMPLETION_FLAGS, 0);
  }
  ring_set_tail(rings, ring_tail(rings) + 1);
  ring_publish(rings, TACET_RINGS_COMPLETION_TAIL, ring_tail(rings));
}

/** 0 where it stands in `user`. */
static inline uint32_t pending_generation(const struct pending *pending) {
#if RINGS_ARE_COMPACT
  (void)pending;
  return 0;
#else
  return pending->generation;
#endif
}

/** An operation goes on: its answer comes later. */
static inline void pending_start(struct pending *pending, const struct submission *s) {
  pending->user = s->user;
#if !RINGS_ARE_COMPACT
  pending->generation = s->generation;
#endif
  pending->state = PENDING_UNDER_WAY;
}

/** Ends an operation that is under way; others stay as they are. */
static inline void pending_end(struct pending *pending, int32_t result) {
  if (pending->state != PENDING_UNDER_WAY) return;
  pending->state = PENDING_ENDED;
  pending->result = result;
}

/** Whether this operation is the one that a CANCEL means, and under way. */
static inline bool pending_is_meant(const struct rings *rings, const struct pending *pending, const struct submission *s) {
  (void)rings;
  if (pending->state != PENDING_UNDER_WAY) return false;
  if (ring_is_compact(rings)) return pending->user == (s->arg_low | s->arg_high << 16);
  return pending->user == s->arg_low && pending_generation(pending) == s->arg_high;
}

/** Ends the operation that a CANCEL means. @returns whether this one is it */
static inline bool pending_cancel(const struct rings *rings, struct pending *pending, const struct submission *s) {
  if (!pending_is_meant(rings, pending, s)) return false;
  pending_end(pending, -TACET_ERRNO_ECANCELED);
  return true;
}

/** Posts the answer of an operation that has ended, once there is room. */
static inline void pending_post(struct rings *rings, struct pending *pending) {
  if (pending->state != PENDING_ENDED || !ring_has_room(rings)) return;
  pending->state = PENDING_FREE;
  ring_post(rings, pending->user, pending_generation(pending), pending->result);
}

/** @returns whether the buffer of `s` lies in the program's memory and has at least `least` bytes; `result` says what is wrong */
static inline bool ring_check_buffer(const struct rings *rings, const struct submission *s, uint32_t least, int32_t *result) {
  *result = -TACET_ERRNO_EINVAL;
  if (s->length < least || s->length > INT32_MAX) return false;
  *result = -TACET_ERRNO_EFAULT;
  return ring_holds(rings, s->buffer, s->length);
}

static inline struct submission submission_wide(const uint8_t *at) {
  uint32_t first = get_u32(at);
  return (struct submission){
    first & 0xff, first >> 8, // with the reserved half: anything there is a flag nobody knows
    get_u32(at + TACET_SUBMISSION_HANDLE), get_u32(at + TACET_SUBMISSION_BUFFER), get_u32(at + TACET_SUBMISSION_LENGTH),
    get_u32(at + TACET_SUBMISSION_ARG), get_u32(at + TACET_SUBMISSION_ARG + 4), get_u32(at + TACET_SUBMISSION_USER),
    get_u32(at + TACET_SUBMISSION_GENERATION),
  };
}

static inline struct submission submission_compact(const uint8_t *at) {
  uint32_t first = get_u32(at), buffer = get_u32(at + TACET_COMPACT_SUBMISSION_BUFFER);
  uint32_t arg = get_u32(at + TACET_COMPACT_SUBMISSION_ARG), flags = first >> 8 & 0xff;
  bool is_pair = flags & TACET_COMPACT_FLAG_HALVES;
  return (struct submission){
    first & 0xff, flags & ~TACET_COMPACT_FLAG_HALVES, first >> 16, buffer & 0xffff, buffer >> 16,
    is_pair ? arg & 0xffff : arg, is_pair ? arg >> 16 : 0, // of all ones, no operation here wants the high half
    get_u32(at + TACET_COMPACT_SUBMISSION_USER), 0,
  };
}

/** Performs what the program has submitted, as far as there is room for answers. */
static __attribute__((noinline)) void ring_take(struct rings *rings) {
  uint32_t tail = ring_word(rings, TACET_RINGS_SUBMISSION_TAIL);
  if (tail - ring_head(rings) > ring_submission_count(rings)) return ring_broken(rings);
  for (; ring_has_room(rings) && ring_head(rings) != tail; ring_set_head(rings, ring_head(rings) + 1)) {
    const uint8_t *at = ring_bytes(rings, ring_submissions(rings) + ((ring_head(rings) & (ring_submission_count(rings) - 1)) << SUBMISSION_LOG2(rings)));
    const struct submission s = ring_is_compact(rings) ? submission_compact(at) : submission_wide(at);
    int32_t result;
    if (!perform(rings, &s, &result)) continue;
    if (result >= 0 && s.flags & TACET_OP_FLAG_NO_COMPLETION_ON_SUCCESS) continue;
    ring_post(rings, s.user, s.generation, result);
  }
  ring_publish(rings, TACET_RINGS_SUBMISSION_HEAD, ring_head(rings));
}

#endif
