// Join: a task starts children, waits for them, and does so again `times` times.
// Children are tasks of their own in their parent's memory: spawning makes one ready, the executor polls it, and the last one
// to end makes its parent ready, which then runs from the queue.

#include "executor.h"

enum { PARENT_SPAWN, PARENT_TOGETHER, PARENT_STAGGERED, PARENT_RACE, CHILD_ONCE, CHILD_LINK, CHILD_WINNER, CHILD_LOSER };
enum { CHILD_COUNT = 10 };

typedef struct Parent Parent;

typedef struct {
  Task task;
  Parent *owner;
  uint32_t x;
} Child;

struct Parent {
  Task task;
  uint32_t left;
  Child *winner; // NULL while a race is open
  Child children[CHILD_COUNT];
};

static Parent parents[2];

INLINE void spawn(Child *c, uint8_t kind, Parent *owner, uint32_t x) {
  c->task.kind = kind;
  c->task.state = 0;
  c->task.flags = 0;
  c->owner = owner;
  c->x = x;
  ready(&c->task);
}

INLINE void child_end(Child *c) {
  if (--c->owner->task.waits == 0) ready(&c->owner->task);
}

/** The first to end cancels the other, which ends at its next poll. */
INLINE void race_end(Child *c, Child *other) {
  if (!c->owner->winner) {
    c->owner->winner = c;
    other->task.flags |= TASK_CANCEL;
  }
  child_end(c);
}

/** Starts the children of one round; the parent parks until the last has ended. */
INLINE void round_start(Parent *p, uint8_t kind) {
  uint32_t n = p->left;
  switch (kind) {
  case PARENT_SPAWN:
    spawn(&p->children[0], CHILD_ONCE, p, n);
    p->task.waits = 1;
    return;
  case PARENT_TOGETHER:
    for (uint32_t i = 0; i < CHILD_COUNT; i++) spawn(&p->children[i], CHILD_ONCE, p, n + i);
    p->task.waits = CHILD_COUNT;
    return;
  case PARENT_STAGGERED:
    for (uint32_t i = 0; i < CHILD_COUNT; i++) spawn(&p->children[i], CHILD_LINK, p, n + i);
    p->task.waits = CHILD_COUNT;
    return;
  case PARENT_RACE:
    p->winner = NULL;
    spawn(&p->children[0], CHILD_WINNER, p, n);
    spawn(&p->children[1], CHILD_LOSER, p, n);
    p->task.waits = 2;
    return;
  }
}

/** Adds the results of one round. */
INLINE void round_end(Parent *p, uint8_t kind) {
  switch (kind) {
  case PARENT_SPAWN: sum += p->children[0].x; return;
  case PARENT_TOGETHER:
  case PARENT_STAGGERED:
    for (uint32_t i = 0; i < CHILD_COUNT; i++) sum += p->children[i].x;
    return;
  case PARENT_RACE: sum += p->winner->x; return;
  }
}

#define PARENT(KIND)                                      \
  case KIND: {                                            \
    Parent *p = (Parent *)task;                           \
    round_end(p, KIND);                                   \
    if (--p->left > 0) round_start(p, KIND);              \
    return;                                               \
  }

INLINE void poll(Task *task) {
  Child *c = (Child *)task;
  switch (task->kind) {
  PARENT(PARENT_SPAWN)
  PARENT(PARENT_TOGETHER)
  PARENT(PARENT_STAGGERED)
  PARENT(PARENT_RACE)
  case CHILD_ONCE:
    if (task->state++ == 0) {
      ready(task);
      return;
    }
    c->x = c->x * 3 + 1;
    child_end(c);
    return;
  case CHILD_LINK: // waits for its gate (the last one: yields), then opens the gate of the one before it
    if (task->state++ == 0) {
      if (c == &c->owner->children[CHILD_COUNT - 1]) ready(task);
      return;
    }
    c->x = c->x * 3 + 1;
    if (c != &c->owner->children[0]) ready(&(c - 1)->task);
    child_end(c);
    return;
  case CHILD_WINNER:
    if (task->state++ == 0) {
      ready(task);
      return;
    }
    c->x = c->x * 3 + 1;
    race_end(c, c + 1);
    return;
  case CHILD_LOSER:
    if (task->flags & TASK_CANCEL) {
      child_end(c);
    } else if (task->state++ < 3) {
      ready(task);
    } else {
      c->x = 0;
      race_end(c, c - 1);
    }
    return;
  default: __builtin_unreachable();
  }
}

#define START(NAME, KIND)                       \
  void EXPORT(NAME)(uint32_t times) {           \
    Parent *p = &parents[0];                    \
    sum = 0;                                    \
    p->task.kind = KIND;                        \
    p->left = times;                            \
    if (times > 0) round_start(p, KIND);        \
  }

START(start_spawn_join, PARENT_SPAWN)
START(start_join_together, PARENT_TOGETHER)
START(start_join_staggered, PARENT_STAGGERED)
START(start_race, PARENT_RACE)
