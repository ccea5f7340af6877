// tacet-wasm3: a module and its arguments -> wasm3 -> the host of interpreted programs.
//
//   tacet-wasm3 app.wasm [arguments]

#include <stdio.h>
#include <stdlib.h>

#include <wasm3.h>

#include "../interpreted/host.h"
#include "../interpreted/posix.h"

#define STACK_BYTES (16u * 1024)

typedef struct {
  IM3Runtime runtime;
  IM3Function functions[3];
  M3Result trap;
} engine;

static bool call(void *context, tacet_entry entry, uint32_t argument, uint32_t *result) {
  engine *wasm3 = context;
  const void *arguments[] = { &argument };
  const void *results[] = { result };
  wasm3->trap = m3_Call(wasm3->functions[entry], entry == TACET_TURN ? 1 : 0, arguments);
  if (wasm3->trap == m3Err_none) wasm3->trap = m3_GetResults(wasm3->functions[entry], 1, results);
  return wasm3->trap == m3Err_none;
}

static uint8_t *memory(void *context, uint32_t *bytes) {
  return m3_GetMemory(((engine *)context)->runtime, bytes, 0);
}

static const char *trap_text(void *context) {
  return ((engine *)context)->trap;
}

/** @returns false after a message */
static bool load(engine *wasm3, IM3Environment environment, const uint8_t *bytes, size_t length) {
  IM3Module module = NULL;
  M3Result problem = m3_ParseModule(environment, &module, bytes, (uint32_t)length);
  if (problem == m3Err_none) problem = m3_LoadModule(wasm3->runtime, module);
  if (problem == m3Err_none) problem = m3_RunStart(module);
  if (problem != m3Err_none) {
    fprintf(stderr, "tacet: wasm3 cannot start the module: %s\n", problem);
    return false;
  }
  for (int i = 0; i < 3; i++) {
    if (m3_FindFunction(&wasm3->functions[i], wasm3->runtime, tacet_entry_names[i]) == m3Err_none) continue;
    fprintf(stderr, "tacet: the module has no %s: is it a program of Tacet, with a main, and built without --target?\n", tacet_entry_names[i]);
    return false;
  }
  return true;
}

int main(int argc, char **argv) {
  if (argc < 2) {
    fprintf(stderr, "usage: tacet-wasm3 app.wasm [arguments]\n");
    return 2;
  }
  size_t length = 0;
  uint8_t *bytes = posix_read_file(argv[1], &length);
  if (bytes == NULL) return TACET_EXIT_FAILED;
  const tacet_platform platform = posix_platform(argc - 2, argv + 2);
  IM3Environment environment = m3_NewEnvironment();
  engine wasm3 = { .runtime = m3_NewRuntime(environment, STACK_BYTES, NULL) };
  const tacet_guest guest = { .engine = &wasm3, .call = call, .memory = memory, .trap_text = trap_text, .facts = facts_of(bytes, length) };
  int code = load(&wasm3, environment, bytes, length) ? tacet_run(&guest, &platform) : TACET_EXIT_FAILED;
  m3_FreeRuntime(wasm3.runtime);
  m3_FreeEnvironment(environment);
  free(bytes);
  return code;
}
