// A guest without an engine: what it writes into memory at each entry is a script, so that every answer of the C host is seen, and what
// a hostile guest gets; each script under a host that calls it, and as a program that enters its host. Prints `name: ok`, or what went wrong;
// the exit code counts failures.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../boards/common/tacet_abi.h"
#include "../../boards/interpreted/enter.h"
#include "../../boards/interpreted/host.h"

#define MEMORY_BYTES 4096u
#define CONTROL 64u
#define RINGS 128u
#define SUBMISSIONS 256u
#define COMPLETIONS 512u
#define TEXT 1024u
#define CONSOLE 2048u
#define ENTRIES_LOG2 2u

static uint8_t bytes[MEMORY_BYTES];
static char printed[8192];
static uint64_t clock_us;
static uint32_t turns;
static tacet_entered entered;
static const char *current;
static int failures;

static void put(uint32_t at, uint32_t value) {
  memcpy(bytes + at, &value, 4);
}

static uint32_t get(uint32_t at) {
  uint32_t value;
  memcpy(&value, bytes + at, 4);
  return value;
}

/** What a script does at a turn. @returns what tacet_turn returns; a negative number other than REFUSED traps */
typedef int32_t (*script)(uint32_t turn);
static script running;

static void expect(const char *what, uint32_t actual, uint32_t expected) {
  if (actual == expected) return;
  failures++;
  printf("%s: %s is %u, not %u\n", current, what, actual, expected);
}

static int32_t exits(int32_t code) {
  put(CONTROL + TACET_CONTROL_STATUS, TACET_STATUS_EXITED);
  put(CONTROL + TACET_CONTROL_CODE, (uint32_t)code);
  return TACET_TURN_EXITED;
}

static void submit(uint32_t op, uint32_t handle, uint32_t buffer, uint32_t length, uint32_t user) {
  uint32_t tail = get(RINGS + TACET_RINGS_SUBMISSION_TAIL);
  uint32_t at = SUBMISSIONS + ((tail & 3) << 5);
  put(at, op);
  put(at + TACET_SUBMISSION_HANDLE, handle);
  put(at + TACET_SUBMISSION_BUFFER, buffer);
  put(at + TACET_SUBMISSION_LENGTH, length);
  put(at + TACET_SUBMISSION_USER, user);
  put(at + TACET_SUBMISSION_GENERATION, user * 7);
  put(RINGS + TACET_RINGS_SUBMISSION_TAIL, tail + 1);
}

/** Takes the next completion, which must be the operation's. @returns its result */
static int32_t take(uint32_t user) {
  uint32_t head = get(RINGS + TACET_RINGS_COMPLETION_HEAD);
  if (head == get(RINGS + TACET_RINGS_COMPLETION_TAIL)) {
    expect("a completion", 0, 1);
    return 0;
  }
  uint32_t at = COMPLETIONS + ((head & 3) << 4);
  expect("user", get(at + TACET_COMPLETION_USER), user);
  expect("generation", get(at + TACET_COMPLETION_GENERATION), user * 7);
  put(RINGS + TACET_RINGS_COMPLETION_HEAD, head + 1);
  return (int32_t)get(at + TACET_COMPLETION_RESULT);
}

static void announce_rings(void) {
  put(RINGS + TACET_RINGS_SUBMISSIONS, SUBMISSIONS);
  put(RINGS + TACET_RINGS_COMPLETIONS, COMPLETIONS);
  put(RINGS + TACET_RINGS_SUBMISSIONS_LOG2, ENTRIES_LOG2 | ENTRIES_LOG2 << 8 | 5 << 16 | 4 << 24);
  put(CONTROL + TACET_CONTROL_RINGS, RINGS);
}

static void init(void) {
  put(CONTROL, TACET_MAGIC);
  put(CONTROL + TACET_CONTROL_ABI, TACET_ABI | TACET_CONTROL_BLOCK_BYTES << 16);
  put(CONTROL + TACET_CONTROL_DEADLINE, UINT32_MAX);
  put(CONTROL + TACET_CONTROL_DEADLINE + 4, UINT32_MAX);
}

static bool call(void *engine, tacet_entry entry, uint32_t argument, uint32_t *result) {
  (void)engine;
  (void)argument;
  if (entry == TACET_INIT) {
    init();
    *result = CONTROL;
    return true;
  }
  int32_t code = running(turns++);
  *result = entry == TACET_MAIN ? 512 : (uint32_t)code;
  return code > -2;
}

static uint8_t *memory(void *engine, uint32_t *length) {
  (void)engine;
  *length = MEMORY_BYTES;
  return bytes;
}

static const char *trap_text(void *engine) {
  (void)engine;
  return "engine's words";
}

static uint64_t now(void) {
  return clock_us;
}

static void sleep_until(uint64_t us) {
  clock_us = us;
}

static bool write_stream(int stream, const uint8_t *text, uint32_t length) {
  size_t used = strlen(printed);
  if (used + length + 2 > sizeof printed) return false;
  (void)stream;
  strncat(printed, (const char *)text, length);
  return true;
}

// -- scripts, each followed by what it must lead to

static int32_t sleeps(uint32_t turn) {
  if (turn == 3) return exits(300);
  expect("now", get(CONTROL + TACET_CONTROL_NOW), turn < 2 ? 0 : (turn - 1) * 1000);
  put(CONTROL + TACET_CONTROL_DEADLINE, turn == 0 ? UINT32_MAX : turn * 1000);
  put(CONTROL + TACET_CONTROL_DEADLINE + 4, turn == 0 ? UINT32_MAX : 0);
  return TACET_TURN_IDLE;
}

static int32_t performs(uint32_t turn) {
  if (turn == 0) {
    announce_rings();
    memcpy(bytes + TEXT, "hello", 5);
    submit(TACET_OP_WRITE, TACET_HANDLE_STDOUT, TEXT, 5, 4);
    submit(TACET_OP_WRITE, 7, TEXT, 5, 8);
    submit(TACET_OP_WRITE, TACET_HANDLE_STDOUT, MEMORY_BYTES - 4, 5, 12);
    return TACET_TURN_IDLE;
  }
  if (turn == 1) {
    expect("write", (uint32_t)take(4), 5);
    expect("bad handle", (uint32_t)-take(8), TACET_ERRNO_EBADF);
    expect("bad buffer", (uint32_t)-take(12), TACET_ERRNO_EFAULT);
    submit(TACET_OP_ARGUMENT, 0, TEXT, 3, 16);
    submit(TACET_OP_ARGUMENT, 1, TEXT, 3, 20);
    submit(TACET_OP_FILE_OPEN, 0, TEXT, 3, 24);
    submit(200, 0, 0, 0, 28);
    return TACET_TURN_IDLE;
  }
  if (turn == 2) {
    // No room for more than these three: the fourth is performed when there is.
    expect("argument", (uint32_t)take(16), 8);
    expect("its text, cut", (uint32_t)memcmp(bytes + TEXT, "argl", 4), 0);
    expect("no argument", (uint32_t)-take(20), TACET_ERRNO_ENOENT);
    expect("no file", (uint32_t)-take(24), TACET_ERRNO_ENOTSUP);
    return TACET_TURN_IDLE;
  }
  if (turn == 3) {
    expect("no op", (uint32_t)-take(28), TACET_ERRNO_ENOTSUP);
    submit(TACET_OP_SIGNAL_WAIT, 2, 0, 0, 32);
    return TACET_TURN_MORE;
  }
  if (turn == 4) {
    submit(TACET_OP_CANCEL, 2, 0, 0, 36);
    put(SUBMISSIONS + (((get(RINGS + TACET_RINGS_SUBMISSION_TAIL) - 1) & 3) << 5) + TACET_SUBMISSION_ARG, 32);
    put(SUBMISSIONS + (((get(RINGS + TACET_RINGS_SUBMISSION_TAIL) - 1) & 3) << 5) + TACET_SUBMISSION_ARG + 4, 32 * 7);
    return TACET_TURN_IDLE;
  }
  expect("the cancel", (uint32_t)take(36), 0);
  expect("the wait", (uint32_t)-take(32), TACET_ERRNO_ECANCELED);
  return exits(0);
}

static int32_t logs(uint32_t turn) {
  if (turn == 1) return exits(0);
  put(CONSOLE + TACET_CONSOLE_CAPACITY, 100);
  put(CONSOLE + TACET_CONSOLE_USED, 9);
  put(CONSOLE + TACET_CONSOLE_LOST, 12);
  put(CONSOLE + TACET_CONSOLE_BLOCK_BYTES, TACET_LEVEL_LOG | 5 << 8);
  memcpy(bytes + CONSOLE + TACET_CONSOLE_BLOCK_BYTES + 4, "hello", 5);
  put(CONTROL + TACET_CONTROL_CONSOLE, CONSOLE);
  return TACET_TURN_MORE;
}

/** The console's text stands before a write, as it was said, and goes out first; what came after the write, behind it. */
static int32_t logs_and_writes(uint32_t turn) {
  if (turn == 1) return exits(take(4));
  announce_rings();
  put(CONSOLE + TACET_CONSOLE_CAPACITY, 100);
  put(CONSOLE + TACET_CONSOLE_USED, 10);
  put(CONSOLE + TACET_CONSOLE_BLOCK_BYTES, TACET_LEVEL_LOG | 1 << 8);
  memcpy(bytes + CONSOLE + TACET_CONSOLE_BLOCK_BYTES + 4, "1", 1);
  put(CONSOLE + TACET_CONSOLE_BLOCK_BYTES + 5, TACET_LEVEL_LOG | 1 << 8);
  memcpy(bytes + CONSOLE + TACET_CONSOLE_BLOCK_BYTES + 9, "3", 1);
  put(CONTROL + TACET_CONTROL_CONSOLE, CONSOLE);
  memcpy(bytes + TEXT, "2\n", 2);
  submit(TACET_OP_WRITE, TACET_HANDLE_STDOUT, TEXT, 2, 4);
  put(SUBMISSIONS + TACET_SUBMISSION_ARG, 5);
  return TACET_TURN_IDLE;
}

/** Rings of one entry: a cancelled wait and its cancel need one after the other. */
static int32_t has_one_entry(uint32_t turn) {
  if (turn == 0) {
    announce_rings();
    put(RINGS + TACET_RINGS_SUBMISSIONS_LOG2, 5 << 16 | 4 << 24);
    put(SUBMISSIONS, TACET_OP_SIGNAL_WAIT);
    put(SUBMISSIONS + TACET_SUBMISSION_USER, 8);
    put(SUBMISSIONS + TACET_SUBMISSION_GENERATION, 1);
    put(RINGS + TACET_RINGS_SUBMISSION_TAIL, 1);
    return TACET_TURN_MORE;
  }
  if (turn == 1) {
    put(SUBMISSIONS, TACET_OP_CANCEL);
    put(SUBMISSIONS + TACET_SUBMISSION_USER, 12);
    put(SUBMISSIONS + TACET_SUBMISSION_ARG, 8);
    put(SUBMISSIONS + TACET_SUBMISSION_ARG + 4, 1);
    put(RINGS + TACET_RINGS_SUBMISSION_TAIL, 2);
    return TACET_TURN_IDLE;
  }
  expect("user", get(COMPLETIONS + TACET_COMPLETION_USER), turn == 2 ? 12 : 8);
  expect("result", get(COMPLETIONS + TACET_COMPLETION_RESULT), turn == 2 ? 0 : (uint32_t)-TACET_ERRNO_ECANCELED);
  put(RINGS + TACET_RINGS_COMPLETION_HEAD, turn - 1);
  return turn == 2 ? TACET_TURN_IDLE : exits(7);
}

static int32_t says_why(uint32_t turn) {
  (void)turn;
  put(CONTROL + TACET_CONTROL_STATUS, TACET_STATUS_TRAPPED);
  put(CONTROL + TACET_CONTROL_CODE, 12);
  put(CONTROL + TACET_CONTROL_COLUMN, 3);
  put(TEXT, 4);
  put(TEXT + 4, 'n' | 0xe9 << 16);
  put(CONTROL + TACET_CONTROL_MESSAGE, TEXT + 4);
  put(CONTROL + TACET_CONTROL_FILE, MEMORY_BYTES - 2); // nowhere: left out
  return -2;
}

/** An error that nobody could catch, of all lengths that characters have: one, two, three and four bytes, and half a pair. */
static int32_t throws_to_nobody(uint32_t turn) {
  says_why(turn);
  put(CONTROL + TACET_CONTROL_CODE, 0);
  put(TEXT, 12);
  put(TEXT + 4, 'n' | 0xe9 << 16);
  put(TEXT + 8, 0x20ac | 0xd83du << 16);
  put(TEXT + 12, 0xde00 | 0xd83du << 16);
  return -2;
}

static int32_t aborts(uint32_t turn) {
  says_why(turn);
  put(CONTROL + TACET_CONTROL_MESSAGE, 0);
  return -2;
}

static int32_t just_traps(uint32_t turn) {
  (void)turn;
  return -2;
}

static int32_t waits_for_nothing(uint32_t turn) {
  (void)turn;
  return TACET_TURN_IDLE;
}

static int32_t breaks_its_turn(uint32_t turn) {
  return turn == 0 ? TACET_TURN_IDLE : 77;
}

static int32_t claims_too_much(uint32_t turn) {
  (void)turn;
  announce_rings();
  put(RINGS + TACET_RINGS_SUBMISSION_TAIL, 5);
  return TACET_TURN_IDLE;
}

static int32_t takes_what_was_not_there(uint32_t turn) {
  (void)turn;
  announce_rings();
  put(RINGS + TACET_RINGS_COMPLETION_HEAD, 1);
  return TACET_TURN_IDLE;
}

static int32_t puts_rings_outside(uint32_t turn) {
  (void)turn;
  announce_rings();
  put(RINGS + TACET_RINGS_COMPLETIONS, MEMORY_BYTES - 60);
  return TACET_TURN_IDLE;
}

static int32_t announces_a_wild_console(uint32_t turn) {
  if (turn == 1) return exits(1);
  put(CONSOLE + TACET_CONSOLE_USED, 0xfffffff0);
  put(CONTROL + TACET_CONTROL_CONSOLE, CONSOLE);
  return TACET_TURN_MORE;
}

/** During a turn, text is printed and nothing performed: the rings are the program's. */
static int32_t tells_at_once(uint32_t turn) {
  if (turn == 1) return exits(0);
  announce_rings();
  submit(TACET_OP_NOP, 0, 0, 0, 4);
  put(CONTROL + TACET_CONTROL_CONSOLE, CONSOLE);
  put(CONSOLE + TACET_CONSOLE_USED, 9);
  put(CONSOLE + TACET_CONSOLE_BLOCK_BYTES, TACET_LEVEL_LOG | 5 << 8);
  memcpy(bytes + CONSOLE + TACET_CONSOLE_BLOCK_BYTES + 4, "hello", 5);
  expect("the entry", (uint32_t)tacet_enter(&entered, bytes, MEMORY_BYTES, CONTROL, TACET_ENTER_TELL), TACET_ENTERED_GOES_ON);
  expect("used", get(CONSOLE + TACET_CONSOLE_USED), 0);
  expect("taken", get(RINGS + TACET_RINGS_SUBMISSION_HEAD), 0);
  return TACET_TURN_MORE;
}

static int32_t ends_by_an_error_without_words(uint32_t turn) {
  (void)turn;
  put(TEXT, 2);
  put(TEXT + 4, 'E');
  put(CONTROL + TACET_CONTROL_FILE, TEXT + 4);
  return exits(1);
}

static int32_t ends_by_an_error(uint32_t turn) {
  put(TEXT + 16, 4);
  put(TEXT + 20, 'n' | 0xe9 << 16);
  put(CONTROL + TACET_CONTROL_MESSAGE, TEXT + 20);
  return ends_by_an_error_without_words(turn);
}

// -- errors that nobody caught: where they lie, the module's section tells

#define TASK 1536u
#define ERROR_AT 1600u

static int32_t main_throws(uint32_t turn) {
  (void)turn;
  put(TEXT, 2);
  put(TEXT + 4, 'E');
  put(TEXT + 16, 4);
  put(TEXT + 20, 'n' | 'o' << 16);
  put(ERROR_AT, TEXT + 20);
  put(ERROR_AT + 8, TEXT + 4);
  put(TASK + 16, ERROR_AT);
  bytes[TASK + TACET_TASK_FLAGS] = TACET_TASK_FLAG_DONE | TACET_TASK_END_THREW | TACET_TASK_FLAG_HOST;
  put(CONTROL + TACET_CONTROL_DONE, TASK);
  return exits(1);
}

static int32_t main_returns_one(uint32_t turn) {
  main_throws(turn);
  bytes[TASK + TACET_TASK_FLAGS] = TACET_TASK_FLAG_DONE | TACET_TASK_FLAG_HOST;
  return TACET_TURN_EXITED;
}

static int32_t main_throws_nowhere(uint32_t turn) {
  main_throws(turn);
  put(TASK + 16, 0xfffffffc);
  return TACET_TURN_EXITED;
}

static int32_t has_ended_nowhere(uint32_t turn) {
  main_throws(turn);
  put(CONTROL + TACET_CONTROL_DONE, MEMORY_BYTES - 8);
  return TACET_TURN_EXITED;
}

/** A module of two sections, of which the second is `tacet` with this content. @returns its bytes' number */
static size_t make_module(uint8_t *module, const char *content) {
  static const uint8_t head[] = "\0asm\1\0\0\0" "\0\4" "\3yes" "\0";
  size_t used = sizeof head - 1, length = strlen(content);
  memcpy(module, head, used);
  module[used++] = (uint8_t)((length + 6) & 0x7f) | 0x80;
  module[used++] = (uint8_t)((length + 6) >> 7);
  memcpy(module + used, "\5tacet", 6);
  memcpy(module + used + 6, content, length);
  return used + 6 + length;
}

static void read_facts(const char *content, bool throws, uint32_t result_offset, uint32_t message, uint32_t name) {
  uint8_t module[256];
  tacet_facts facts = facts_of(module, make_module(module, content));
  expect("throws", facts.throws, throws);
  expect("the result's offset", facts.result_offset, result_offset);
  if (!throws) return;
  expect("the message's offset", facts.error_message, message);
  expect("the name's offset", facts.error_name, name);
}

static void test_facts(void) {
  current = "facts";
  int before = failures;
  const char *whole = "{\"resultOffset\":8,\"exports\":[{\"name\":\"main\"}],\"main\":true,\"error\":{\"message\":4,\"name\":12}}";
  read_facts(whole, true, 8, 4, 12);
  read_facts("{\"error\":{\"message\":0,\"name\":8}}", true, 16, 0, 8);
  read_facts("{\"exports\":[{\"name\":\"main\"}]}", false, 16, 0, 0);
  read_facts("{\"resultOffset\":123456,\"error\":{\"message\":,\"name\":8}}", false, 16, 0, 0);
  read_facts("", false, 16, 0, 0);
  uint8_t module[256];
  size_t length = make_module(module, whole);
  for (size_t cut = 0; cut < length; cut++) { // of memory that ends where the bytes end, so that sanitizers see a read behind it
    uint8_t *part = malloc(cut + 1);
    memcpy(part, module, cut);
    expect("throws, of a part", facts_of(part, cut).throws, false);
    free(part);
  }
  memset(module + 8, 0xff, 8); // a section longer than any number
  expect("throws, of no section", facts_of(module, length).throws, false);
  if (failures == before) printf("facts: ok\n");
}

static char argument[] = "argument";
static char *const arguments[] = { argument };
static const tacet_platform platform = { .now = now, .sleep_until = sleep_until, .write = write_stream, .argument_count = 1, .arguments = arguments };
static int failures_before;

static void begin(const char *name, script guest) {
  memset(bytes, 0, sizeof bytes);
  printed[0] = 0;
  clock_us = 0;
  turns = 0;
  current = name;
  running = guest;
  failures_before = failures;
}

static void finish(int code, int expected_code, const char *text) {
  expect("the exit code", (uint32_t)code, (uint32_t)expected_code);
  if (strcmp(printed, text) != 0) {
    failures++;
    printf("%s: printed '%s'\n", current, printed);
  }
  if (failures == failures_before) printf("%s: ok\n", current);
}

/** The host calls the script. */
static void play_called(const char *name, script guest, int code, const char *text) {
  const tacet_guest scripted = { .call = call, .memory = memory, .trap_text = trap_text, .facts = { true, TACET_TASK_RESULT, 0, 8 } };
  begin(name, guest);
  finish(tacet_run(&scripted, &platform), code, text);
}

/** The script runs its own turns, and enters the host between them; a trap that has words enters it, too. @returns the exit code the host has kept */
static int enter_until_ended(void) {
  init();
  tacet_entered_begin(&entered, &platform);
  for (;;) {
    int32_t result = running(turns++);
    bool has_trapped = result <= -2;
    uint32_t flags = has_trapped ? TACET_ENTER_TELL : result == TACET_TURN_IDLE && turns > 1 ? TACET_ENTER_WAIT : 0;
    if (tacet_enter(&entered, bytes, MEMORY_BYTES, CONTROL, flags) != TACET_ENTERED_GOES_ON || has_trapped) return entered.exit_code;
  }
}

static void play_entered(const char *name, script guest, int code, const char *text) {
  begin(name, guest);
  finish(enter_until_ended(), code, text);
}

static void play(const char *name, script guest, int code, const char *text) {
  char entered_name[64];
  snprintf(entered_name, sizeof entered_name, "%s, entered", name);
  play_called(name, guest, code, text);
  play_entered(entered_name, guest, code, text);
}

/** What a program gets that enters with these words, as its first entry or behind a sound one. */
static void play_words(const char *name, bool is_first, uint8_t *place, uint32_t length, uint32_t control, uint32_t flags, const char *text) {
  begin(name, NULL);
  init();
  tacet_entered_begin(&entered, &platform);
  if (!is_first) expect("the first entry", (uint32_t)tacet_enter(&entered, bytes, MEMORY_BYTES, CONTROL, 0), TACET_ENTERED_GOES_ON);
  expect("the entry", (uint32_t)tacet_enter(&entered, place, length, control, flags), TACET_ENTERED_ENDED);
  expect("a later one", (uint32_t)tacet_enter(&entered, bytes, MEMORY_BYTES, CONTROL, 0), TACET_ENTERED_ENDED);
  finish(entered.exit_code, TACET_EXIT_FAILED, text);
}

#define NO_CONTROL "tacet: " TACET_NO_CONTROL "\n"
#define OTHER_MEMORY "tacet: BAD_ENTER: another memory or control block than before: one program at a time, and no shorter memory\n"

static void play_hostile_words(void) {
  play_words("no memory", true, NULL, MEMORY_BYTES, CONTROL, 0, NO_CONTROL);
  play_words("no control block", true, bytes, MEMORY_BYTES, CONTROL + 8, 0, NO_CONTROL);
  play_words("a control block at no place for one", true, bytes, MEMORY_BYTES, CONTROL + 4, 0, NO_CONTROL);
  play_words("a control block outside", true, bytes, MEMORY_BYTES, 0xffffffc0, 0, NO_CONTROL);
  play_words("a memory that ends in it", true, bytes, CONTROL + TACET_CONTROL_BLOCK_BYTES - 1, CONTROL, 0, NO_CONTROL);
  play_words("another control block", false, bytes, MEMORY_BYTES, CONTROL + 8, 0, OTHER_MEMORY);
  play_words("a shorter memory", false, bytes, MEMORY_BYTES - 1, CONTROL, TACET_ENTER_WAIT, OTHER_MEMORY);
  play_words("memory no more", false, NULL, MEMORY_BYTES, CONTROL, TACET_ENTER_TELL, OTHER_MEMORY);
  play_words("an unknown flag", false, bytes, MEMORY_BYTES, CONTROL, 4, "tacet: BAD_ENTER: a flag that this host doesn't know: compile the module again\n");
}

int main(void) {
  play("sleeps", sleeps, 300 & 0xff, "");
  play("performs", performs, 0, "hello");
  play("logs", logs, 0, "hello\ntacet: CONSOLE_LOST: 12 console message(s) cut or lost: more than 100 bytes between two awaits; --use TACET_CONSOLE_BYTES=n makes room\n");
  play("logs_and_writes", logs_and_writes, 2, "1\n2\n3\n");
  play("has_one_entry", has_one_entry, 7, "");
  play("says_why", says_why, TACET_EXIT_TRAPPED, "tacet: trap: n\xc3\xa9 at :12:3\n");
  play("throws_to_nobody", throws_to_nobody, TACET_EXIT_TRAPPED, "tacet: trap: n\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xef\xbf\xbd\n");
  play("aborts", aborts, TACET_EXIT_TRAPPED, "tacet: trap: abort at :12:3\n");
  play_called("just_traps", just_traps, TACET_EXIT_TRAPPED, "tacet: trap: engine's words\n");
  play("waits_for_nothing", waits_for_nothing, 1, "tacet: deadlock: the program waits, and nothing is under way that could wake it\n");
  play_called("breaks_its_turn", breaks_its_turn, 1, "tacet: BAD_TURN: the program broke the contract\n");
  play("claims_too_much", claims_too_much, 1, "tacet: BAD_RINGS: the program's rings make no sense\n");
  play("takes_what_was_not_there", takes_what_was_not_there, 1, "tacet: BAD_RINGS: the program's rings make no sense\n");
  play("puts_rings_outside", puts_rings_outside, 1, "tacet: BAD_RINGS: the program's rings make no sense\n");
  play("announces_a_wild_console", announces_a_wild_console, 1, "");
  play_entered("tells_at_once", tells_at_once, 0, "hello\n");
  play_entered("ends_by_an_error", ends_by_an_error, 1, "tacet: E: n\xc3\xa9\n");
  play_entered("ends_by_an_error_without_words", ends_by_an_error_without_words, 1, "tacet: E\n");
  play_hostile_words();
  play_called("main_throws", main_throws, 1, "tacet: E: no\n");
  play_called("main_returns_one", main_returns_one, 1, "");
  play_called("main_throws_nowhere", main_throws_nowhere, 1, "");
  play_called("has_ended_nowhere", has_ended_nowhere, 1, "");
  test_facts();
  return failures;
}
