// JavaScript's generators and closures: the workloads of cases/iterate.ts, in 32-bit arithmetic.

export class Iterate {
  sum = 0;
  private gate = 0;

  set_gate(value: number): void {
    this.gate = value;
  }

  start_items_plain(times: number): void {
    let x = 1;
    for (let i = times; i > 0; i--) x = (x + i) | 0;
    this.sum = x;
  }

  start_items_in_place(times: number): void {
    let x = 1;
    for (const i of down(times)) x = (x + i) | 0;
    this.sum = x;
  }

  start_items_frame(times: number): void {
    this.sum = folded(down(times));
  }

  async start_items_async_in_place(times: number): Promise<void> {
    let x = 1;
    for await (const i of this.downLater(times)) x = (x + i) | 0;
    this.sum = x;
  }

  async start_items_async_frame(times: number): Promise<void> {
    this.sum = await foldedLater(this.downLater(times));
  }

  start_call_direct(times: number): void {
    const k = this.gate;
    let x = 1;
    for (let i = times; i > 0; i--) x = step(x, i, k);
    this.sum = x;
  }

  start_call_closure(times: number): void {
    const k = this.gate;
    this.sum = iterated(times, (x, i) => (x + (i ^ k)) | 0);
  }

  private async *downLater(from: number): AsyncGenerator<number> {
    for (let i = from; i > 0; i--) {
      if (this.gate) await undefined;
      yield i;
    }
  }
}

function* down(from: number): Generator<number> {
  for (let i = from; i > 0; i--) yield i;
}

function folded(items: Iterable<number>): number {
  let x = 1;
  for (const i of items) x = (x + i) | 0;
  return x;
}

async function foldedLater(items: AsyncIterable<number>): Promise<number> {
  let x = 1;
  for await (const i of items) x = (x + i) | 0;
  return x;
}

function step(x: number, i: number, k: number): number {
  return (x + (i ^ k)) | 0;
}

function iterated(times: number, next: (x: number, i: number) => number): number {
  let x = 1;
  for (let i = times; i > 0; i--) x = next(x, i);
  return x;
}
