// A program as C, as firmware has it (cli/boards/wasm2c.ts), under a hostile host that a fuzzer drives, on this machine with sanitizers: tests/rings/jobs.as.ts,
// whose tasks each read eight bytes from the line and then write what they were told.
// In half of the runs the host does its part and posts, between the answers that are due, such as nobody waits for: repeated, late, of wild fields. Then a
// model holds: no task goes on but by its own answer, and what it writes is its number, the result it was given and the bytes it got. In the other half
// any word that both sides share becomes any other; then the run may end by a trap of the program, and by nothing else.

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Stands for that of trap.h, which is an undefined instruction of other processors.
static jmp_buf trapped;
#define trap(reason) longjmp(trapped, reason)

#define GUEST_MEMORY_PLACE

#include "config.h"

#include "wasm-ops.h"

#include "app.h"
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunused-variable"
#pragma clang diagnostic ignored "-Wunused-but-set-variable"
#pragma clang diagnostic ignored "-Wunused-function"
#pragma clang diagnostic ignored "-Wunused-label"
#pragma clang diagnostic ignored "-Wunused-parameter"
#include "app.c"
#pragma clang diagnostic ignored "-Wunused-function"
#include "guest.h"
#pragma clang diagnostic pop

#define JOBS 6u
#define LINE_BYTES 8u
/** Number, result, bytes. */
#define TOLD_BYTES 16u
#define OPERATIONS 16u
#define PAST 64u

struct answer {
  uint32_t user, generation;
  int32_t result;
  /** Somebody waited for it. */
  bool was_due;
};

static struct {
  const uint8_t *input;
  size_t left;
  bool is_honest;
  uint32_t rings, submissions, completions, count;
  /** Posted since the last turn: the ring has room for so many more. */
  uint32_t posted;
  uint32_t refused;
  struct job {
    enum { FREE, READING, TOLD, WRITING } state;
    uint32_t buffer, number, reads;
    int32_t result;
    uint8_t bytes[LINE_BYTES];
  } jobs[JOBS];
  uint32_t job_count;
  /** At the host. */
  struct operation {
    uint32_t user, generation;
    struct job *job;
  } operations[OPERATIONS];
  uint32_t operation_count;
  struct answer past[PAST];
  uint32_t past_count;
} host;

/** Answers posted in all runs of this process; printed at its end. */
static uint64_t answers_posted;

static void print_answers(void) {
  fprintf(stderr, "entries: %llu\n", (unsigned long long)answers_posted);
}

static void fault(const char *what, uint32_t value) {
  fprintf(stderr, "the guest broke the contract: %s (%u)\n", what, value);
  abort();
}

static uint8_t next_byte(void) {
  if (host.left == 0) return 0;
  host.left--;
  return *host.input++;
}

static uint32_t next_word(void) {
  static const uint32_t edges[] = { 0, 1, 2, 3, 4, 8, 16, TACET_CONTROL, TACET_MEMORY_BYTES - 4, TACET_MEMORY_BYTES, 0x7fffffff, 0x80000000, 0xfffffffc, 0xffffffff };
  uint8_t choice = next_byte();
  if (choice < 0xc0) return edges[choice % (sizeof edges / sizeof edges[0])];
  uint32_t value = 0;
  for (int i = 0; i < 4; i++) value = value << 8 | next_byte();
  return value;
}

static uint32_t word(uint32_t at) {
  return get_u32(guest_memory + at);
}

static void set_word(uint32_t at, uint32_t value) {
  put_u32(guest_memory + at, value);
}

/** The job whose bytes come to `buffer`; a new one where it is the first time. */
static struct job *job_at(uint32_t buffer) {
  for (uint32_t i = 0; i < host.job_count; i++) if (host.jobs[i].buffer == buffer) return &host.jobs[i];
  if (host.job_count == JOBS) fault("more jobs than there are", buffer);
  struct job *job = &host.jobs[host.job_count];
  job->buffer = buffer;
  job->number = host.job_count++;
  return job;
}

static void take_read(struct job *job) {
  if (job->state != FREE) fault("a read before the answers to what came before", job->number);
  job->state = READING;
  job->reads++;
}

/** What the program was told is what the host has said. */
static void take_write(struct job *job) {
  if (job->state != TOLD) fault("a write without an answer", job->number);
  uint32_t told = job->buffer - (TOLD_BYTES - LINE_BYTES);
  if (word(told) != job->number) fault("another number", word(told));
  if ((int32_t)word(told + 4) != job->result) fault("another result", word(told + 4));
  if (memcmp(guest_memory + job->buffer, job->bytes, LINE_BYTES) != 0) fault("other bytes", job->number);
  job->state = WRITING;
}

static void take_submission(uint32_t at) {
  uint32_t first = word(at), handle, buffer, length, user, generation;
  if (TACET_ENTRIES_COMPACT) {
    handle = first >> 16;
    user = word(at + TACET_COMPACT_SUBMISSION_USER) & 0xffff;
    generation = word(at + TACET_COMPACT_SUBMISSION_USER) >> 16;
    buffer = word(at + TACET_COMPACT_SUBMISSION_BUFFER) & 0xffff;
    length = word(at + TACET_COMPACT_SUBMISSION_BUFFER) >> 16;
  } else {
    handle = word(at + TACET_SUBMISSION_HANDLE);
    user = word(at + TACET_SUBMISSION_USER);
    generation = word(at + TACET_SUBMISSION_GENERATION);
    buffer = word(at + TACET_SUBMISSION_BUFFER);
    length = word(at + TACET_SUBMISSION_LENGTH);
  }
  bool is_read = (first & 0xff) == TACET_OP_READ;
  if (!is_read && (first & 0xff) != TACET_OP_WRITE) fault("an operation nobody asked for", first);
  if (handle != (is_read ? 0u : 1u)) fault("another handle", handle);
  if (length != (is_read ? LINE_BYTES : TOLD_BYTES) || buffer > TACET_MEMORY_BYTES - length) fault("another buffer", length);
  if (host.operation_count == OPERATIONS) fault("more operations than tasks", user);
  struct job *job = job_at(is_read ? buffer : buffer + (TOLD_BYTES - LINE_BYTES));
  if (is_read) take_read(job);
  else take_write(job);
  host.operations[host.operation_count++] = (struct operation){ user, generation, job };
}

static void take_submissions(void) {
  uint32_t head = word(host.rings + TACET_RINGS_SUBMISSION_HEAD);
  uint32_t there = word(host.rings + TACET_RINGS_SUBMISSION_TAIL) - head;
  if (there > host.count) fault("more submissions than the ring has entries", there);
  for (uint8_t left = next_byte(); there > 0 && left % 5 != 4; there--, left /= 5) {
    take_submission(host.submissions + ((head & (host.count - 1)) << (TACET_ENTRIES_COMPACT ? 4 : 5)));
    set_word(host.rings + TACET_RINGS_SUBMISSION_HEAD, ++head);
  }
}

static void post(struct answer answer) {
  uint32_t tail = word(host.rings + TACET_RINGS_COMPLETION_TAIL);
  uint32_t at = host.completions + ((tail & (host.count - 1)) << (TACET_ENTRIES_COMPACT ? 3 : 4));
  if (TACET_ENTRIES_COMPACT) {
    set_word(at, answer.user | answer.generation << 16);
    set_word(at + TACET_COMPACT_COMPLETION_RESULT, (uint32_t)answer.result);
  } else {
    set_word(at, answer.user);
    set_word(at + TACET_COMPLETION_GENERATION, answer.generation);
    set_word(at + TACET_COMPLETION_RESULT, (uint32_t)answer.result);
    set_word(at + TACET_COMPLETION_FLAGS, 0);
  }
  set_word(host.rings + TACET_RINGS_COMPLETION_TAIL, tail + 1);
  host.past[host.past_count++ % PAST] = answer;
  host.posted++;
  answers_posted += host.left > 0; // not those of `finish`
}

/** An answer that is due; at times it says more than it may. */
static void answer_operation(uint32_t index) {
  struct operation operation = host.operations[index];
  host.operations[index] = host.operations[--host.operation_count];
  struct job *job = operation.job;
  uint8_t how = next_byte();
  int32_t result = how < 0xc0 ? how % (LINE_BYTES + 1) : how < 0xe0 ? (int32_t)(TOLD_BYTES + 1 + how) : -1 - how % 70;
  post((struct answer){ operation.user, operation.generation, result, true });
  bool is_refused = result > (int32_t)TOLD_BYTES;
  host.refused += is_refused;
  if (job->state == WRITING) {
    job->state = FREE;
    return;
  }
  memset(job->bytes, 0, LINE_BYTES);
  if (!is_refused && result > 0) memset(job->bytes, how, (size_t)result);
  memcpy(guest_memory + job->buffer, job->bytes, LINE_BYTES);
  job->result = is_refused ? -TACET_ERRNO_EIO : result;
  job->state = TOLD;
}

static bool is_operation_place(uint32_t user) {
  return user % 4 == 0 && user <= TACET_MEMORY_BYTES - 8;
}

/** Whether the program can't tell it from an answer that is due (docs/8-boards.md): what stands where an operation has its generation is that. */
static bool looks_due(struct answer answer) {
  if (answer.was_due) return false; // it was told so once, and must have noted that
  if (answer.user + 4 - host.completions < host.count << 4) return true; // the answer itself may say so
  return is_operation_place(answer.user) && answer.generation != 0 && word(answer.user + 4) == answer.generation;
}

static void enter(uint8_t budget) {
  set_word(TACET_CONTROL + TACET_CONTROL_NOW, word(TACET_CONTROL + TACET_CONTROL_NOW) + next_byte());
  uint32_t code = w2c_app_tacet_turn(INSTANCE, budget);
  host.posted = 0;
  if (!host.is_honest) return;
  if (code != TACET_TURN_IDLE && code != TACET_TURN_MORE) fault("a turn of an honest host ends the program", code);
  if (word(host.rings + TACET_RINGS_REFUSED) != host.refused) fault("answers refused", word(host.rings + TACET_RINGS_REFUSED) - host.refused);
}

/** An answer nobody waits for: one that was given already, or any. */
static void answer_nobody(void) {
  uint8_t how = next_byte();
  struct answer answer;
  if (how & 1 && host.past_count > 0) answer = host.past[next_byte() % (host.past_count < PAST ? host.past_count : PAST)];
  else {
    uint32_t known = host.operation_count > 0 ? host.operations[next_byte() % host.operation_count].user : next_word();
    answer = (struct answer){ how & 2 ? known : next_word(), next_word(), (int32_t)next_word(), false };
  }
  if (TACET_ENTRIES_COMPACT) {
    answer.user &= 0xffff;
    answer.generation &= 0xffff;
  }
  // What stands there may change by an answer before this one.
  bool is_alone = !answer.was_due && is_operation_place(answer.user);
  if (is_alone && host.posted > 0) enter(0);
  if (looks_due(answer)) return;
  host.refused += answer.user != 0; // 0: nobody waits, no mistake
  post(answer);
  if (is_alone) enter(0);
}

static void spoil(void) {
  const struct { uint32_t from, bytes; } places[] = {
    { TACET_CONTROL, 40 }, { host.rings, TACET_RINGS_BLOCK_BYTES }, { host.submissions, host.count << 4 }, { host.completions, host.count << 3 },
  };
  uint8_t choice = next_byte() % (sizeof places / sizeof places[0]);
  set_word(places[choice].from + (next_byte() & ~3u) % places[choice].bytes, next_word());
  answers_posted++;
}

static void act(void) {
  uint8_t what = next_byte() % 8;
  if (what < 3) {
    enter(next_byte());
    return;
  }
  if (!host.is_honest) {
    spoil();
    return;
  }
  if (what < 5) take_submissions();
  else if (host.posted == host.count) enter(next_byte());
  else if (what < 7 && host.operation_count > 0) answer_operation(next_byte() % host.operation_count);
  else answer_nobody();
}

/** All answers that are due, and turns enough: each task goes on, those that waited for room included. */
static void finish(void) {
  uint32_t reads[JOBS];
  for (uint32_t i = 0; i < JOBS; i++) reads[i] = host.jobs[i].reads;
  enter(UINT8_MAX);
  for (uint32_t round = 0; round < 4 * JOBS; round++) {
    take_submissions();
    while (host.operation_count > 0 && host.posted < host.count) answer_operation(round % host.operation_count);
    enter(UINT8_MAX);
  }
  for (uint32_t i = 0; i < JOBS; i++) if (host.jobs[i].reads < reads[i] + 2) fault("a task was forgotten", i);
}

/** Starts `main`, and learns where the rings lie. */
static void begin(void) {
  memset(guest_memory, 0, sizeof guest_memory);
  guest_init();
  set_word(TACET_CONTROL + TACET_CONTROL_HOST_FEATURES, UINT32_MAX);
  w2c_app_main(INSTANCE);
  host.rings = word(TACET_CONTROL + TACET_CONTROL_RINGS);
  if (host.rings == 0) fault("no rings", 0);
  host.submissions = word(host.rings + TACET_RINGS_SUBMISSIONS);
  host.completions = word(host.rings + TACET_RINGS_COMPLETIONS);
  host.count = 1u << (word(host.rings + TACET_RINGS_SUBMISSIONS_LOG2) & 0xff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static bool is_counted;
  if (!is_counted) atexit(print_answers);
  is_counted = true;
  memset(&host, 0, sizeof host);
  host.input = data;
  host.left = size;
  host.is_honest = next_byte() & 1;
  int reason = setjmp(trapped);
  if (reason == 0) {
    begin();
    while (host.left > 0) act();
    if (host.is_honest) finish();
  } else if (host.is_honest) {
    fault("a trap", (uint32_t)reason);
  }
  return 0;
}
