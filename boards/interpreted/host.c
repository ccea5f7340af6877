// The loop: time -> turns of the guest -> what it asked for and said -> sleep until its deadline -> the exit code.
// What the guest writes is believed nowhere: each address and index is checked against linear memory as it is used.

#include "host.h"

#include "../common/tacet_abi.h"
#include "steps.h"

/** Polls a turn may take. */
#define TURN_BUDGET 1024

const char *const tacet_entry_names[3] = { "tacet_init", "tacet_turn", "main" };

int tacet_run(const tacet_guest *guest, const tacet_platform *platform) {
  tacet_host host;
  uint32_t control = 0, result = 0;
  host_begin(&host, platform);
  host.facts = guest->facts;
  if (!guest->call(guest->engine, TACET_INIT, 0, &control)) return host_trapped(&host, guest->trap_text(guest->engine));
  memory_refresh(&host.memory, guest);
  if (!host_find_control(&host, control)) return host_fail(&host, TACET_NO_CONTROL);
  host_tell_time(&host);

  for (tacet_entry entry = TACET_MAIN;; entry = TACET_TURN) {
    bool is_alive = guest->call(guest->engine, entry, TURN_BUDGET, &result);
    memory_refresh(&host.memory, guest);
    if (!is_alive) return host_trapped(&host, guest->trap_text(guest->engine));
    bool is_idle = entry == TACET_TURN && result == TACET_TURN_IDLE;
    int code = host_serve(&host, is_idle);
    if (code != HOST_GOES_ON) return code;
    if (entry == TACET_TURN && !is_idle && result != TACET_TURN_MORE) return host_fail(&host, "BAD_TURN: the program broke the contract");
  }
}
