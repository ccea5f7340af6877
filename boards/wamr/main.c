// tacet-wamr: a module and its arguments -> WAMR -> the host of interpreted programs. WAMR gets one pool of memory, of which the peak is
// told with `--pool-stats`, and allocates nothing else.
//
//   tacet-wamr [--pool=BYTES] [--stack=BYTES] [--pool-stats] app.wasm [arguments]

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wasm_export.h>

#include "../interpreted/host.h"
#include "../interpreted/posix.h"

#define POOL_BYTES (256u * 1024)
#define STACK_BYTES (8u * 1024)

typedef struct {
  wasm_module_inst_t instance;
  wasm_exec_env_t environment;
  wasm_function_inst_t functions[3];
} engine;

static bool call(void *context, tacet_entry entry, uint32_t argument, uint32_t *result) {
  engine *wamr = context;
  uint32_t cells[1] = { argument }; // the argument, then the result
  if (!wasm_runtime_call_wasm(wamr->environment, wamr->functions[entry], entry == TACET_TURN ? 1 : 0, cells)) return false;
  *result = cells[0];
  return true;
}

static uint8_t *memory(void *context, uint32_t *bytes) {
  engine *wamr = context;
  wasm_memory_inst_t linear = wasm_runtime_get_default_memory(wamr->instance);
  *bytes = (uint32_t)(wasm_memory_get_cur_page_count(linear) * wasm_memory_get_bytes_per_page(linear));
  return wasm_memory_get_base_address(linear);
}

static const char *trap_text(void *context) {
  const char *text = wasm_runtime_get_exception(((engine *)context)->instance);
  return text == NULL ? "unknown" : text;
}

/** @returns false after a message */
static bool find_functions(engine *wamr) {
  for (int i = 0; i < 3; i++) {
    wamr->functions[i] = wasm_runtime_lookup_function(wamr->instance, tacet_entry_names[i]);
    if (wamr->functions[i] != NULL) continue;
    fprintf(stderr, "tacet: the module has no %s: is it a program of Tacet, with a main, and built without --target?\n", tacet_entry_names[i]);
    return false;
  }
  return true;
}

static int run(uint8_t *bytes, size_t length, uint32_t stack_bytes, const tacet_platform *platform) {
  const tacet_facts facts = facts_of(bytes, length);
  char problem[128];
  wasm_module_t module = wasm_runtime_load(bytes, (uint32_t)length, problem, sizeof problem);
  if (module == NULL) {
    fprintf(stderr, "tacet: WAMR cannot load the module: %s\n", problem);
    return TACET_EXIT_FAILED;
  }
  int code = TACET_EXIT_FAILED;
  engine wamr = { .instance = wasm_runtime_instantiate(module, stack_bytes, 0, problem, sizeof problem) };
  if (wamr.instance == NULL) {
    fprintf(stderr, "tacet: WAMR cannot start the module: %s\n", problem);
  } else {
    wamr.environment = wasm_runtime_create_exec_env(wamr.instance, stack_bytes);
    const tacet_guest guest = { .engine = &wamr, .call = call, .memory = memory, .trap_text = trap_text, .facts = facts };
    if (wamr.environment == NULL) fprintf(stderr, "tacet: the pool is too small for WAMR's stack: --pool=BYTES\n");
    else if (find_functions(&wamr)) code = tacet_run(&guest, platform);
    if (wamr.environment != NULL) wasm_runtime_destroy_exec_env(wamr.environment);
    wasm_runtime_deinstantiate(wamr.instance);
  }
  wasm_runtime_unload(module);
  return code;
}

int main(int argc, char **argv) {
  uint32_t pool_bytes = POOL_BYTES, stack_bytes = STACK_BYTES;
  bool tells_pool = false;
  int at = 1;
  for (; at < argc && strncmp(argv[at], "--", 2) == 0; at++) {
    if (strncmp(argv[at], "--pool=", 7) == 0) pool_bytes = (uint32_t)strtoul(argv[at] + 7, NULL, 10);
    else if (strncmp(argv[at], "--stack=", 8) == 0) stack_bytes = (uint32_t)strtoul(argv[at] + 8, NULL, 10);
    else if (strcmp(argv[at], "--pool-stats") == 0) tells_pool = true;
    else break;
  }
  if (at >= argc || strncmp(argv[at], "--", 2) == 0) {
    fprintf(stderr, "usage: tacet-wamr [--pool=BYTES] [--stack=BYTES] [--pool-stats] app.wasm [arguments]\n");
    return 2;
  }
  size_t length = 0;
  uint8_t *bytes = posix_read_file(argv[at], &length);
  uint8_t *pool = malloc(pool_bytes);
  if (bytes == NULL || pool == NULL) return TACET_EXIT_FAILED;
  RuntimeInitArgs settings = { .mem_alloc_type = Alloc_With_Pool };
  settings.mem_alloc_option.pool.heap_buf = pool;
  settings.mem_alloc_option.pool.heap_size = pool_bytes;
  if (!wasm_runtime_full_init(&settings)) {
    fprintf(stderr, "tacet: WAMR does not start in a pool of %u bytes\n", pool_bytes);
    return TACET_EXIT_FAILED;
  }
  const tacet_platform platform = posix_platform(argc - at - 1, argv + at + 1);
  int code = run(bytes, length, stack_bytes, &platform);
  mem_alloc_info_t used;
  if (tells_pool && wasm_runtime_get_mem_alloc_info(&used)) fprintf(stderr, "pool: %u bytes at most\n", used.highmark_size);
  wasm_runtime_destroy();
  free(pool);
  free(bytes);
  return code;
}
