// Generators: in place of a loop, by hand, nested with yield*, and their cleanup when the loop is left.
import { mark, trace, trace2 } from "../trace";

function* count(from: i32, to: i32): Generator<i32> {
  try {
    for (let i = from; i < to; i++) yield i;
  } finally {
    trace2("counted", from, to);
  }
}

function* twice(): Generator<i32> {
  yield* count(1, 3);
  yield 100;
  yield* count(3, 5);
}

function* squares(over: Generator<i32>): Generator<i32> {
  for (const x of over) yield x * x;
}

export async function main(): Promise<void> {
  let sum = 0;
  for (const x of twice()) sum += x;
  trace("sum", sum);
  for (const x of squares(count(5, 100))) {
    trace("square", x);
    if (x > 40) break;
  }
  const g = count(0, 3);
  trace("next", g.next().value);
  trace("next", g.next().value);
  g.return();
  trace("done", g.next().done ? 1 : 0);
  mark("end");
}
