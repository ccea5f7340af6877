// Handles: a resource of the host -> a number the guest holds.
//
//   bits 0..19 index | 20..30 generation, 1..2047 (0 for the standard streams, which are never released) | 31 zero
//
// A released index is used again with the next generation, so that an old handle is refused. Release is idempotent.

const INDEX_BITS = 20;
const INDEX_MASK = (1 << INDEX_BITS) - 1;
const GENERATION_MAX = (1 << 11) - 1;

interface Slot<T> { resource: T | undefined; generation: number }

export class Handles<T> {
  readonly #slots: Slot<T>[] = [];
  /** Released indices, oldest first: a late use of an old handle meets an empty slot for as long as possible. */
  #free: number[] = [];
  #count = 0;

  /** @param fixed resources of the handles 0, 1, 2, … */
  constructor(fixed: readonly T[], private readonly countMax: number) {
    for (const resource of fixed) this.#slots.push({ resource, generation: 0 });
    this.#count = fixed.length;
  }

  get count(): number {
    return this.#count;
  }

  /** @returns the new handle, or undefined when there are too many */
  open(resource: T): number | undefined {
    if (this.#count >= this.countMax) return undefined;
    this.#count++;
    const free = this.#free.length > REUSE_AFTER || this.#slots.length > INDEX_MASK ? this.#free.shift() : undefined;
    if (free === undefined) {
      this.#slots.push({ resource, generation: 1 });
      return (this.#slots.length - 1) | 1 << INDEX_BITS;
    }
    const slot = this.#slots[free];
    slot.resource = resource;
    return free | slot.generation << INDEX_BITS;
  }

  get(handle: number): T | undefined {
    const slot = this.#slots[handle & INDEX_MASK];
    return slot !== undefined && slot.generation === handle >>> INDEX_BITS ? slot.resource : undefined;
  }

  /** @returns the resource, or undefined when the handle is not open (any more); the standard streams stay */
  release(handle: number): T | undefined {
    const index = handle & INDEX_MASK;
    const slot = this.#slots[index];
    if (slot === undefined || slot.generation === 0 || slot.generation !== handle >>> INDEX_BITS) return undefined;
    const resource = slot.resource;
    if (resource === undefined) return undefined;
    slot.resource = undefined;
    slot.generation = slot.generation === GENERATION_MAX ? 1 : slot.generation + 1;
    this.#free.push(index);
    this.#count--;
    return resource;
  }

  /** All open resources, the standard streams first. */
  *[Symbol.iterator](): Iterator<T> {
    for (const slot of this.#slots) if (slot.resource !== undefined) yield slot.resource;
  }
}

/** So many indices rest before the first is used again; bounds the cost of `shift` as well. */
const REUSE_AFTER = 64;
