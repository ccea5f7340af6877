// A place that starts children may come round again only when its child has ended.
import { sleep, yieldNow } from "tacet/assembly";

async function child(n: i32): Promise<i32> {
  await sleep(n);
  return n;
}

/** Completes at once: may come round. */
async function quick(n: i32): Promise<i32> {
  return n;
}

async function dropped(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    child(i);
    quick(i);
    await yieldNow();
  }
}

async function onSomePath(): Promise<i32> {
  let sum = 0;
  while (sum < 10) {
    const p = child(sum);
    if (sum & 1) sum += await p;
    sum++;
  }
  return sum;
}

async function overwritten(): Promise<i32> {
  let sum = 0;
  let q = child(1);
  do {
    q = child(2);
    sum++;
  } while (sum < 20);
  return sum + (await q);
}

async function continued(n: i32): Promise<i32> {
  for (let i = 0; i < n; i++) {
    const p = child(i);
    if (i == 3) continue;
    n += await p;
  }
  return n;
}

/** Joined on every path: allowed. */
async function joined(): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    const p = child(i);
    sum += await p;
  }
  return sum;
}

export async function run(): Promise<i32> {
  await dropped();
  return (await onSomePath()) + (await overwritten()) + (await continued(9)) + (await joined());
}
