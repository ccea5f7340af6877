// What the lints say about loops, and what they leave alone.

import { now, sleep, yieldNow } from "tacet/assembly";

let done = false;
let count = 0;

export async function run(): Promise<void> {
  const end = now() + 1000;
  while (now() < end) count++; // the clock stands still
  do count++; while (Date.now() < 5);
  while (!done) {}
  for (; !done;);
  while (!done) await yieldNow();
  do {
    await sleep(0);
  } while (count > 0);
  for (let i = 0; i < 1000000; i++) count += i;
  for (let i: u64 = 0; i <= 6000000000; ++i) count++;
  switch (count) {
    case 1: while (true) { count++; switch (count) { case 2: break; } }
    case 2: for (;;) count++;
    case 3: while (1) for (let i = 0; i < 3; i++) if (i == 2) break;
  }

  // Nothing to say about these.
  while (now() < end) await sleep(1);
  while (count-- > 0) {}
  while (next()) {}
  for (let i = 0; i < 10; i++) await yieldNow();
  for (let i = 0; i < 999999; i++) count += i;
  for (let i = 0; i < 1000000; i++) if (count == i) break;
  while (true) {
    if (next()) break;
  }
  while (true) {
    if (next()) return;
    while (true) await sleep(1);
  }
  // tacet-ignore TACET082: the register changes by itself
  while (!done) {}
  while (!done) await yieldNow(); // tacet-ignore TACET083, TACET082: nothing else to wait for
}

function next(): bool {
  while (now() < 5) count++; // not async
  return count++ > 3;
}
