// Replacing methods on asc's prototypes, once per process; what a replacement does depends on the program it is called for.

/** A prototype of asc's whose "private" methods are replaced by name; transform/asc.ts checks at start-up that they exist. */
export type Patched = Record<string, unknown>;

/** Whether nobody has patched `proto` under this key yet; takes the key. */
export function isFirst(proto: object, key: symbol): boolean {
  const marks = proto as Record<symbol, boolean>;
  if (marks[key]) return false;
  marks[key] = true;
  return true;
}

/** Replaces method `name`; `make` gets the one that was there. */
export function override<S, A extends unknown[], R>(
  proto: Patched, name: string, make: (original: (this: S, ...args: A) => R) => (this: S, ...args: A) => R,
): void {
  proto[name] = make(proto[name] as (this: S, ...args: A) => R);
}
