// A host for programs that run in an interpreter (boards/wamr, boards/wasm3): an engine and a platform -> a running program.
// The module imports nothing: host and guest meet in linear memory (tacet_abi.h). Everything here runs in one thread; the
// engine is entered only by tacet_run, which allocates nothing.

#ifndef TACET_HOST_H
#define TACET_HOST_H

#include <stdbool.h>
#include <stdint.h>

#include "facts.h"

/** Exit codes of ours, as `tacet run` has them. */
#define TACET_EXIT_FAILED 1
#define TACET_EXIT_TRAPPED 134

/** What a host says of a module that is none of ours. */
#define TACET_NO_CONTROL "no control block, or one of another contract: compile the module again"

/** What the host enters. TACET_MAIN is the program's `main`. */
typedef enum { TACET_INIT, TACET_TURN, TACET_MAIN } tacet_entry;

/** The exports' names, by tacet_entry. */
extern const char *const tacet_entry_names[3];

/** An instance of the module in some engine. */
typedef struct {
  void *engine;
  /** Calls an export; only TACET_TURN has an argument. @returns false: it trapped */
  bool (*call)(void *engine, tacet_entry entry, uint32_t argument, uint32_t *result);
  /** Where linear memory lies by now, and its bytes. */
  uint8_t *(*memory)(void *engine, uint32_t *bytes);
  /** What the engine says of a trap. */
  const char *(*trap_text)(void *engine);
  /** What the module tells of its errors (facts_of). */
  tacet_facts facts;
} tacet_guest;

/** What the host needs of the system. */
typedef struct {
  /** Microseconds, monotone. */
  uint64_t (*now)(void);
  /** Sleeps until `us`; may return early. */
  void (*sleep_until)(uint64_t us);
  /** Writes bytes to stdout (1) or stderr (2). @returns false: they can't be written */
  bool (*write)(int stream, const uint8_t *bytes, uint32_t length);
  /** The program's arguments. */
  int argument_count;
  char *const *arguments;
} tacet_platform;

/** Runs `main` to its end. @returns its exit code, or one of ours after a message on stderr */
int tacet_run(const tacet_guest *guest, const tacet_platform *platform);

#endif
