// asc's 64-bit integers in JavaScript (its portable glue puts the constructors on the global object).

/** The two halves of a 64-bit integer. */
export interface Int64 {
  readonly low: number;
  readonly high: number;
}

/** `value` (0 to 2^31-1) as asc's i64. */
export function int64(value: number): Int64 {
  return (globalThis as unknown as { i64_new(low: number, high: number): Int64 }).i64_new(value, 0);
}
