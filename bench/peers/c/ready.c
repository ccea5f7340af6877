// Ready: a task awaits a call that may suspend but completes at once, `times` times; next to a plain call of the same body.
// `gate` is what the call would wait for; the host could set it, so no compiler may assume it stays 0.

#include "executor.h"

#define NOINLINE static __attribute__((noinline))

enum { NEAR, FAR };

static uint32_t gate;

typedef struct {
  Task task;
  uint32_t left;
  uint32_t x;
  // the callee's frame
  uint32_t callee_x;
  uint32_t callee_i;
  uint32_t callee_k;
} Root;

static Root roots[2];

void EXPORT(set_gate)(uint32_t value) { gate = value; }

// Each call returns true with its result in *r, or false when it has suspended.
INLINE bool near_call(Root *root, uint32_t x, uint32_t i, uint32_t *r) {
  if (gate) {
    root->callee_x = x;
    root->callee_i = i;
    ready(&root->task);
    return false;
  }
  *r = x * 31 + i;
  return true;
}

/** The suspending side: four yields, each mixing x. */
INLINE bool far_yield(Root *root) {
  if (root->callee_k == 4) return false;
  root->callee_x ^= root->callee_k + gate;
  ready(&root->task);
  return true;
}

NOINLINE bool far_call(Root *root, uint32_t x, uint32_t i, uint32_t *r) {
  if (gate) {
    root->callee_x = x;
    root->callee_i = i;
    root->callee_k = 0;
    far_yield(root);
    return false;
  }
  *r = x * 31 + i;
  return true;
}

NOINLINE uint32_t plain_call(uint32_t x, uint32_t i) {
  if (gate) {
    for (uint32_t k = 0; k < 4; k++) x ^= k + gate;
  }
  return x * 31 + i;
}

INLINE void run(Root *root, bool far) {
  uint32_t x = root->x;
  while (root->left > 0) {
    uint32_t i = root->left--;
    if (!(far ? far_call(root, x, i, &x) : near_call(root, x, i, &x))) return;
  }
  sum = x;
}

INLINE void poll(Task *task) {
  Root *root = (Root *)task;
  if (task->kind == NEAR) {
    root->x = root->callee_x * 31 + root->callee_i;
    run(root, false);
  } else {
    root->callee_k++;
    if (far_yield(root)) return;
    root->x = root->callee_x * 31 + root->callee_i;
    run(root, true);
  }
}

static Root *start(uint8_t kind, uint32_t times) {
  Root *root = &roots[0];
  root->task.kind = kind;
  root->left = times;
  root->x = 1;
  return root;
}

void EXPORT(start_ready_near)(uint32_t times) {
  run(start(NEAR, times), false);
}

void EXPORT(start_ready_far)(uint32_t times) {
  run(start(FAR, times), true);
}

void EXPORT(start_plain)(uint32_t times) {
  uint32_t x = 1;
  for (uint32_t i = times; i > 0; i--) x = plain_call(x, i);
  sum = x;
}
