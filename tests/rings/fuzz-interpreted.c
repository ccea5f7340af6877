// The host of interpreters (boards/interpreted) under a hostile guest, on this machine with sanitizers. The engine is this file: an entry is
// what the fuzzer's input says. Memory grows now and then, as an engine's may.

#include "hostile.h"

#include "../../boards/interpreted/host.h"

static uint8_t bytes[HOSTILE_BYTES];
static uint32_t turns;

static bool call(void *engine, tacet_entry entry, uint32_t argument, uint32_t *result) {
  (void)engine;
  (void)argument;
  *result = HOSTILE_CONTROL;
  if (entry == TACET_INIT) return true;
  bool goes_on = guest_act();
  uint8_t how = next_byte();
  if (!hostile.is_honest && how == 1) return false;
  *result = !hostile.is_honest && how == 2 ? next_word() : how & 1 ? TACET_TURN_IDLE : TACET_TURN_MORE;
  guest_put(HOSTILE_CONTROL + TACET_CONTROL_DEADLINE, turns);
  if (goes_on) return true;
  bool is_done = !guest_take() && guest_get(HOSTILE_RINGS + TACET_RINGS_SUBMISSION_TAIL) == guest_get(HOSTILE_RINGS + TACET_RINGS_SUBMISSION_HEAD);
  if (!is_done && turns++ < 10000) return true;
  guest_put(HOSTILE_CONTROL + TACET_CONTROL_STATUS, TACET_STATUS_EXITED);
  guest_put(HOSTILE_CONTROL + TACET_CONTROL_CODE, 0);
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
  const tacet_guest guest = { .call = call, .memory = memory, .trap_text = trap_text };
  const tacet_platform platform = { .now = now, .sleep_until = sleep_until, .write = write_stream, .argument_count = 2, .arguments = arguments };
  turns = 0;
  guest_begin(data, size, bytes);
  int code = tacet_run(&guest, &platform);
  if (!hostile.is_honest) return 0;
  if (code != 0) fault("an honest guest failed", (uint32_t)code);
  guest_check_answered(4); // SIGNAL_WAITS
  return 0;
}
