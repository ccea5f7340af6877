// The host of interpreters (boards/interpreted) under a hostile guest, on this machine with sanitizers. The engine is this file: an entry is
// what the fuzzer's input says. With -DFUZZ_ENTERED the guest enters the host, with any words that an engine lets through.

#include "hostile.h"

#include "../../boards/interpreted/enter.h"
#include "../../boards/interpreted/host.h"

static uint8_t bytes[HOSTILE_BYTES];
static uint32_t turns;

/** What the guest does in one entry. @returns whether that was the last one: an honest guest has taken everything then, and says so */
static bool guest_enter(void) {
  bool goes_on = guest_act();
  guest_put(HOSTILE_CONTROL + TACET_CONTROL_DEADLINE, turns);
  if (goes_on) return false;
  bool is_done = !guest_take() && guest_get(HOSTILE_RINGS + TACET_RINGS_SUBMISSION_TAIL) == guest_get(HOSTILE_RINGS + TACET_RINGS_SUBMISSION_HEAD);
  if (!is_done && turns++ < 10000) return false;
  guest_put(HOSTILE_CONTROL + TACET_CONTROL_STATUS, TACET_STATUS_EXITED);
  guest_put(HOSTILE_CONTROL + TACET_CONTROL_CODE, 0);
  return true;
}

#ifdef FUZZ_ENTERED
/** Enters the host until the guest has ended. @returns the exit code */
static int run(const tacet_platform *platform) {
  static tacet_entered entered;
  tacet_entered_begin(&entered, platform);
  uint8_t *memory = bytes;
  uint32_t length = HOSTILE_BYTES, control = HOSTILE_CONTROL;
  for (bool is_last = false;;) {
    is_last = guest_enter();
    uint32_t flags = next_byte() & 3;
    if (is_last || hostile.is_honest) flags &= TACET_ENTER_WAIT;
    uint8_t spoiled = hostile.is_honest ? 0 : next_byte();
    if (spoiled == 1) {
      uint32_t at = next_word() % (HOSTILE_BYTES + 1);
      memory = next_byte() == 0 ? NULL : bytes + at;
      length = next_byte() & 1 ? HOSTILE_BYTES - at : next_word() % (HOSTILE_BYTES - at + 1);
    }
    if (spoiled == 2) control = next_word();
    if (spoiled == 3) flags = next_word();
    bool goes_on = tacet_enter(&entered, memory, length, control, flags) == TACET_ENTERED_GOES_ON;
    if (goes_on != (entered.exit_code == HOST_GOES_ON)) fault("the host says otherwise than it has kept", (uint32_t)entered.exit_code);
    if (!goes_on) return entered.exit_code;
    if (is_last && hostile.is_honest) fault("an end that the host did not see", 0);
    if (is_last && turns++ > 10100) return 0; // what it has spoiled no more says that it has ended
  }
}
#else
static bool call(void *engine, tacet_entry entry, uint32_t argument, uint32_t *result) {
  (void)engine;
  (void)argument;
  *result = HOSTILE_CONTROL;
  if (entry == TACET_INIT) return true;
  guest_enter();
  uint8_t how = next_byte();
  if (!hostile.is_honest && how == 1) return false;
  *result = !hostile.is_honest && how == 2 ? next_word() : how & 1 ? TACET_TURN_IDLE : TACET_TURN_MORE;
  return true;
}

static uint8_t *memory(void *engine, uint32_t *length) {
  (void)engine;
  *length = HOSTILE_BYTES;
  return bytes;
}

static const char *trap_text(void *engine) {
  (void)engine;
  return "trap";
}

/** Has the host call the guest until it has ended. @returns the exit code */
static int run(const tacet_platform *platform) {
  const tacet_guest guest = { .call = call, .memory = memory, .trap_text = trap_text, .facts = { true, TACET_TASK_RESULT, 0, 8 } };
  return tacet_run(&guest, platform);
}
#endif

static uint64_t now(void) {
  return turns;
}

static void sleep_until(uint64_t us) {
  (void)us;
}

static bool write_stream(int stream, const uint8_t *text, uint32_t length) {
  uint32_t sum = 0;
  for (uint32_t i = 0; i < length; i++) sum += text[i];
  return stream == 1 || stream == 2 || sum == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static char first[] = "argument", second[] = "";
  char *const arguments[] = { first, second };
  const tacet_platform platform = { .now = now, .sleep_until = sleep_until, .write = write_stream, .argument_count = 2, .arguments = arguments };
  turns = 0;
  guest_begin(data, size, bytes);
  int code = run(&platform);
  if (!hostile.is_honest) return 0;
  if (code != 0) fault("an honest guest failed", (uint32_t)code);
  guest_check_answered(4); // SIGNAL_WAITS
  return 0;
}
