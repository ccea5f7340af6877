// What programs in JavaScript find around them and AssemblyScript has not.
async function waits(): Promise<void> {
  setTimeout(() => {}, 5);
}

async function repeats(): Promise<void> {
  const timer = setInterval(() => {}, 5);
  clearInterval(timer);
}

async function later(): Promise<void> {
  queueMicrotask(() => {});
}

async function aborts(): Promise<void> {
  const controller = new AbortController();
  controller.abort();
}

async function loads(): Promise<i32> {
  const response = await fetch("http://localhost");
  return response.status;
}

async function statics(): Promise<i32> {
  const { promise, resolve } = Promise.withResolvers<i32>();
  return await Promise.try(() => 1);
}

function* steps(): IterableIterator<i32> {
  yield 1;
}

export async function run(): Promise<void> {
  await waits();
  await repeats();
  await later();
  await aborts();
  await loads();
  await statics();
  for (const v of steps()) v;
}
