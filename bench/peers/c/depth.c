// Depth: one task whose innermost of `depth` nested calls yields.
// resume: the innermost yields `times` times. chain: it yields once, `times` calls of the whole chain.
// The task keeps its innermost frame; frames lie one behind the other, so the caller's is the one before. Calls go down the
// native stack (and inline); a call that suspended is unwound by the loop in `poll`, one frame at a time.

#include "executor.h"

typedef struct {
  uint32_t kind; // 1..20: that level; ROOT_*: the root
  uint32_t x;
  uint32_t left;
} Frame;

enum { ROOT_RESUME = 21, ROOT_CHAIN_1, ROOT_CHAIN_5, ROOT_CHAIN_20, LEVELS_MAX = 20 };

typedef struct {
  Task task;
  Frame *top;
  Frame frames[1 + LEVELS_MAX];
} Stack;

static Stack stacks[2];

// Each level returns true with its result in *r, or false when a frame below has suspended.
INLINE bool level_1(Stack *s, Frame *f, uint32_t x, uint32_t times, uint32_t *r) {
  if (times == 0) {
    *r = x;
    return true;
  }
  f->kind = 1;
  f->x = x;
  f->left = times;
  s->top = f;
  ready(&s->task);
  return false;
}

#define LEVEL(K, BELOW)                                                          \
  INLINE bool level_##K(Stack *s, Frame *f, uint32_t x, uint32_t times, uint32_t *r) { \
    if (!level_##BELOW(s, f + 1, x + K, times, r)) {                                \
      f->kind = K;                                                               \
      f->x = x;                                                                  \
      return false;                                                              \
    }                                                                            \
    *r = (*r ^ K) + x;                                                           \
    return true;                                                                 \
  }

LEVEL(2, 1) LEVEL(3, 2) LEVEL(4, 3) LEVEL(5, 4) LEVEL(6, 5) LEVEL(7, 6) LEVEL(8, 7) LEVEL(9, 8) LEVEL(10, 9)
LEVEL(11, 10) LEVEL(12, 11) LEVEL(13, 12) LEVEL(14, 13) LEVEL(15, 14) LEVEL(16, 15) LEVEL(17, 16) LEVEL(18, 17)
LEVEL(19, 18) LEVEL(20, 19)

#define RESUME(K)            \
  case K:                    \
    r = (r ^ K) + f->x;      \
    f--;                     \
    continue;

#define RESUME_CHAIN(D)                                                       \
  case ROOT_CHAIN_##D:                                                        \
    do {                                                                      \
      sum += r;                                                               \
      if (--f->left == 0) return;                                             \
    } while (level_##D(s, f + 1, f->left, 1, &r));                               \
    return;

INLINE void poll(Task *task) {
  Stack *s = (Stack *)task;
  Frame *f = s->top;
  uint32_t r = 0;
  for (;;) {
    switch (f->kind) {
    case 1:
      f->x += f->left;
      if (--f->left > 0) {
        ready(task);
        return;
      }
      r = f->x;
      f--;
      continue;
    RESUME(2) RESUME(3) RESUME(4) RESUME(5) RESUME(6) RESUME(7) RESUME(8) RESUME(9) RESUME(10)
    RESUME(11) RESUME(12) RESUME(13) RESUME(14) RESUME(15) RESUME(16) RESUME(17) RESUME(18) RESUME(19) RESUME(20)
    case ROOT_RESUME:
      sum += r;
      return;
    RESUME_CHAIN(1)
    RESUME_CHAIN(5)
    RESUME_CHAIN(20)
    default: __builtin_unreachable();
    }
  }
}

INLINE bool call(Stack *s, uint32_t depth, uint32_t x, uint32_t times, uint32_t *r) {
  Frame *f = &s->frames[1];
  return depth == 1 ? level_1(s, f, x, times, r) : depth == 5 ? level_5(s, f, x, times, r) : level_20(s, f, x, times, r);
}

void EXPORT(start_resume)(uint32_t depth, uint32_t times) {
  uint32_t r = 0;
  sum = 0;
  stacks[0].frames[0].kind = ROOT_RESUME;
  if (call(&stacks[0], depth, 1, times, &r)) sum += r;
}

void EXPORT(start_chain)(uint32_t depth, uint32_t times) {
  uint32_t r = 0;
  Frame *f = &stacks[0].frames[0];
  sum = 0;
  f->left = times;
  f->kind = depth == 1 ? ROOT_CHAIN_1 : depth == 5 ? ROOT_CHAIN_5 : ROOT_CHAIN_20;
  call(&stacks[0], depth, times, 1, &r);
}
