// C executor: the same host contract as a Tacet module, on a static switch and an intrusive FIFO.
// A workload file defines TASK_COUNT_MAX and its task structs, each beginning with a Task, includes this file and defines
// `static inline void poll(Task *)`. Nothing is allocated; no atomics; one translation unit, so that everything inlines.
// A task that yields appends itself (`ready`) and returns; a parked task is in no list until somebody calls `ready` on it.

#ifndef BENCH_EXECUTOR_H
#define BENCH_EXECUTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EXPORT(name) __attribute__((export_name(#name))) name
#define INLINE static inline __attribute__((always_inline))

typedef struct Task Task;
struct Task {
  Task *next;
  uint8_t kind;
  uint8_t state;
  uint8_t flags;
  uint8_t waits;
};

enum { TASK_CANCEL = 1 };

static Task *head;
static Task *tail;
static uint32_t sum;

INLINE void ready(Task *task) {
  task->next = NULL;
  if (head) tail->next = task;
  else head = task;
  tail = task;
}

INLINE void poll(Task *task);

#ifdef BENCH_TIMERS
static void timers_advance(void);
#endif

/** The part of the host contract the benchmark uses: the host writes the time to byte 16. */
static struct {
  uint32_t unused[4];
  uint64_t now_us;
} control;

void *EXPORT(tacet_init)(void) { return &control; }

/** Runs at most `budget` polls. Returns 1 when tasks are still ready. */
int32_t EXPORT(tacet_turn)(uint32_t budget) {
#ifdef BENCH_TIMERS
  timers_advance();
#endif
  while (head && budget--) {
    Task *task = head;
    head = task->next;
    poll(task);
  }
  return head != NULL;
}

uint32_t EXPORT(checksum)(void) { return sum; }

#endif
