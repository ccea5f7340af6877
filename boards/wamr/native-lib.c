// libtacet.so: a program of `--target wamr` in a stock iwasm -> the host it enters (../interpreted/enter.h).
//
//   iwasm --native-lib=libtacet.so app.wasm [arguments]
//
// iwasm exports nothing that a library could call, so this one calls nothing of WAMR: it needs the header alone. WAMR checks and translates the
// program's memory, by the signature of the native, and calls deinit_native_lib when it has done with the program; there its exit code becomes
// that of the process, since iwasm knows those of WASI commands alone. One program a process, in one thread.

#include <stdio.h>
#include <stdlib.h>

#include <wasm_export.h>

#include "../interpreted/enter.h"
#include "../interpreted/posix.h"
#include "command-line.h"

#define EXPORTED __attribute__((visibility("default")))

/** `(memory, bytes, control, flags)`: the first two are a place in memory and its length, which WAMR checks (`*~`). */
#define SIGNATURE "(*~ii)i"

static tacet_platform platform;
static tacet_entered program;
static bool has_begun;

static int32_t enter(wasm_exec_env_t environment, uint8_t *memory, uint32_t bytes, uint32_t control, uint32_t flags) {
  (void)environment;
  if (!has_begun) {
    has_begun = true; // the program's time begins here, with its first entry
    char **arguments = NULL;
    int count = command_line_arguments(&arguments);
    platform = posix_platform(count, arguments);
    tacet_entered_begin(&program, &platform);
  }
  return tacet_enter(&program, memory, bytes, control, flags);
}

static NativeSymbol natives[] = { { "enter", (void *)enter, SIGNATURE, NULL } };

EXPORTED uint32_t get_native_lib(char **module, NativeSymbol **symbols) {
  static char name[] = "tacet";
  *module = name;
  *symbols = natives;
  return sizeof natives / sizeof natives[0];
}

EXPORTED void deinit_native_lib(void) {
  if (!has_begun || program.exit_code == 0) return; // iwasm ends with its own code: 1 where the module didn't start
  if (program.exit_code == HOST_GOES_ON) {
    fprintf(stderr, "tacet: trap: the engine has said why, on standard output\n");
    exit(TACET_EXIT_TRAPPED);
  }
  exit(program.exit_code);
}
