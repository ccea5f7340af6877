// What boards/wamr/native-lib.c takes of WAMR's header of this name, so that it is compiled and run where there is no WAMR.

#ifndef STAND_IN_WASM_EXPORT_H
#define STAND_IN_WASM_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct WASMExecEnv *wasm_exec_env_t;

typedef struct NativeSymbol {
  const char *symbol;
  void *func_ptr;
  const char *signature;
  void *attachment;
} NativeSymbol;

#endif
