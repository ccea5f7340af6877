// Random numbers for tests: a seed -> the same numbers each time.

/** A small seeded generator (mulberry32): an integer below `count`. */
export function random(seed: number): (count: number) => number {
  return count => {
    seed = (seed + 0x6d2b79f5) | 0;
    let x = Math.imul(seed ^ (seed >>> 15), seed | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) % count;
  };
}
