// Operations that the C of wasm2c names, in the place of its own preamble: memory (memory.h), numbers, calls through the table.
// Semantics are those of the WebAssembly specification; what C leaves undefined is checked or masked here.

#ifndef TACET_WASM_OPS_H
#define TACET_WASM_OPS_H

#include <math.h>

#include "memory.h"
#include "wasm-rt.h"

typedef uint8_t u8;
typedef int8_t s8;
typedef uint16_t u16;
typedef int16_t s16;
typedef uint32_t u32;
typedef int32_t s32;
typedef uint64_t u64;
typedef int64_t s64;
typedef float f32;
typedef double f64;
#define WASM_RT_CORE_TYPES_DEFINED

#define ALWAYS static inline __attribute__((always_inline))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)
#define FUNC_PROLOGUE
#define FUNC_EPILOGUE
#define FUNC_TYPE_T(x) static const char *const x
#define TRAP_VALUE(reason) ({ trap(reason); 0; })
#define UNREACHABLE trap(TRAP_UNREACHABLE)

// Memory: the build turns `op(&instance->w2c_memory, (u64)(base) + offset)` into `op(base, offset)`.
#define DEFINE_LOAD(name, bytes, result, value)                                                                              \
  ALWAYS result name(u32 base, u32 offset) {                                                                                 \
    const u8 *at = guest_at(base, offset, bytes);                                                                            \
    return (result)(value);                                                                                                  \
  }
#define DEFINE_STORE(name, bytes, type, write)                                                                               \
  ALWAYS void name(u32 base, u32 offset, type value) {                                                                       \
    u8 *at = guest_at(base, offset, bytes);                                                                                  \
    write;                                                                                                                   \
  }

DEFINE_LOAD(i32_load, 4, u32, get_u32(at))
DEFINE_LOAD(i64_load, 8, u64, get_u64(at))
DEFINE_LOAD(i32_load8_u, 1, u32, *at)
DEFINE_LOAD(i32_load8_s, 1, u32, (s8)*at)
DEFINE_LOAD(i32_load16_u, 2, u32, get_u16(at))
DEFINE_LOAD(i32_load16_s, 2, u32, (s16)get_u16(at))
DEFINE_LOAD(i64_load8_u, 1, u64, *at)
DEFINE_LOAD(i64_load8_s, 1, u64, (s64)(s8)*at)
DEFINE_LOAD(i64_load16_u, 2, u64, get_u16(at))
DEFINE_LOAD(i64_load16_s, 2, u64, (s64)(s16)get_u16(at))
DEFINE_LOAD(i64_load32_u, 4, u64, get_u32(at))
DEFINE_LOAD(i64_load32_s, 4, u64, (s64)(s32)get_u32(at))
DEFINE_STORE(i32_store, 4, u32, put_u32(at, value))
DEFINE_STORE(i64_store, 8, u64, put_u64(at, value))
DEFINE_STORE(i32_store8, 1, u32, *at = (u8)value)
DEFINE_STORE(i32_store16, 2, u32, put_u16(at, (u16)value))
DEFINE_STORE(i64_store8, 1, u64, *at = (u8)value)
DEFINE_STORE(i64_store16, 2, u64, put_u16(at, (u16)value))
DEFINE_STORE(i64_store32, 4, u64, put_u32(at, (u32)value))

#define DEFINE_REINTERPRET(name, from, to)                                                                                   \
  ALWAYS to name(from value) {                                                                                               \
    to result;                                                                                                               \
    memcpy(&result, &value, sizeof result);                                                                                  \
    return result;                                                                                                           \
  }
DEFINE_REINTERPRET(f32_reinterpret_i32, u32, f32)
DEFINE_REINTERPRET(i32_reinterpret_f32, f32, u32)
DEFINE_REINTERPRET(f64_reinterpret_i64, u64, f64)
DEFINE_REINTERPRET(i64_reinterpret_f64, f64, u64)

ALWAYS f32 f32_load(u32 base, u32 offset) {
  return f32_reinterpret_i32(i32_load(base, offset));
}
ALWAYS f64 f64_load(u32 base, u32 offset) {
  return f64_reinterpret_i64(i64_load(base, offset));
}
ALWAYS void f32_store(u32 base, u32 offset, f32 value) {
  i32_store(base, offset, i32_reinterpret_f32(value));
}
ALWAYS void f64_store(u32 base, u32 offset, f64 value) {
  i64_store(base, offset, i64_reinterpret_f64(value));
}

#define memory_fill(memory, to, value, length) guest_fill(to, value, length)
#define memory_copy(to_memory, from_memory, to, from, length) guest_copy(to, from, length)

static inline void guest_fill(u32 to, u32 value, u32 length) {
  memset(guest_range(to, length), (int)(value & 0xff), length);
}
static inline void guest_copy(u32 to, u32 from, u32 length) {
  memmove(guest_range(to, length), guest_range(from, length), length);
}

// The memory is as large as it will ever be.
#define wasm_rt_allocate_memory(memory, pages_now, pages_max, is64, page_bytes) ((void)((memory)->pages = (pages_now)))
#define wasm_rt_grow_memory(memory, more) ((u32)((more) == 0 ? (memory)->pages : 0xffffffffu))
#define LOAD_DATA(memory, to, from, length) memcpy(guest_memory + (to), (from), (length))

// Table: an index is checked against the element segment and its type; both stay in flash.
#define wasm_rt_allocate_funcref_table(table, count, count_max) ((void)(table))
#define funcref_table_init(table, segment, segment_count, to, from, count, instance)                                         \
  (*(table) = (wasm_rt_funcref_table_t){(segment) + (from), (to), (to) + (count)})
#define CALL_INDIRECT(table, type_of_function, type, index, ...)                                                             \
  ((type_of_function)table_function(&(table), type, index))(__VA_ARGS__)

static inline wasm_rt_function_ptr_t table_function(const wasm_rt_funcref_table_t *table, wasm_rt_func_type_t type, u32 index) {
  if (index < table->first || index >= table->end) trap(TRAP_INDIRECT);
  const wasm_elem_segment_expr_t *entry = &table->data[index - table->first];
  if (entry->type != type) trap(TRAP_INDIRECT); // one pointer a type: wasm2c names each once
  return entry->func;
}

// Integers.
#define I32_CLZ(x) ((x) ? (u32)__builtin_clz(x) : 32u)
#define I64_CLZ(x) ((x) ? (u32)__builtin_clzll(x) : 64u)
#define I32_CTZ(x) ((x) ? (u32)__builtin_ctz(x) : 32u)
#define I64_CTZ(x) ((x) ? (u32)__builtin_ctzll(x) : 64u)
#define I32_POPCNT(x) ((u32)__builtin_popcount(x))
#define I64_POPCNT(x) ((u32)__builtin_popcountll(x))
#define I32_ROTL(x, y) ((x) << ((y) & 31) | (x) >> (-(y) & 31))
#define I32_ROTR(x, y) ((x) >> ((y) & 31) | (x) << (-(y) & 31))
#define I64_ROTL(x, y) ((x) << ((y) & 63) | (x) >> (-(y) & 63))
#define I64_ROTR(x, y) ((x) >> ((y) & 63) | (x) << (-(y) & 63))

#define DIV_U(x, y) ((y) == 0 ? TRAP_VALUE(TRAP_DIVISION) : (x) / (y))
#define REM_U(x, y) ((y) == 0 ? TRAP_VALUE(TRAP_DIVISION) : (x) % (y))

#define DEFINE_DIVISION(bits)                                                                                                \
  ALWAYS u##bits div_s##bits(s##bits x, s##bits y) {                                                                         \
    if (y == 0) trap(TRAP_DIVISION);                                                                                         \
    if (x == INT##bits##_MIN && y == -1) trap(TRAP_OVERFLOW);                                                                \
    return (u##bits)(x / y);                                                                                                 \
  }                                                                                                                          \
  ALWAYS u##bits rem_s##bits(s##bits x, s##bits y) {                                                                         \
    if (y == 0) trap(TRAP_DIVISION);                                                                                         \
    return y == -1 ? 0 : (u##bits)(x % y);                                                                                   \
  }
DEFINE_DIVISION(32)
DEFINE_DIVISION(64)
#define I32_DIV_S(x, y) div_s32((s32)(x), (s32)(y))
#define I64_DIV_S(x, y) div_s64((s64)(x), (s64)(y))
#define I32_REM_S(x, y) rem_s32((s32)(x), (s32)(y))
#define I64_REM_S(x, y) rem_s64((s64)(x), (s64)(y))

// Floats to integers: `low` and `high` are the first values beyond the range; 64-bit signed begins exactly at its minimum.
#define DEFINE_TRUNC(name, from, result, integer, above, high, saturated_low, saturated_high)                                \
  ALWAYS result I##name(from x) {                                                                                            \
    if (x != x) trap(TRAP_CONVERSION);                                                                                       \
    if (!(above) || x >= high) trap(TRAP_OVERFLOW);                                                                          \
    return (result)(integer)x;                                                                                               \
  }
#define DEFINE_TRUNC_SAT(name, from, result, integer, above, high, saturated_low, saturated_high)                            \
  ALWAYS result I##name(from x) {                                                                                            \
    if (x != x) return 0;                                                                                                    \
    if (!(above)) return (result)saturated_low;                                                                              \
    return x >= high ? (result)saturated_high : (result)(integer)x;                                                          \
  }
#define DEFINE_TRUNCS(DEFINE, sat)                                                                                           \
  DEFINE(32_TRUNC##sat##_S_F32, f32, u32, s32, x >= -2147483648.f, 2147483648.f, INT32_MIN, INT32_MAX)                       \
  DEFINE(32_TRUNC##sat##_S_F64, f64, u32, s32, x > -2147483649., 2147483648., INT32_MIN, INT32_MAX)                          \
  DEFINE(32_TRUNC##sat##_U_F32, f32, u32, u32, x > -1.f, 4294967296.f, 0, UINT32_MAX)                                        \
  DEFINE(32_TRUNC##sat##_U_F64, f64, u32, u32, x > -1., 4294967296., 0, UINT32_MAX)                                          \
  DEFINE(64_TRUNC##sat##_S_F32, f32, u64, s64, x >= -9223372036854775808.f, 9223372036854775808.f, INT64_MIN, INT64_MAX)     \
  DEFINE(64_TRUNC##sat##_S_F64, f64, u64, s64, x >= -9223372036854775808., 9223372036854775808., INT64_MIN, INT64_MAX)       \
  DEFINE(64_TRUNC##sat##_U_F32, f32, u64, u64, x > -1.f, 18446744073709551616.f, 0, UINT64_MAX)                              \
  DEFINE(64_TRUNC##sat##_U_F64, f64, u64, u64, x > -1., 18446744073709551616., 0, UINT64_MAX)
DEFINE_TRUNCS(DEFINE_TRUNC, )
DEFINE_TRUNCS(DEFINE_TRUNC_SAT, _SAT)

// Floats: C's functions, but a NaN comes out quiet, and the sign of zero counts.
#define DEFINE_FLOAT(type, suffix)                                                                                           \
  ALWAYS type wasm_quiet##suffix(type x) {                                                                                   \
    return x != x ? x + x : x;                                                                                               \
  }                                                                                                                          \
  ALWAYS type wasm_floor##suffix(type x) {                                                                                   \
    return floor##suffix(x);                                                                                                 \
  }                                                                                                                          \
  ALWAYS type wasm_ceil##suffix(type x) {                                                                                    \
    return ceil##suffix(x);                                                                                                  \
  }                                                                                                                          \
  ALWAYS type wasm_trunc##suffix(type x) {                                                                                   \
    return trunc##suffix(x);                                                                                                 \
  }                                                                                                                          \
  ALWAYS type wasm_nearbyint##suffix(type x) {                                                                               \
    return nearbyint##suffix(x);                                                                                             \
  }                                                                                                                          \
  ALWAYS type wasm_sqrt##suffix(type x) {                                                                                    \
    return sqrt##suffix(x);                                                                                                  \
  }                                                                                                                          \
  ALWAYS type wasm_fabs##suffix(type x) {                                                                                    \
    return fabs##suffix(x);                                                                                                  \
  }                                                                                                                          \
  static inline type wasm_min##suffix(type x, type y) {                                                                      \
    if (x != x || y != y) return x + y;                                                                                      \
    if (x == 0 && y == 0) return signbit(x) ? x : y;                                                                         \
    return x < y ? x : y;                                                                                                    \
  }                                                                                                                          \
  static inline type wasm_max##suffix(type x, type y) {                                                                      \
    if (x != x || y != y) return x + y;                                                                                      \
    if (x == 0 && y == 0) return signbit(x) ? y : x;                                                                         \
    return x > y ? x : y;                                                                                                    \
  }
DEFINE_FLOAT(f64, )
DEFINE_FLOAT(f32, f)
#define FMIN(x, y) _Generic((x), f32: wasm_minf, f64: wasm_min)(x, y)
#define FMAX(x, y) _Generic((x), f32: wasm_maxf, f64: wasm_max)(x, y)

#endif
