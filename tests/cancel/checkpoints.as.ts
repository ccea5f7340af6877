// A program that saves itself while an operation is under way, beside a child that does the same: the host keeps one checkpoint at a time, and
// a program that was restored finds that the operation was interrupted. Each part says when it begins and when it is over.

import { checkpoint, Errno, Signal, signal, sleep } from "tacet/assembly";

async function wait(): Promise<i32> {
  console.log("begins");
  try {
    let interrupts = 0;
    while (true) {
      const result = await signal(Signal.SIGINT);
      if (result == Signal.SIGINT) return interrupts;
      assert(result == Errno.EINTR, result.toString());
      interrupts++;
    }
  } finally {
    console.log("over");
    await sleep(1);
  }
}

/** @returns how often it was restored */
async function save(rounds: i32): Promise<i32> {
  console.log("begins");
  let restored = 0;
  try {
    for (let i = 0; i < rounds; i++) {
      await sleep(1);
      const result = await checkpoint();
      if (result == 1) restored++;
      else assert(result == 0 || result == Errno.EBUSY, result.toString());
    }
    return restored;
  } finally {
    console.log("over");
    await checkpoint(); // cleanup that saves, too
  }
}

export async function main(): Promise<i32> {
  const waiting = wait();
  const saving = save(3);
  const restored = await save(4);
  return restored * 100 + (await saving) * 10 + (await waiting);
}
