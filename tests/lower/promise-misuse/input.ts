// Promises used as JavaScript's: what asc says of them is said in our words, and once.
import { shield, sleep, spawn, Task, timeout, yieldNow } from "tacet/assembly";

class Thenable {
  then(done: (v: i32) => void): void {
    done(1);
  }
}

async function number(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

@pool(1)
async function work(): Promise<i32> {
  return 1;
}

async function methods(): Promise<void> {
  number(1).then(v => v + 1);
  number(2).catch(e => 0);
  number(3).finally(() => {});
}

async function made(): Promise<i32> {
  return await new Promise<i32>(resolve => resolve(1));
}

async function results(): Promise<i32> {
  const r = await Promise.all([number(1), number(2)]);
  return r[0] + r.length;
}

async function indexed(): Promise<i32> {
  return (await Promise.all([number(1), number(2)]))[0];
}

async function returned(): Promise<i32[]> {
  return Promise.all([number(1), number(2)]);
}

async function settled(): Promise<void> {
  for (const outcome of await Promise.allSettled([number(1)])) outcome.reason;
}

async function listed(list: i32[]): Promise<void> {
  const r = await Promise.all(list.map<i32>(n => n));
  r.length;
}

async function handle(): Promise<void> {
  const task = await spawn(work());
  await task;
  await new Thenable();
}

async function operands(): Promise<void> {
  await timeout(5, 10);
  await shield(number);
  await spawn(async () => {});
}

async function each(list: i32[]): Promise<void> {
  list.forEach(async n => { await number(n); });
}

async function arrow(): Promise<i32> {
  const f = async (n: i32) => {
    await yieldNow();
    return n;
  };
  return await f(4);
}

function same<T>(v: T): T {
  return v;
}

function* asked(): Generator<i32> {
  const answer = yield 1;
  same(answer);
}

export async function run(): Promise<void> {
  await methods();
  await made();
  await results();
  await indexed();
  await returned();
  await settled();
  await listed([]);
  await handle();
  await operands();
  await each([]);
  await arrow();
  for (const v of asked()) v;
}
