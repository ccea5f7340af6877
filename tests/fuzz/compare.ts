// Two outcomes of one program -> the first difference, or none.
//
// What may be compared is what the semantics promise, and no more.
//
// Within one task the order is exact: an activation and everything it awaits is one thread of control on both sides, so the sequence of a
// task's events, and its values, must be equal. A child's name does not depend on scheduling (`fork`), so its events are found on both sides.
//
// Between tasks the two sides schedule differently. JavaScript resumes every awaiter through the microtask queue, also when what it awaits is
// there already; Tacet goes on directly. Both promise only: a child runs from its start to its first suspension before its owner goes on,
// an owner goes on after a join only when the child has ended, and yieldNow is first in, first out. Hence two kinds of programs:
//
//   streams  Tasks share no mutable data (arguments of children are values or fresh objects), so no value depends on how tasks interleave,
//            and each task's sequence is compared by itself. Children may be abandoned and calls cancelled: how far such a task gets does
//            depend on it, so its events must be the beginning of the oracle's, where it runs on, and then the ends of the brackets
//            that are open there, innermost first: its cleanups. Where a combinator has ended, or a cleanup around the await of a child
//            begins, the children awaited there have ended, so nothing of theirs may follow (`ended`).
//            A child under a shield runs to its end whoever is cancelled; only where that was before its start nothing of it is there.
//
//   ordered  Tasks share everything. The first await of each child really suspends, in yieldNow. Then at no time two activities are ready
//            in JavaScript's microtask queue: the oracle resolves one yieldNow, and whatever follows from it is one chain (the task goes on;
//            where it ends, the one owner that waits for it goes on) until the next yieldNow; a child it starts on the way has reached its
//            first yieldNow before its owner goes on. Tacet's poll is the same chain, and both queues hold the same yieldNows in the same
//            order. So the whole trace is one sequence, and is compared as one; so is the effect of a turn's budget in polls.
//            (A child whose first await were of a value would be resumed in Tacet before its owner, in JavaScript after: not promised.)

import type { Event, Outcome } from "./outcome.js";
import type { Mode } from "./program.js";

/** @returns a description of the first difference, or undefined */
export function difference(mode: Mode, expected: Outcome, actual: Outcome): string | undefined {
  const events = mode === "ordered" ? differentSequence("trace", expected.events, actual.events) : differentStreams(expected, actual);
  return events ?? differentCalls(expected, actual);
}

/** Compares task by task, whatever the mode: for the synchronous dialect, where tasks run one after another. */
export function differentStreams(expected: Outcome, actual: Outcome): string | undefined {
  const left = byTask(expected.events);
  const right = byTask(actual.events);
  for (const task of new Set([...left.keys(), ...right.keys()])) {
    const events = right.get(task) ?? [];
    const end = events.findIndex(({ text }) => text === ENDED);
    const later = end < 0 ? undefined : events.slice(end).find(({ text }) => text !== ENDED);
    if (later) return `task ${task}: ${describe(later)} behind its end`;
    if (expected.wholeTasks.has(task) && events.every(({ text }) => text === ENDED)) continue;
    const compare = expected.prefixTasks.has(task) ? differentBeginning : differentSequence;
    const found = compare(`task ${task}`, left.get(task) ?? [], end < 0 ? events : events.slice(0, end));
    if (found) return found;
  }
  return undefined;
}

/** What `ended` of the prelude traces. */
const ENDED = "0: 0";

function byTask(events: readonly Event[]): Map<number, Event[]> {
  const streams = new Map<number, Event[]>();
  for (const event of events) {
    const stream = streams.get(event.task);
    if (stream) stream.push(event);
    else streams.set(event.task, [event]);
  }
  return streams;
}

function differentSequence(name: string, expected: readonly Event[], actual: readonly Event[], from = 0): string | undefined {
  const count = Math.max(expected.length, actual.length);
  for (let i = from; i < count; i++) {
    if (!isSame(expected[i], actual[i])) return `${name}, event ${i}: expected ${describe(expected[i])}, got ${describe(actual[i])}`;
  }
  return undefined;
}

/** What a `try` with a cleanup traces before it, and the cleanup itself. */
export const BRACKET = { open: "try", close: "cleanup" } as const;

function differentBeginning(name: string, expected: readonly Event[], actual: readonly Event[]): string | undefined {
  const cleanups: Event[] = [];
  let count = 0;
  for (; count < actual.length && isSame(expected[count], actual[count]); count++) {
    const { task, text } = actual[count];
    if (text.endsWith(`"${BRACKET.open}"`)) cleanups.unshift({ task, text: text.replace(BRACKET.open, BRACKET.close) });
    else if (cleanups[0]?.text === text) cleanups.shift();
  }
  return differentSequence(name, [...actual.slice(0, count), ...cleanups], actual, count);
}

function isSame(left: Event | undefined, right: Event | undefined): boolean {
  return left?.task === right?.task && left?.text === right?.text;
}

function describe(event: Event | undefined): string {
  return event ? `task ${event.task} at ${event.text}` : "the end";
}

export function differentCalls(expected: Outcome, actual: Outcome): string | undefined {
  if (expected.calls.length !== actual.calls.length) return `${expected.calls.length} calls against ${actual.calls.length}`;
  for (let i = 0; i < expected.calls.length; i++) {
    const left = expected.calls[i];
    const right = actual.calls[i];
    // A cancelled call may have come to its end before the cancel reached it.
    if (expected.prefixTasks.has(left.task) && left.state === "cancelled" && right.state !== "running") continue;
    if (left.state === right.state && left.value === right.value) continue;
    return `call ${i}: expected ${left.state} ${left.value}, got ${right.state} ${right.value}`;
  }
  return undefined;
}
