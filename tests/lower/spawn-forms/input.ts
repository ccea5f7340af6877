// What spawn and trySpawn take: default arguments, methods, generics, awaits among the arguments, the function itself;
// handles in fields and globals; spawning from synchronous code and from the top level.
//! allocates
import { sleep, spawn, Task, trySpawn, yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

@pool(2)
async function withDefaults(a: i32, b: i32 = a + 1, c: f64 = 0.5): Promise<f64> {
  await yieldNow();
  return <f64>a * 100 + <f64>b * 10 + c;
}

class Worker {
  constructor(public id: i32) {}

  @pool(2)
  async work(n: i32): Promise<i32> {
    await sleep(n);
    return this.id * 10 + n;
  }

  @pool(1)
  static async shared(n: i32): Promise<i32> {
    await yieldNow();
    return n;
  }
}

@pool(2)
async function same<T>(v: T): Promise<T> {
  await yieldNow();
  return v;
}

@pool(3)
async function family(n: i32): Promise<i32> {
  trace("family", n);
  await yieldNow();
  if (n > 0) {
    const child = trySpawn(family(n - 1));
    if (child.started) return n + (await child.join());
    mark("no room");
  }
  return n;
}

@pool(1)
async function background(): Promise<void> {
  await yieldNow();
  mark("background");
}

class Keeper {
  task: Task<f64> = changetype<Task<f64>>(0);
}

let kept: Task<void> = changetype<Task<void>>(0);
const keeper = new Keeper();

function fromSync(): bool {
  kept = trySpawn(background());
  return kept.started;
}

trySpawn(background());

async function number(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

export async function run(): Promise<void> {
  trace("early", fromSync());
  await yieldNow();
  const a = trySpawn(withDefaults(1));
  const b = await spawn(withDefaults(2, 7));
  trace("defaults", (await a.join()) + (await b.join()));
  const worker = new Worker(4);
  const w = trySpawn(worker.work(3));
  const x = await spawn(worker.work(await number(1)));
  trace("methods", (await w.join()) * 1000 + (await x.join()));
  trace("static", await trySpawn(Worker.shared(await number(5))).join());
  const f = await spawn(same<f64>(1.25));
  const g = trySpawn(same<i64>(1 << 40));
  trace("generic", await f.join());
  trace("generic", await g.join());
  trace("family", await trySpawn(family(4)).join());
  trace("sync", fromSync());
  await kept.join();
  keeper.task = await spawn(withDefaults(await number(3), await number(4), <f64>(await number(5))));
  trace("kept", await keeper.task.join());
}
