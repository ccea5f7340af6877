// Rings: submissions of the guest -> Submission records for the ops; results -> completions for the guest.
// Layout in abi.json. Addresses and sizes are read once, when the guest announces the rings, and never again; the host's own
// indices live here and memory only gets copies. What the guest writes (its tail, its head, entries) is checked at each use:
// an index that claims more entries than the ring has ends the program with BAD_RING_INDEX, since nothing in the ring can be
// believed any more.
// A full completion ring: completions queue here in order and are written after the next turn. None is dropped.

import { CompactCompletionLayout, CompactFlag, CompactSubmissionLayout, CompletionLayout, Limit, RingsLayout, SubmissionLayout } from "./abi.js";
import { TacetFault } from "./errors.js";
import type { GuestMemory } from "./memory.js";

/** The two forms of entries, by the log2 of their bytes. */
const WIDE = { submission: Math.log2(SubmissionLayout.BLOCK_BYTES), completion: Math.log2(CompletionLayout.BLOCK_BYTES) } as const;
const COMPACT = { submission: Math.log2(CompactSubmissionLayout.BLOCK_BYTES), completion: Math.log2(CompactCompletionLayout.BLOCK_BYTES) } as const;

/** One operation asked for. The record is reused: copy what outlives the call. */
export interface Submission {
  op: number;
  flags: number;
  handle: number;
  buffer: number;
  length: number;
  argLow: number;
  argHigh: number;
  user: number;
  generation: number;
}

export class Rings {
  /** All of these are indices into memory.u32. */
  readonly #submissions: number;
  readonly #completions: number;
  readonly #submissionTail: number;
  readonly #submissionHead: number;
  readonly #completionTail: number;
  readonly #completionHead: number;
  readonly #refused: number;
  readonly #isCompact: boolean;
  readonly #submissionCount: number;
  readonly #completionCount: number;
  readonly #taken: Submission = { op: 0, flags: 0, handle: 0, buffer: 0, length: 0, argLow: 0, argHigh: 0, user: 0, generation: 0 };
  /** Completions that found the ring full: user, generation, result, flags of each. */
  #overflow: number[] = [];
  #head = 0;
  #tail = 0;
  #refusedSeen = 0;

  /** @param block address the guest announced; throws TacetFault BAD_RINGS if it can't be one */
  constructor(private readonly memory: GuestMemory, block: number) {
    if (block % 4 !== 0 || !memory.holds(block, RingsLayout.BLOCK_BYTES)) throw new TacetFault("BAD_RINGS", `no rings block at ${block}`);
    const { u8, u32 } = memory;
    const word = (offset: number): number => (block + offset) >>> 2;
    const submissions = u32[word(RingsLayout.SUBMISSIONS)];
    const completions = u32[word(RingsLayout.COMPLETIONS)];
    const submissionsLog2 = u8[block + RingsLayout.SUBMISSIONS_LOG2];
    const completionsLog2 = u8[block + RingsLayout.COMPLETIONS_LOG2];
    const bytesLog2 = { submission: u8[block + RingsLayout.SUBMISSION_BYTES_LOG2], completion: u8[block + RingsLayout.COMPLETION_BYTES_LOG2] };
    const form = [WIDE, COMPACT].find(({ submission, completion }) => submission === bytesLog2.submission && completion === bytesLog2.completion);
    if (!form) throw new TacetFault("BAD_RINGS", "this host performs entries of 32 and 16 bytes, or of 16 and 8");
    this.#isCompact = form === COMPACT;
    if (submissionsLog2 > Limit.RING_LOG2_MAX || completionsLog2 > Limit.RING_LOG2_MAX) throw new TacetFault("BAD_RINGS", "more entries than a ring may have");
    this.#submissionCount = 1 << submissionsLog2;
    this.#completionCount = 1 << completionsLog2;
    if (submissions % 4 !== 0 || !memory.holds(submissions, this.#submissionCount << form.submission)) throw new TacetFault("BAD_RINGS", `no submission ring at ${submissions}`);
    if (completions % 4 !== 0 || !memory.holds(completions, this.#completionCount << form.completion)) throw new TacetFault("BAD_RINGS", `no completion ring at ${completions}`);
    this.#submissions = submissions >>> 2;
    this.#completions = completions >>> 2;
    this.#submissionTail = word(RingsLayout.SUBMISSION_TAIL);
    this.#submissionHead = word(RingsLayout.SUBMISSION_HEAD);
    this.#completionTail = word(RingsLayout.COMPLETION_TAIL);
    this.#completionHead = word(RingsLayout.COMPLETION_HEAD);
    this.#refused = word(RingsLayout.REFUSED);
    this.#head = u32[this.#submissionHead];
    this.#tail = u32[this.#completionTail];
  }

  /** Hands each submission to `perform`, in order. @returns how many there were */
  take(perform: (submission: Submission) => void): number {
    const u32 = this.memory.u32;
    const count = (u32[this.#submissionTail] - this.#head) >>> 0;
    if (count === 0) return 0;
    if (count > this.#submissionCount) throw new TacetFault("BAD_RING_INDEX", `submission tail ${u32[this.#submissionTail]}, head ${this.#head}`);
    for (let left = count; left > 0; left--) {
      const index = this.#head & (this.#submissionCount - 1);
      if (this.#isCompact) this.#readCompact(this.#submissions + (index << 2));
      else this.#read(this.#submissions + (index << 3));
      this.#head = (this.#head + 1) >>> 0;
      perform(this.#taken);
    }
    this.memory.u32[this.#submissionHead] = this.#head; // a host function may have grown the memory
    return count;
  }

  /** Posts one completion; queues it while the ring is full. */
  post(user: number, generation: number, result: number, flags: number): void {
    if (this.#overflow.length > 0 || this.#used() === this.#completionCount) this.#overflow.push(user, generation, result, flags);
    else this.#write(user, generation, result, flags);
  }

  /** Moves queued completions into the ring as far as there is room. Before each turn. */
  refill(): void {
    if (this.#overflow.length === 0) return;
    let room = this.#completionCount - this.#used();
    let at = 0;
    for (; room > 0 && at < this.#overflow.length; room--, at += 4) {
      this.#write(this.#overflow[at], this.#overflow[at + 1], this.#overflow[at + 2], this.#overflow[at + 3]);
    }
    this.#overflow = this.#overflow.slice(at);
  }

  /** Whether the guest has completions to take. */
  get hasCompletions(): boolean {
    return this.#overflow.length > 0 || this.memory.u32[this.#completionHead] !== this.#tail;
  }

  /** Completions the guest refused since the last call. */
  takeRefused(): number {
    const refused = this.memory.u32[this.#refused];
    const count = (refused - this.#refusedSeen) >>> 0;
    this.#refusedSeen = refused;
    return count;
  }

  #used(): number {
    const used = (this.#tail - this.memory.u32[this.#completionHead]) >>> 0;
    if (used > this.#completionCount) throw new TacetFault("BAD_RING_INDEX", `completion tail ${this.#tail}, head ${this.memory.u32[this.#completionHead]}`);
    return used;
  }

  /** An entry of 32 bytes, at this index of memory.u32. */
  #read(at: number): void {
    const { u32 } = this.memory;
    const taken = this.#taken;
    const first = u32[at];
    taken.op = first & 0xff;
    taken.flags = first >>> 8; // with the reserved half: anything there is a flag nobody knows
    taken.handle = u32[at + 1];
    taken.buffer = u32[at + 2];
    taken.length = u32[at + 3];
    taken.argLow = u32[at + 4];
    taken.argHigh = u32[at + 5];
    taken.user = u32[at + 6];
    taken.generation = u32[at + 7];
  }

  /** The same of 16 bytes. */
  #readCompact(at: number): void {
    const { u32 } = this.memory;
    const taken = this.#taken;
    const first = u32[at];
    const arg = u32[at + 3];
    const isPair = (first >>> 8 & CompactFlag.HALVES) !== 0;
    taken.op = first & 0xff;
    taken.flags = first >>> 8 & 0xff & ~CompactFlag.HALVES;
    taken.handle = first >>> 16;
    taken.user = u32[at + 1] & 0xffff;
    taken.generation = u32[at + 1] >>> 16;
    taken.buffer = u32[at + 2] & 0xffff;
    taken.length = u32[at + 2] >>> 16;
    taken.argLow = isPair ? arg & 0xffff : arg;
    taken.argHigh = isPair ? arg >>> 16 : arg === 0xffffffff ? arg : 0;
  }

  #write(user: number, generation: number, result: number, flags: number): void {
    const u32 = this.memory.u32;
    const index = this.#tail & (this.#completionCount - 1);
    if (this.#isCompact) {
      const at = this.#completions + (index << 1);
      u32[at] = user | generation << 16;
      u32[at + 1] = result;
    } else {
      const at = this.#completions + (index << 2);
      u32[at] = user;
      u32[at + 1] = generation;
      u32[at + 2] = result;
      u32[at + 3] = flags;
    }
    this.#tail = (this.#tail + 1) >>> 0;
    u32[this.#completionTail] = this.#tail;
  }
}
