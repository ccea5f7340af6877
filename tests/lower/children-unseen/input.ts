// An error that a child leaves behind where nobody looks reaches its owner's end: by each way on which a return passes no join.
//! allocates
//! runtimes stub incremental
//! script start run 0; turn 20; end; start run 1; turn 20; end; start run 2; turn 20; end; start run 3; turn 20; end; start run 4; turn 20; end; start run 5; turn 20; end; start run 6; turn 20; end
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

async function fails(n: i32): Promise<i32> {
  if (n > 9) await yieldNow();
  throw new Error("unseen " + n.toString());
}

async function returns(early: bool): Promise<i32> {
  const p = fails(1);
  if (early) return 1;
  try {
    await p;
  } catch {
    mark("seen");
  }
  return 2;
}

/** What throws in front of the join leads to the handler. */
async function thrown(): Promise<void> {
  try {
    const p = fails(2);
    if (await other(1)) throw new Error("other");
    await p;
  } catch (e) {
    mark(e.message);
  }
}

async function other(n: i32): Promise<bool> {
  await yieldNow();
  return n > 0;
}

/** A branch that passes a cleanup. */
async function left(i: i32): Promise<void> {
  switch (i) {
    default:
      try {
        const p = fails(3);
        if (await other(i)) await p;
        else break;
      } finally {
        mark("cleanup");
      }
      mark("never");
  }
}

/** A generator that throws at its end, in a loop that is left early. */
async function* tidy(): AsyncGenerator<i32> {
  try {
    yield 1;
    yield 2;
  } finally {
    mark("tidied");
    if (await other(1)) throw new Error("untidy");
  }
}

async function stopped(): Promise<void> {
  try {
    const p = fails(4);
    for await (const x of tidy()) {
      trace("x", x);
      break;
    }
    await p;
  } catch (e) {
    mark(e.message);
  }
}

/** Of two that may be in a variable, one is joined. */
async function either(first: bool): Promise<void> {
  const p = fails(5);
  const q = other(1);
  try {
    if (first) await p;
    else await q;
  } catch (e) {
    mark(e.message);
  }
}

async function each(which: i32): Promise<void> {
  switch (which) {
    case 0: trace("returned", await returns(true)); break;
    case 1: trace("returned", await returns(false)); break;
    case 2: await thrown(); break;
    case 3: await left(0); break;
    case 4: await stopped(); break;
    case 5: await either(true); break;
    default: await either(false);
  }
}

export async function run(which: i32): Promise<void> {
  try {
    await each(which);
    mark("no error");
  } catch (e) {
    mark("caught " + e.message);
  }
}
