// Loops over generators that others have stepped or ended before, or step or end inside the loop's body.
//! javascript
import { mark, trace } from "../trace";

function* count(to: i32): Generator<i32> {
  for (let i = 1; i <= to; i++) yield i;
  mark("counted");
}

function* fails(): Generator<i32> {
  yield 1;
  throw new Error("two");
}

/** Nothing in the body can reach the generator. */
function sum(items: Generator<i32>): i32 {
  let s = 0;
  for (const item of items) s += item;
  return s;
}

function first(items: Generator<i32>): i32 {
  for (const item of items) return item;
  return 0;
}

function skip(items: Generator<i32>): void {
  items.next();
}

function end(items: Generator<i32>): void {
  items.return();
}

/** A function in the body steps it. */
function everySecond(items: Generator<i32>): i32 {
  let s = 0;
  for (const item of items) {
    skip(items);
    s += item;
  }
  return s;
}

/** A function in the body ends it. */
function upTo(items: Generator<i32>, last: i32): i32 {
  let s = 0;
  for (const item of items) {
    s += item;
    if (item == last) end(items);
  }
  return s;
}

/** So does one that is a value. */
function each(items: Generator<i32>, then: (items: Generator<i32>) => void): i32 {
  let s = 0;
  for (const item of items) {
    s += item;
    then(items);
  }
  return s;
}

/** An inner loop over the same. */
function inner(items: Generator<i32>): i32 {
  let s = 0;
  for (const item of items) {
    s += item * 100;
    for (const rest of items) s += rest;
  }
  return s;
}

/** An inner loop over another. */
function product(to: i32): i32 {
  let s = 0;
  const outer = count(to);
  for (const a of outer) s += a * sum(count(a));
  return s + sum(outer);
}

export async function run(): Promise<i32> {
  const items = count(4);
  items.next();
  trace("sum", sum(items));
  trace("again", sum(items));
  const left = count(3);
  trace("first", first(left));
  trace("left", sum(left));
  const ended = count(3);
  end(ended);
  trace("ended", sum(ended));
  trace("everySecond", everySecond(count(5)));
  trace("upTo", upTo(count(5), 3));
  trace("each", each(count(5), skip));
  trace("each end", each(count(5), end));
  trace("inner", inner(count(4)));
  trace("product", product(3));
  const failing = fails();
  try {
    trace("never", sum(failing));
  } catch (e) {
    trace("caught", e.message);
  }
  trace("failed", sum(failing));
  return 0;
}
