// Virtual timers for the JavaScript peer: the hashed wheel of the other peers, with objects for nodes.
// (setTimeout can't be driven by virtual time; it costs more than this.)

const SLOTS = 1024;

interface Timer {
  next: Timer | null;
  prev: Timer | null;
  deadline: number; // ms
  resolve: () => void;
}

const nothing = (): void => {};

export class Wheel {
  /** The virtual time in milliseconds. */
  now = 0;
  private readonly slots: (Timer | null)[] = new Array<Timer | null>(SLOTS).fill(null);
  private readonly pending: Timer[] = [];

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.insert({ next: null, prev: null, deadline: this.now + ms, resolve });
    });
  }

  /** Goes on to `nowMs`, resolving what is due. */
  advance(nowMs: number): void {
    while (this.now < nowMs) {
      this.now++;
      let timer = this.slots[this.now % SLOTS];
      while (timer) {
        const next: Timer | null = timer.next;
        if (timer.deadline <= this.now) {
          this.remove(timer);
          timer.resolve();
        }
        timer = next;
      }
    }
  }

  setPending(count: number, delay: number): void {
    for (let i = 0; i < count; i++) {
      const timer: Timer = { next: null, prev: null, deadline: this.now + delay + i, resolve: nothing };
      this.insert(timer);
      this.pending.push(timer);
    }
  }

  reinsert(index: number, delay: number): void {
    const timer = this.pending[index];
    this.remove(timer);
    timer.deadline = this.now + delay;
    this.insert(timer);
  }

  private insert(timer: Timer): void {
    const slot = timer.deadline % SLOTS;
    const first = this.slots[slot];
    timer.next = first;
    timer.prev = null;
    if (first) first.prev = timer;
    this.slots[slot] = timer;
  }

  private remove(timer: Timer): void {
    if (timer.next) timer.next.prev = timer.prev;
    if (timer.prev) timer.prev.next = timer.next;
    else this.slots[timer.deadline % SLOTS] = timer.next;
  }
}
