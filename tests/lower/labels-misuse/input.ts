// Labels that name nothing around: another function's, a loop's that is over, a switch's for `continue`; and one that leaves a `finally`.
import { sleep } from "tacet/assembly";

async function unknown(): Promise<void> {
  over: for (let i = 0; i < 3; i++) await sleep(1);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      if (j == 1) break over;
      if (i == 1) continue nowhere;
    }
  }
}

async function outside(): Promise<void> {
  outer: for (let i = 0; i < 3; i++) {
    const f = (n: i32): void => {
      for (let j = 0; j < 3; j++) if (j == n) break outer;
    };
    f(i);
  }
}

async function chosen(n: i32): Promise<void> {
  chosen: switch (n) {
    case 1: for (;;) continue chosen;
  }
}

async function cleanup(): Promise<void> {
  outer: for (;;) {
    try {
      await sleep(1);
    } finally {
      inner: for (;;) {
        for (;;) {
          await sleep(1);
          break inner;
        }
      }
      for (;;) {
        await sleep(1);
        break outer;
      }
    }
  }
}

export async function run(): Promise<void> {
  await unknown();
  await outside();
  await chosen(1);
  await cleanup();
}
