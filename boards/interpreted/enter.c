// See enter.h.

#include "enter.h"

#include "../common/tacet_abi.h"

#define KNOWN_FLAGS (TACET_ENTER_WAIT | TACET_ENTER_TELL)

void tacet_entered_begin(tacet_entered *entered, const tacet_platform *platform) {
  host_begin(&entered->host, platform);
  entered->exit_code = HOST_GOES_ON;
}

/** Takes over the memory, which is the same each time and never shrinks. @returns HOST_GOES_ON, or an exit code after a message */
static int take_memory(tacet_entered *entered, uint8_t *memory, uint32_t bytes, uint32_t control) {
  tacet_host *host = &entered->host;
  bool is_first = host->memory.control_bytes == 0;
  uint32_t known_bytes = host->memory.length;
  host->memory.bytes = memory;
  host->memory.length = memory == NULL ? 0 : bytes;
  if (is_first) return host_find_control(host, control) ? HOST_GOES_ON : host_fail(host, TACET_NO_CONTROL);
  if (host->memory.length < known_bytes || control != host->memory.control) {
    return host_fail(host, "BAD_ENTER: another memory or control block than before: one program at a time, and no shorter memory");
  }
  return HOST_GOES_ON;
}

/** @returns HOST_GOES_ON, or the exit code */
static int serve(tacet_host *host, uint32_t flags) {
  if (flags & ~KNOWN_FLAGS) return host_fail(host, "BAD_ENTER: a flag that this host doesn't know: compile the module again");
  if (!(flags & TACET_ENTER_TELL)) return host_serve(host, flags & TACET_ENTER_WAIT);
  if (control_u32(&host->memory, TACET_CONTROL_STATUS) == TACET_STATUS_TRAPPED) return host_trapped(host, "");
  console_drain(&host->console);
  return HOST_GOES_ON;
}

int32_t tacet_enter(tacet_entered *entered, uint8_t *memory, uint32_t bytes, uint32_t control, uint32_t flags) {
  if (entered->exit_code != HOST_GOES_ON) return TACET_ENTERED_ENDED;
  entered->exit_code = take_memory(entered, memory, bytes, control);
  if (entered->exit_code == HOST_GOES_ON) entered->exit_code = serve(&entered->host, flags);
  return entered->exit_code == HOST_GOES_ON ? TACET_ENTERED_GOES_ON : TACET_ENTERED_ENDED;
}
