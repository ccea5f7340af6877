// JavaScript async/await: the workloads as plain async functions on V8's promises; the microtask queue is the executor.
// A start function returns a promise of its end. Arithmetic is 32-bit, as in the other peers.

import { Wheel } from "./wheel.js";

const CHILD_COUNT = 10;
const DELAY_MS_MAX = 1000;

/** One instance a workload: its own state, as a fresh module instance. */
export class JsPeer {
  private sum = 0;
  private gate = 0;
  private base = 0;
  private readonly wheel = new Wheel();
  private pendingCount = 0;

  checksum(): number {
    return this.sum | 0;
  }

  /** Sets the virtual time and fires what is due; the continuations run as microtasks. */
  advance(nowMs: number): void {
    this.wheel.advance(nowMs);
  }

  // ---- yield

  start_yield_1(count: number, yields: number): Promise<void> {
    return this.startYielders(count, yields, () => 0);
  }

  start_yield_8(count: number, yields: number): Promise<void> {
    return this.startYielders(count, yields, (i) => i % 8);
  }

  start_yield_mixed_8(count: number, yields: number): Promise<void> {
    return this.startYielders(count, yields, (i) => Math.imul(i, 2654435761) >>> 29);
  }

  private async startYielders(count: number, yields: number, typeOf: (index: number) => number): Promise<void> {
    this.sum = 0;
    const bodies = [
      this.yielder0, this.yielder1, this.yielder2, this.yielder3, this.yielder4, this.yielder5, this.yielder6, this.yielder7,
    ];
    const tasks: Promise<void>[] = [];
    for (let i = 0; i < count; i++) tasks.push(bodies[typeOf(i)].call(this, yields));
    await Promise.all(tasks);
  }

  private async yielder0(yields: number): Promise<void> {
    for (let n = yields; n > 0; n--) {
      await undefined;
      this.sum = (this.sum + (n ^ 17)) | 0;
    }
  }

  private async yielder1(yields: number): Promise<void> {
    for (let n = yields; n > 0; n--) {
      await undefined;
      this.sum = (this.sum + Math.imul(n, 3)) | 0;
    }
  }

  private async yielder2(yields: number): Promise<void> {
    for (let n = yields; n > 0; n--) {
      await undefined;
      this.sum = (this.sum + n + 5) | 0;
    }
  }

  private async yielder3(yields: number): Promise<void> {
    for (let n = yields; n > 0; n--) {
      await undefined;
      this.sum = (this.sum + (n << 1)) | 0;
    }
  }

  private async yielder4(yields: number): Promise<void> {
    for (let n = yields; n > 0; n--) {
      await undefined;
      this.sum = (this.sum + (n >>> 1)) | 0;
    }
  }

  private async yielder5(yields: number): Promise<void> {
    for (let n = yields; n > 0; n--) {
      await undefined;
      this.sum = (this.sum + Math.imul(n, n)) | 0;
    }
  }

  private async yielder6(yields: number): Promise<void> {
    for (let n = yields; n > 0; n--) {
      await undefined;
      this.sum = (this.sum + (n ^ (n >>> 3))) | 0;
    }
  }

  private async yielder7(yields: number): Promise<void> {
    for (let n = yields; n > 0; n--) {
      await undefined;
      this.sum = (this.sum + 7 - n) | 0;
    }
  }

  // ---- depth

  async start_resume(depth: number, times: number): Promise<void> {
    const level = depth === 1 ? level1 : depth === 5 ? level5 : level20;
    this.sum = await level(1, times);
  }

  async start_chain(depth: number, times: number): Promise<void> {
    const level = depth === 1 ? level1 : depth === 5 ? level5 : level20;
    let sum = 0;
    for (let left = times; left > 0; left--) sum = (sum + (await level(left, 1))) | 0;
    this.sum = sum;
  }

  // ---- ready

  set_gate(value: number): void {
    this.gate = value;
  }

  async start_ready_near(times: number): Promise<void> {
    let x = 1;
    for (let i = times; i > 0; i--) x = await this.near(x, i);
    this.sum = x;
  }

  async start_ready_far(times: number): Promise<void> {
    let x = 1;
    for (let i = times; i > 0; i--) x = await this.far(x, i);
    this.sum = x;
  }

  async start_plain(times: number): Promise<void> {
    let x = 1;
    for (let i = times; i > 0; i--) x = this.plain(x, i);
    this.sum = x;
  }

  private async near(x: number, i: number): Promise<number> {
    if (this.gate) await undefined;
    return (Math.imul(x, 31) + i) | 0;
  }

  private async far(x: number, i: number): Promise<number> {
    if (this.gate) {
      for (let k = 0; k < 4; k++) {
        x ^= k + this.gate;
        await undefined;
      }
    }
    return (Math.imul(x, 31) + i) | 0;
  }

  private plain(x: number, i: number): number {
    if (this.gate) {
      for (let k = 0; k < 4; k++) x ^= k + this.gate;
    }
    return (Math.imul(x, 31) + i) | 0;
  }

  // ---- join

  async start_spawn_join(times: number): Promise<void> {
    let sum = 0;
    for (let left = times; left > 0; left--) {
      const child = once(left);
      sum = (sum + (await child)) | 0;
    }
    this.sum = sum;
  }

  async start_join_together(times: number): Promise<void> {
    let sum = 0;
    for (let left = times; left > 0; left--) {
      const results = await Promise.all([
        once(left), once(left + 1), once(left + 2), once(left + 3), once(left + 4),
        once(left + 5), once(left + 6), once(left + 7), once(left + 8), once(left + 9),
      ]);
      for (let i = 0; i < CHILD_COUNT; i++) sum = (sum + results[i]) | 0;
    }
    this.sum = sum;
  }

  async start_join_staggered(times: number): Promise<void> {
    let sum = 0;
    const opens: (() => void)[] = [];
    /** Waits for its gate (the last one: a yield), then opens the gate of the one before it. */
    const link = async (index: number, x: number): Promise<number> => {
      if (index === CHILD_COUNT - 1) await undefined;
      else await new Promise<void>((resolve) => (opens[index] = resolve));
      if (index > 0) opens[index - 1]();
      return (Math.imul(x, 3) + 1) | 0;
    };
    for (let left = times; left > 0; left--) {
      const results = await Promise.all([
        link(0, left), link(1, left + 1), link(2, left + 2), link(3, left + 3), link(4, left + 4),
        link(5, left + 5), link(6, left + 6), link(7, left + 7), link(8, left + 8), link(9, left + 9),
      ]);
      for (let i = 0; i < CHILD_COUNT; i++) sum = (sum + results[i]) | 0;
    }
    this.sum = sum;
  }

  async start_race(times: number): Promise<void> {
    let sum = 0;
    for (let left = times; left > 0; left--) {
      const cancel = { requested: false };
      const winner = once(left);
      const loser = thrice(cancel);
      const result = await Promise.race([winner, loser]);
      cancel.requested = true;
      await loser;
      sum = (sum + result) | 0;
    }
    this.sum = sum;
  }

  // ---- timers

  async start_timers(count: number, rounds: number): Promise<void> {
    this.sum = 0;
    this.base = this.wheel.now;
    const tasks: Promise<void>[] = [];
    for (let i = 0; i < count; i++) tasks.push(this.sleeper(i, rounds));
    await Promise.all(tasks);
  }

  private async sleeper(seed: number, rounds: number): Promise<void> {
    for (let left = rounds; left > 0; left--) {
      seed = nextRandom(seed);
      await this.wheel.sleep(1 + ((seed >>> 8) % DELAY_MS_MAX));
      this.sum = (this.sum + (seed ^ (this.wheel.now - this.base))) | 0;
    }
  }

  /** Sets `count` timers that never fire within the benchmark. */
  async start_pending(count: number): Promise<void> {
    this.pendingCount = count;
    this.wheel.setPending(count, 3_600_000);
  }

  async reinsert(times: number): Promise<void> {
    let seed = 1;
    let sum = 0;
    for (let i = 0; i < times; i++) {
      seed = nextRandom(seed);
      const delay = 3_600_000 + (seed >>> 12);
      this.wheel.reinsert((seed >>> 8) % this.pendingCount, delay);
      sum = (sum + delay) | 0;
    }
    this.sum = sum;
  }
}

function nextRandom(seed: number): number {
  return (Math.imul(seed, 1664525) + 1013904223) | 0;
}

async function once(x: number): Promise<number> {
  await undefined;
  return (Math.imul(x, 3) + 1) | 0;
}

/** Yields three times, unless it is asked to stop. */
async function thrice(cancel: { readonly requested: boolean }): Promise<number> {
  for (let i = 0; i < 3 && !cancel.requested; i++) await undefined;
  return 0;
}

async function level1(x: number, times: number): Promise<number> {
  for (let left = times; left > 0; left--) {
    await undefined;
    x = (x + left) | 0;
  }
  return x;
}

async function level2(x: number, times: number): Promise<number> {
  return (((await level1((x + 2) | 0, times)) ^ 2) + x) | 0;
}

async function level3(x: number, times: number): Promise<number> {
  return (((await level2((x + 3) | 0, times)) ^ 3) + x) | 0;
}

async function level4(x: number, times: number): Promise<number> {
  return (((await level3((x + 4) | 0, times)) ^ 4) + x) | 0;
}

async function level5(x: number, times: number): Promise<number> {
  return (((await level4((x + 5) | 0, times)) ^ 5) + x) | 0;
}

async function level6(x: number, times: number): Promise<number> {
  return (((await level5((x + 6) | 0, times)) ^ 6) + x) | 0;
}

async function level7(x: number, times: number): Promise<number> {
  return (((await level6((x + 7) | 0, times)) ^ 7) + x) | 0;
}

async function level8(x: number, times: number): Promise<number> {
  return (((await level7((x + 8) | 0, times)) ^ 8) + x) | 0;
}

async function level9(x: number, times: number): Promise<number> {
  return (((await level8((x + 9) | 0, times)) ^ 9) + x) | 0;
}

async function level10(x: number, times: number): Promise<number> {
  return (((await level9((x + 10) | 0, times)) ^ 10) + x) | 0;
}

async function level11(x: number, times: number): Promise<number> {
  return (((await level10((x + 11) | 0, times)) ^ 11) + x) | 0;
}

async function level12(x: number, times: number): Promise<number> {
  return (((await level11((x + 12) | 0, times)) ^ 12) + x) | 0;
}

async function level13(x: number, times: number): Promise<number> {
  return (((await level12((x + 13) | 0, times)) ^ 13) + x) | 0;
}

async function level14(x: number, times: number): Promise<number> {
  return (((await level13((x + 14) | 0, times)) ^ 14) + x) | 0;
}

async function level15(x: number, times: number): Promise<number> {
  return (((await level14((x + 15) | 0, times)) ^ 15) + x) | 0;
}

async function level16(x: number, times: number): Promise<number> {
  return (((await level15((x + 16) | 0, times)) ^ 16) + x) | 0;
}

async function level17(x: number, times: number): Promise<number> {
  return (((await level16((x + 17) | 0, times)) ^ 17) + x) | 0;
}

async function level18(x: number, times: number): Promise<number> {
  return (((await level17((x + 18) | 0, times)) ^ 18) + x) | 0;
}

async function level19(x: number, times: number): Promise<number> {
  return (((await level18((x + 19) | 0, times)) ^ 19) + x) | 0;
}

async function level20(x: number, times: number): Promise<number> {
  return (((await level19((x + 20) | 0, times)) ^ 20) + x) | 0;
}
