// Join: a task starts children, waits for them, and does so again `times` times.
// Children are tasks of their own: started at once (as in JavaScript), they run until their first suspension; the last one to
// end makes the parent ready, which then runs from the queue.

#include "executor.h"

enum { PARENT_SPAWN, PARENT_TOGETHER, PARENT_STAGGERED, PARENT_RACE, CHILD_ONCE, CHILD_LINK, CHILD_WINNER, CHILD_LOSER };
enum { CHILD_COUNT = 10, NONE = 255 };

typedef struct {
  Task task;
  uint32_t x;
} Child;

static struct {
  Task task;
  uint32_t left;
  uint8_t winner;
  Child children[CHILD_COUNT];
} parent;

INLINE Child *child_start(uint32_t index, uint8_t kind, uint32_t x) {
  Child *c = &parent.children[index];
  c->task.kind = kind;
  c->task.state = 0;
  c->task.flags = 0;
  c->x = x;
  return c;
}

INLINE void child_end(void) {
  if (--parent.task.waits == 0) ready(&parent.task);
}

INLINE void race_end(Child *c, Child *other) {
  if (parent.winner == NONE) {
    parent.winner = (uint8_t)(c - parent.children);
    other->task.flags |= TASK_CANCEL;
  }
  child_end();
}

/** Starts the children of one round; the parent has parked when it returns. */
INLINE void round_start(uint8_t kind) {
  uint32_t n = parent.left;
  switch (kind) {
  case PARENT_SPAWN:
    ready(&child_start(0, CHILD_ONCE, n)->task);
    parent.task.waits = 1;
    return;
  case PARENT_TOGETHER:
    for (uint32_t i = 0; i < CHILD_COUNT; i++) ready(&child_start(i, CHILD_ONCE, n + i)->task);
    parent.task.waits = CHILD_COUNT;
    return;
  case PARENT_STAGGERED:
    for (uint32_t i = 0; i < CHILD_COUNT; i++) child_start(i, CHILD_LINK, n + i);
    ready(&parent.children[CHILD_COUNT - 1].task);
    parent.task.waits = CHILD_COUNT;
    return;
  case PARENT_RACE:
    parent.winner = NONE;
    ready(&child_start(0, CHILD_WINNER, n)->task);
    ready(&child_start(1, CHILD_LOSER, n)->task);
    parent.task.waits = 2;
    return;
  }
}

/** Adds the results of one round. */
INLINE void round_end(uint8_t kind) {
  switch (kind) {
  case PARENT_SPAWN: sum += parent.children[0].x; return;
  case PARENT_TOGETHER:
  case PARENT_STAGGERED:
    for (uint32_t i = 0; i < CHILD_COUNT; i++) sum += parent.children[i].x;
    return;
  case PARENT_RACE: sum += parent.children[parent.winner].x; return;
  }
}

#define PARENT(KIND)                                   \
  case KIND:                                           \
    round_end(KIND);                                   \
    if (--parent.left > 0) round_start(KIND);          \
    return;

INLINE void poll(Task *task) {
  Child *c = (Child *)task;
  switch (task->kind) {
  PARENT(PARENT_SPAWN)
  PARENT(PARENT_TOGETHER)
  PARENT(PARENT_STAGGERED)
  PARENT(PARENT_RACE)
  case CHILD_ONCE:
    c->x = c->x * 3 + 1;
    child_end();
    return;
  case CHILD_LINK: // wakes the one before it in the row, which has been parked since its start
    c->x = c->x * 3 + 1;
    if (c != &parent.children[0]) ready(&(c - 1)->task);
    child_end();
    return;
  case CHILD_WINNER:
    c->x = c->x * 3 + 1;
    race_end(c, c + 1);
    return;
  case CHILD_LOSER:
    if (task->flags & TASK_CANCEL) {
      child_end();
    } else if (++task->state < 3) {
      ready(task);
    } else {
      c->x = 0;
      race_end(c, c - 1);
    }
    return;
  default: __builtin_unreachable();
  }
}

#define START(NAME, KIND)                  \
  void EXPORT(NAME)(uint32_t times) {      \
    sum = 0;                               \
    parent.task.kind = KIND;               \
    parent.left = times;                   \
    if (times > 0) round_start(KIND);      \
  }

START(start_spawn_join, PARENT_SPAWN)
START(start_join_together, PARENT_TOGETHER)
START(start_join_staggered, PARENT_STAGGERED)
START(start_race, PARENT_RACE)
