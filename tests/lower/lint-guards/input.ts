// Guards that are held across an await, and resources whose asynchronous disposal nobody awaits.
import { sleep, yieldNow } from "tacet/assembly";

class Lock {
  held: bool = false;
  acquire(): Lock { this.held = true; return this; }
  [Symbol.dispose](): void { this.held = false; }
}

class Connection {
  [Symbol.dispose](): void {}
  async [Symbol.asyncDispose](): Promise<void> { await yieldNow(); }
}

class Range {
  value: i32 = 0;
  async next(): Promise<bool> { return ++this.value < 3; }
}

const lock = new Lock();

async function held(): Promise<void> {
  using guard = lock.acquire();
  await yieldNow();
}

async function heldInLoop(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    using guard = lock.acquire(), other = lock.acquire();
    if (i == 1) {
      for await (const x of new Range()) if (x) break;
    }
  }
}

async function heldByClosure(): Promise<i32> {
  using guard = lock.acquire();
  const later = async (): Promise<i32> => {
    await yieldNow();
    return 1;
  };
  return guard.held ? 1 : 0;
}

async function ended(): Promise<void> {
  {
    using guard = lock.acquire();
    guard.held = true;
  }
  await yieldNow();
}

async function meant(): Promise<void> {
  await using guard = lock.acquire();
  await yieldNow();
}

async function silenced(): Promise<void> {
  using guard = lock.acquire(); // tacet-ignore TACET085: nobody else asks for it
  await yieldNow();
}

async function closes(): Promise<void> {
  using connection = new Connection();
  await sleep(1);
}

async function closesSilently(): Promise<void> {
  using connection = new Connection(); // tacet-ignore TACET086: the short way is enough here
}

async function closesWell(): Promise<void> {
  await using connection = new Connection();
  await sleep(1);
}

function plain(): void {
  using connection = new Connection();
}

export async function run(): Promise<i32> {
  await held();
  await heldInLoop();
  await heldByClosure();
  await ended();
  await meant();
  await silenced();
  await closes();
  await closesSilently();
  await closesWell();
  plain();
  return 0;
}
