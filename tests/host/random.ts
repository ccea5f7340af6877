// A seeded generator (xorshift32): the seed a failing fuzz test prints replays it exactly.

export class Random {
  #state: number;

  constructor(readonly seed: number) {
    this.#state = seed | 0 || 1;
  }

  u32(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }

  /** 0 .. count - 1 */
  below(count: number): number {
    return this.u32() % count;
  }

  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }
}

/**
 * Runs `run` for `count` seeds from TACET_SEED or the clock, `atOnce` of them side by side, for runs that mostly wait; a failure names its seed.
 */
export async function fuzz(count: number, run: (random: Random) => Promise<void> | void, atOnce = 1): Promise<void> {
  const given = process.env["TACET_SEED"];
  const first = given === undefined ? Date.now() & 0x7fffffff : Number(given);
  const runs = given === undefined ? count : 1;
  let next = 0;
  const runOthers = async (): Promise<void> => {
    while (next < runs) {
      const seed = (first + next++ * 7919) & 0x7fffffff || 1;
      try {
        await run(new Random(seed));
      } catch (error) {
        next = runs; // what runs beside ends, no more begin
        throw new Error(`TACET_SEED=${seed} replays this failure: ${error instanceof Error ? error.stack : String(error)}`, { cause: error });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runOthers));
}
