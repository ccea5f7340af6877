// Sets of locals as bit words; the data-flow passes make thousands of them, for which typed arrays are too heavy.

/** Words of 32 bits, signed. */
export type Bits = number[];

export function bitsFor(count: number): Bits {
  return new Array<number>(count + 31 >>> 5).fill(0);
}

export function has(set: Bits, i: number): boolean {
  return (set[i >>> 5] >>> (i & 31) & 1) != 0;
}

export function add(set: Bits, i: number): void {
  set[i >>> 5] |= 1 << (i & 31);
}

export function remove(set: Bits, i: number): void {
  set[i >>> 5] &= ~(1 << (i & 31));
}

/** Makes `to` equal to `from`. */
export function assign(to: Bits, from: Bits): void {
  for (let w = 0; w < to.length; w++) to[w] = from[w];
}

/** Adds all of `from`. @returns whether `to` grew */
export function union(to: Bits, from: Bits): boolean {
  let grew = false;
  for (let w = 0; w < to.length; w++) {
    const now = to[w] | from[w];
    if (now != to[w]) {
      to[w] = now;
      grew = true;
    }
  }
  return grew;
}

/** Keeps what both have. @returns whether `to` shrank */
export function intersect(to: Bits, from: Bits): boolean {
  let shrank = false;
  for (let w = 0; w < to.length; w++) {
    const now = to[w] & from[w];
    if (now != to[w]) {
      to[w] = now;
      shrank = true;
    }
  }
  return shrank;
}

export function members(set: Bits): number[] {
  const out: number[] = [];
  for (let w = 0; w < set.length; w++) {
    for (let word = set[w]; word; word &= word - 1) out.push((w << 5) + (31 - Math.clz32(word & -word)));
  }
  return out;
}
