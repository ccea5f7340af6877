// for…of and for await for editors: TypeScript wants to see `[Symbol.iterator]`, or the async one, on what a loop goes over.
// Tacet compiles loops over index access and `next()` as well; TypeScript takes those of the protocol only.
// The parameters TReturn and TNext are there because TypeScript finds its types by their number of parameters.
// It has to come before AssemblyScript's own declarations, whose symbols are of no use as names of members.

interface SymbolConstructor {
  readonly iterator: unique symbol;
  readonly asyncIterator: unique symbol;
  readonly dispose: unique symbol;
  readonly asyncDispose: unique symbol;
}

/** One step of an iteration; `value` counts unless `done`. */
interface IteratorResult<T, TReturn = any> {
  readonly done: bool;
  readonly value: T;
}

interface Iterator<T, TReturn = any, TNext = any> {
  next(): IteratorResult<T>;
}

interface Iterable<T, TReturn = any, TNext = any> {
  [Symbol.iterator](): Iterator<T>;
}

interface IterableIterator<T, TReturn = any, TNext = any> extends Iterator<T> {
  [Symbol.iterator](): IterableIterator<T>;
}

/** A generator: runs to its next `yield` at each `next()`. It yields values only; `yield` itself has none. */
interface Generator<T, TReturn = any, TNext = any> extends IterableIterator<T> {
  next(): IteratorResult<T>;
  return(): IteratorResult<T>;
  [Symbol.iterator](): Generator<T>;
}

/** TypeScript asks for it at the values of a `for await`; there are no promises of promises to unwrap. */
type Awaited<T> = T;

interface AsyncIterator<T, TReturn = any, TNext = any> {
  next(): Promise<IteratorResult<T>>;
}

interface AsyncIterable<T, TReturn = any, TNext = any> {
  [Symbol.asyncIterator](): AsyncIterator<T>;
}

interface AsyncIterableIterator<T, TReturn = any, TNext = any> extends AsyncIterator<T> {
  [Symbol.asyncIterator](): AsyncIterableIterator<T>;
}

/** An async generator: runs to its next `yield` at each `await next()`. */
interface AsyncGenerator<T, TReturn = any, TNext = any> extends AsyncIterableIterator<T> {
  next(): Promise<IteratorResult<T>>;
  return(): Promise<IteratorResult<T>>;
  [Symbol.asyncIterator](): AsyncGenerator<T>;
}

interface Array<T> extends Iterable<T> {}
interface StaticArray<T> extends Iterable<T> {}
interface TypedArray<T> extends Iterable<T> {}
interface String extends Iterable<string> {}
interface Set<K> extends Iterable<K> {}
