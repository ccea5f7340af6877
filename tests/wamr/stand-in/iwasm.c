// What iwasm does with a native library, without WAMR: loads it, asks for its natives, has a program call them, unloads it. The program is a script,
// named where iwasm takes a module.
//
//   iwasm --native-lib=/path/libtacet.so script [arguments]

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wasm_export.h>

#include "../../../boards/common/tacet_abi.h"

#define MEMORY_BYTES 2048u
#define CONTROL 64u
#define RINGS 128u
#define SUBMISSIONS 256u
#define COMPLETIONS 512u
#define TEXT 1024u

static uint8_t bytes[MEMORY_BYTES];
static int32_t (*enter)(wasm_exec_env_t, uint8_t *, uint32_t, uint32_t, uint32_t);

static void put(uint32_t at, uint32_t value) {
  memcpy(bytes + at, &value, 4);
}

static uint32_t get(uint32_t at) {
  uint32_t value;
  memcpy(&value, bytes + at, 4);
  return value;
}

static int32_t enters(uint32_t flags) {
  return enter(NULL, bytes, MEMORY_BYTES, CONTROL, flags);
}

static void ends(uint32_t code) {
  put(CONTROL + TACET_CONTROL_STATUS, TACET_STATUS_EXITED);
  put(CONTROL + TACET_CONTROL_CODE, code);
  printf("ended: %d\n", enters(0));
}

/** Prints the program's arguments, one a line, and ends with their number. */
static void tells_arguments(void) {
  put(RINGS + TACET_RINGS_SUBMISSIONS, SUBMISSIONS);
  put(RINGS + TACET_RINGS_COMPLETIONS, COMPLETIONS);
  put(RINGS + TACET_RINGS_SUBMISSIONS_LOG2, 5 << 16 | 4 << 24);
  put(CONTROL + TACET_CONTROL_RINGS, RINGS);
  for (uint32_t i = 0;; i++) {
    put(SUBMISSIONS, TACET_OP_ARGUMENT);
    put(SUBMISSIONS + TACET_SUBMISSION_HANDLE, i);
    put(SUBMISSIONS + TACET_SUBMISSION_BUFFER, TEXT);
    put(SUBMISSIONS + TACET_SUBMISSION_LENGTH, MEMORY_BYTES - TEXT);
    put(RINGS + TACET_RINGS_SUBMISSION_TAIL, i + 1);
    enters(TACET_ENTER_WAIT); // what it waits for is there at once
    int32_t length = (int32_t)get(COMPLETIONS + TACET_COMPLETION_RESULT);
    put(RINGS + TACET_RINGS_COMPLETION_HEAD, i + 1);
    if (length < 0) return ends(i);
    printf("%.*s\n", (int)length, (char *)bytes + TEXT);
  }
}

static void traps_with_words(void) {
  put(TEXT, 4);
  put(TEXT + 4, 'n' | 'o' << 16);
  put(CONTROL + TACET_CONTROL_STATUS, TACET_STATUS_TRAPPED);
  put(CONTROL + TACET_CONTROL_MESSAGE, TEXT + 4);
  put(CONTROL + TACET_CONTROL_CODE, 7);
  printf("told: %d\n", enters(TACET_ENTER_TELL));
}

/** Sleeps 20 ms of its own time, which begins with its first entry. */
static void sleeps(void) {
  enters(0);
  uint64_t now, deadline;
  memcpy(&now, bytes + CONTROL + TACET_CONTROL_NOW, 8);
  deadline = now + 20000;
  memcpy(bytes + CONTROL + TACET_CONTROL_DEADLINE, &deadline, 8);
  enters(TACET_ENTER_WAIT);
  uint64_t woken;
  memcpy(&woken, bytes + CONTROL + TACET_CONTROL_NOW, 8);
  printf("%s, %s\n", now < 10000 ? "begins at 0" : "begins late", woken >= deadline ? "sleeps" : "wakes early");
  ends(0);
}

static int fail(const char *what) {
  printf("iwasm: %s\n", what);
  return 99;
}

int main(int argc, char **argv) {
  const char *path = "", *script = "";
  for (int i = 1; i < argc && script[0] == 0; i++) {
    if (strncmp(argv[i], "--native-lib=", 13) == 0) path = argv[i] + 13;
    else if (strcmp(argv[i], "--function") == 0) i++;
    else if (argv[i][0] != '-') script = argv[i];
  }
  void *library = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) return fail(dlerror());
  uint32_t (*get_native_lib)(char **, NativeSymbol **);
  void (*deinit_native_lib)(void);
  *(void **)&get_native_lib = dlsym(library, "get_native_lib");
  *(void **)&deinit_native_lib = dlsym(library, "deinit_native_lib");
  if (get_native_lib == NULL || deinit_native_lib == NULL) return fail("no library of natives");
  char *module = NULL;
  NativeSymbol *natives = NULL;
  if (get_native_lib(&module, &natives) != 1 || strcmp(module, "tacet") != 0 || strcmp(natives->symbol, "enter") != 0) return fail("other natives");
  if (strcmp(natives->signature, "(*~ii)i") != 0) return fail("another signature");
  *(void **)&enter = natives->func_ptr;

  put(CONTROL, TACET_MAGIC);
  put(CONTROL + TACET_CONTROL_ABI, TACET_ABI | TACET_CONTROL_BLOCK_BYTES << 16);
  memset(bytes + CONTROL + TACET_CONTROL_DEADLINE, 0xff, 8);
  if (strcmp(script, "arguments") == 0) tells_arguments();
  else if (strcmp(script, "ends") == 0) ends(300);
  else if (strcmp(script, "traps") == 0) traps_with_words();
  else if (strcmp(script, "traps-bare") == 0) printf("goes on: %d\n", enters(0));
  else if (strcmp(script, "deadlocks") == 0) printf("ended: %d\n", enters(TACET_ENTER_WAIT));
  else if (strcmp(script, "sleeps") == 0) sleeps();
  else if (strcmp(script, "never-enters") != 0) return fail("no such script");
  deinit_native_lib();
  dlclose(library);
  printf("unloaded\n");
  return 0;
}
