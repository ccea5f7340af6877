// Types that the C of wasm2c names, for one instance whose memory is a static array and whose table lies in flash.
// Everything here is known before the program runs: nothing is allocated, nothing can grow.

#ifndef WASM_RT_H
#define WASM_RT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef const char *wasm_rt_func_type_t;
typedef void (*wasm_rt_function_ptr_t)(void);
typedef struct {
  void *function;
} wasm_rt_tailcallee_t;

/** The memory itself is `guest_memory`; its size in pages is what the module declared, since AssemblyScript's allocator asks for it. */
typedef struct {
  uint32_t pages;
} wasm_rt_memory_t;

typedef enum { RefFunc, RefNull, GlobalGet } wasm_elem_segment_expr_type_t;

typedef struct {
  uint8_t expr_type;
  wasm_rt_func_type_t type;
  wasm_rt_function_ptr_t func;
  wasm_rt_tailcallee_t func_tailcallee;
  size_t module_offset;
} wasm_elem_segment_expr_t;

/** A window on the element segment, which stays in flash: index i is data[i - first]. */
typedef struct {
  const wasm_elem_segment_expr_t *data;
  uint32_t first;
  uint32_t end;
} wasm_rt_funcref_table_t;

#endif
