// using and await using: disposal in reverse order on every way out of the block, a cancel included.
//! allocates
//! runtimes stub minimal incremental
//! script start run; end; start parked; advance 1; cancel 1; end
import { inFrame, scope, limit, sleep, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

class Lock {
  constructor(readonly id: i32) {
    trace("lock", id);
  }

  [Symbol.dispose](): void {
    trace("unlock", this.id);
  }
}

class File {
  isOpen: bool = true;

  constructor(readonly name: string) {
    trace("open", name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await sleep(1);
    trace("close", this.name);
    this.isOpen = false;
  }
}

class Both {
  [Symbol.dispose](): void {
    mark("sync");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await yieldNow();
    mark("async");
  }
}

class Fails {
  constructor(readonly name: string) {}

  async [Symbol.asyncDispose](): Promise<void> {
    await yieldNow();
    throw new Error(this.name);
  }
}

async function open(name: string): Promise<File> {
  await yieldNow();
  if (name == "missing") throw new Error("no such file");
  return new File(name);
}

function maybe(yes: bool): Lock | null {
  return yes ? new Lock(9) : null;
}

async function several(v: i32): Promise<i32> {
  using a = new Lock(1), b = new Lock(2);
  await using f = await open("f");
  for (let i = 0; i < 4; i++) {
    using inner = new Lock(10 + i);
    if (v == 0 && i == 1) continue;
    if (v == 1 && i == 1) break;
    if (v == 2 && i == 1) return i;
    if (v == 3 && i == 1) throw new RangeError("third");
    await yieldNow();
    trace("used", inner.id);
  }
  await using g = await open(v == 4 ? "missing" : "g");
  assert(f.isOpen);
  return v * 10;
}

async function nulls(): Promise<void> {
  using a = maybe(false);
  using b = maybe(true);
  await using c = maybe(true);
  await using d = new Both();
  using e = new Both();
  await yieldNow();
  if (b) trace("b", b.id);
}

async function failing(v: i32): Promise<void> {
  await using a = new Lock(20);
  await using b = new Fails("of b");
  await using c = new Lock(21);
  if (v) throw new Error("of the block");
}

/** Not async. */
function plain(v: i32): i32 {
  using a = new Lock(50);
  for (let i = 0; i < 3; i++) {
    using b = new Lock(51 + i);
    if (v == 1 && i == 1) return 7;
    if (v == 2 && i == 1) throw new Error("plain");
    if (i == 2) break;
  }
  return v;
}

async function explicit(): Promise<void> {
  const f = await open("explicit");
  await f[Symbol.asyncDispose]();
  const l = new Lock(30);
  l[Symbol.dispose]();
  trace("open", f.isOpen);
}

@pool(3)
async function work(v: i32, ms: i32): Promise<void> {
  try {
    await sleep(ms);
    trace("done", v);
  } finally {
    trace("over", v);
  }
}

/** The block of a scope waits for its tasks; left by an error it cancels them. */
async function scopes(v: i32): Promise<void> {
  for (let i = 0; i < 2; i++) {
    await using s = scope();
    await s.spawn(work(i, 2));
    if (v && i) throw new Error("left");
    mark("end of the block");
  }
  {
    await using s = limit(1);
    await s.spawn(work(5, 1));
    await s.spawn(work(6, 1));
  }
  mark("behind");
}

export async function parked(): Promise<void> {
  using a = new Lock(40);
  await using f = await open("parked");
  await using s = scope();
  await s.spawn(work(41, 100));
  await sleep(100);
  mark("not here");
}

export async function run(): Promise<i32> {
  for (let v = 0; v < 5; v++) {
    try {
      trace("several", await several(v));
    } catch (e) {
      trace("threw", e.message);
    }
  }
  await nulls();
  for (let v = 0; v < 2; v++) {
    try {
      await failing(v);
    } catch (e) {
      trace("threw", e instanceof SuppressedError ? (e as SuppressedError).error.message : e.message);
    }
  }
  for (let v = 0; v < 3; v++) {
    try {
      trace("plain", plain(v));
    } catch (e) {
      trace("threw", e.message);
    }
  }
  await explicit();
  for (let v = 0; v < 2; v++) {
    try {
      await scopes(v);
    } catch (e) {
      trace("threw", e.message);
    }
  }
  return 0;
}
