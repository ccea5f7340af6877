// Yield: `count` tasks of TYPES types, each yielding `yields` times.

#include "executor.h"

#ifndef TASK_COUNT_MAX
#define TASK_COUNT_MAX 100000
#endif

typedef struct {
  Task task;
  uint32_t left;
} Yielder;

static Yielder tasks[TASK_COUNT_MAX];
static uint32_t taken;

#ifndef BENCH_SIZE
uint32_t EXPORT(task_bytes)(void) { return sizeof(Yielder); }
#endif

// One type's body: yields, then adds `value` (an expression of n, the yields left).
#define BODY(value)                                    \
  switch (task->state) {                               \
  case 0:                                              \
    for (; y->left > 0; y->left--) {                   \
      task->state = 1;                                 \
      ready(task);                                     \
      return;                                          \
    case 1:;                                           \
      uint32_t n = y->left;                            \
      sum += (value);                                  \
    }                                                  \
  }                                                    \
  return;

INLINE void poll(Task *task) {
  Yielder *y = (Yielder *)task;
#if TYPES == 1
  BODY(n ^ 17)
#else
  switch (task->kind) {
  case 0: BODY(n ^ 17)
  case 1: BODY(n * 3)
  case 2: BODY(n + 5)
  case 3: BODY(n << 1)
  case 4: BODY(n >> 1)
  case 5: BODY(n * n)
  case 6: BODY(n ^ (n >> 3))
  case 7: BODY(7 - n)
  default: __builtin_unreachable();
  }
#endif
}

INLINE void start(uint32_t kind, uint32_t yields) {
  Yielder *y = &tasks[taken++];
  y->task.kind = kind;
  y->task.state = 0;
  y->left = yields;
  ready(&y->task);
}

void EXPORT(start_yield)(uint32_t count, uint32_t yields) {
  sum = 0;
  taken = 0;
  for (uint32_t i = 0; i < count; i++) start(i % TYPES, yields);
}

#if TYPES > 1
void EXPORT(start_yield_mixed)(uint32_t count, uint32_t yields) {
  sum = 0;
  taken = 0;
  for (uint32_t i = 0; i < count; i++) start((i * 2654435761u) >> 29, yields);
}
#endif
