// A host that its program enters: programs that run their own turns (`--target wamr`) call one native, by which they submit, take
// completions, tell and sleep, as a process does by io_uring_enter. The steps are those of a host that calls its program (steps.h).
// Nothing here calls an engine, allocates, or ends the process. One thread.

#ifndef TACET_ENTER_H
#define TACET_ENTER_H

#include "steps.h"

/** A program that enters this host. */
typedef struct {
  tacet_host host;
  /** HOST_GOES_ON, or its exit code: then it is served no more. */
  int exit_code;
} tacet_entered;

void tacet_entered_begin(tacet_entered *entered, const tacet_platform *platform);

/**
 * What the native does. All arguments are the program's own, and none is believed but that the bytes are there.
 * @param memory its memory from address 0 on, `bytes` of it, which the engine has checked; NULL is refused
 * @param control address of its control block
 * @param flags TACET_ENTER_…
 * @returns TACET_ENTERED_GOES_ON, or TACET_ENTERED_ENDED once the program has an exit code
 */
int32_t tacet_enter(tacet_entered *entered, uint8_t *memory, uint32_t bytes, uint32_t control, uint32_t flags);

#endif
