// using and await using: disposal in reverse order on the way out, an error and a cancel included.
import { inFrame, sleep, trySpawn } from "tacet/assembly";
import { clockStart, mark, ms, trace, trace2 } from "../trace";

@unmanaged
class Lock {
  id: i32;

  [Symbol.dispose](): void {
    trace("unlock", this.id);
  }
}

@unmanaged
class File {
  id: i32;

  async [Symbol.asyncDispose](): Promise<void> {
    await sleep(2);
    trace2("close", this.id, ms());
  }
}

async function work(fail: bool): Promise<void> {
  using lock = inFrame<Lock>();
  lock.id = 1;
  await using file = inFrame<File>();
  file.id = 2;
  await sleep(10);
  if (fail) throw new Error("fails");
  mark("worked");
}

@pool(1)
async function task(): Promise<void> {
  await work(false);
}

export async function main(): Promise<void> {
  clockStart();
  await work(false);
  try {
    await work(true);
  } catch (e) {
    mark(e.message);
  }
  const t = trySpawn(task());
  await sleep(5);
  t.cancel();
  await sleep(5);
  trace("cancelled", t.cancelled ? 1 : 0);
}
