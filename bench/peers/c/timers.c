// Timers: `count` tasks each sleeping `rounds` times for pseudo-random milliseconds (insert + fire), and `count` pending
// timers of which pseudo-random ones are cancelled and inserted again.
// A hashed wheel: a timer lies in the list of slot deadline % SLOTS; lists are doubly linked, so removing one is O(1).

#define BENCH_TIMERS
#include "executor.h"

enum { SLOTS = 1024, TASK_COUNT_MAX = 100000, DELAY_MAX = 1000 };

typedef struct Timer Timer;
struct Timer {
  Timer *next;
  Timer **link; // what points at this timer; NULL when it is in no list
  uint32_t deadline; // ms
};

typedef struct {
  Task task;
  Timer timer;
  uint32_t seed;
  uint32_t left;
} Sleeper;

static Timer *slots[SLOTS];
static uint32_t now; // ms
static uint32_t base; // ms; when the workload started
static Sleeper tasks[TASK_COUNT_MAX];
static uint32_t task_count;

INLINE uint32_t next_random(uint32_t seed) { return seed * 1664525 + 1013904223; }

INLINE void timer_insert(Timer *timer, uint32_t deadline) {
  Timer **slot = &slots[deadline % SLOTS];
  timer->deadline = deadline;
  timer->next = *slot;
  timer->link = slot;
  if (*slot) (*slot)->link = &timer->next;
  *slot = timer;
}

INLINE void timer_remove(Timer *timer) {
  *timer->link = timer->next;
  if (timer->next) timer->next->link = timer->link;
  timer->link = NULL;
}

static void timers_advance(void) {
  uint32_t until = (uint32_t)(control.now_us / 1000);
  while (now < until) {
    now++;
    for (Timer *timer = slots[now % SLOTS], *next; timer; timer = next) {
      next = timer->next;
      if (timer->deadline > now) continue; // a later round of the wheel
      timer_remove(timer);
      ready((Task *)((char *)timer - offsetof(Sleeper, timer)));
    }
  }
}

INLINE void sleeper_next(Sleeper *s) {
  s->seed = next_random(s->seed);
  timer_insert(&s->timer, now + 1 + (s->seed >> 8) % DELAY_MAX);
}

INLINE void poll(Task *task) {
  Sleeper *s = (Sleeper *)task;
  sum += s->seed ^ (now - base);
  if (--s->left > 0) sleeper_next(s);
}

void EXPORT(start_timers)(uint32_t count, uint32_t rounds) {
  sum = 0;
  base = now = (uint32_t)(control.now_us / 1000);
  for (uint32_t i = 0; i < count; i++) {
    tasks[i].seed = i;
    tasks[i].left = rounds;
    sleeper_next(&tasks[i]);
  }
}

/** Sets `count` timers that never fire within the benchmark. */
void EXPORT(start_pending)(uint32_t count) {
  sum = 0;
  now = (uint32_t)(control.now_us / 1000);
  task_count = count;
  for (uint32_t i = 0; i < count; i++) {
    tasks[i].seed = i;
    tasks[i].left = 1;
    timer_insert(&tasks[i].timer, now + 3600000 + i);
  }
}

void EXPORT(reinsert)(uint32_t times) {
  uint32_t seed = 1;
  sum = 0;
  for (uint32_t i = 0; i < times; i++) {
    seed = next_random(seed);
    Timer *timer = &tasks[(seed >> 8) % task_count].timer;
    timer_remove(timer);
    timer_insert(timer, now + 3600000 + (seed >> 12));
    sum += timer->deadline - now;
  }
}
