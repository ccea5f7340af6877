// The platform of boards/interpreted/posix.c with virtual time, for programs whose traces are compared: sleep takes none, and each turn of a program
// that is never idle takes BUSY_US, as in tests/conformance/virtual.ts. All streams are one, as on a board.

#define posix_platform real_platform
#include "../../boards/interpreted/posix.c"
#undef posix_platform

#define BUSY_US 100u

static uint64_t now_us;
static bool has_slept = true;

static uint64_t virtual_now(void) {
  if (!has_slept) now_us += BUSY_US;
  has_slept = false;
  return now_us;
}

static void virtual_sleep_until(uint64_t us) {
  if (us > now_us) now_us = us;
  has_slept = true;
}

static bool write_to_one(int stream, const uint8_t *bytes, uint32_t length) {
  (void)stream;
  return write_stream(1, bytes, length);
}

tacet_platform posix_platform(int argument_count, char *const *arguments) {
  tacet_platform platform = real_platform(argument_count, arguments);
  platform.now = virtual_now;
  platform.sleep_until = virtual_sleep_until;
  platform.write = write_to_one;
  return platform;
}
