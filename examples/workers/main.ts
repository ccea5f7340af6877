// Worker pool with a rate limit: WORKERS tasks share a list of jobs and ask a server on 127.0.0.1 about each, one request every INTERVAL_MS
// whoever makes it.
//
//   tacet run examples/workers/main.ts -- PORT COUNT
//
// A job whose connection breaks is tried again, twice at most. Prints the sum of the answers. Exit code 0 when all jobs were done, 1 otherwise.

import { argument, frameBuffer, ioCheck, IoError, now, scope, sleep, TcpStream } from "tacet/assembly";

const WORKERS: i32 = 3;
const INTERVAL_MS: f64 = 20;
const TRIES: i32 = 3;
const BUFFER_BYTES: u32 = 32;

/** Lets one caller go on every `intervalUs`, in the order they ask. */
class RateLimit {
  private nextUs: u64 = 0;

  constructor(private readonly intervalUs: u64) {}

  /** Cancel: the turn is lost. */
  async turn(): Promise<void> {
    const atUs = max(now(), this.nextUs);
    this.nextUs = atUs + this.intervalUs;
    await sleep(<f64>(atUs - now()) / 1_000);
  }
}

/** The jobs, and what came of them; each worker iterates over the same. */
class Jobs {
  private taken: i32 = 0;
  sum: i64 = 0;
  lost: i32 = 0;

  constructor(readonly count: i32) {}

  *[Symbol.iterator](): Generator<i32> {
    while (this.taken < this.count) yield ++this.taken;
  }
}

/** Asks about one job. Throws where the connection breaks. */
async function ask(port: u16, job: i32, buffer: usize): Promise<i32> {
  await using stream = ioCheck(await TcpStream.connect("127.0.0.1", port));
  const length = <u32>String.UTF8.encodeUnsafe(changetype<usize>(job.toString()), job.toString().length, buffer);
  ioCheck(await stream.writeAll(buffer, length));
  const bytes = ioCheck(await stream.read(buffer, BUFFER_BYTES));
  if (bytes == 0) throw new Error("no answer");
  return I32.parseInt(String.UTF8.decodeUnsafe(buffer, bytes)) as i32;
}

// @ts-ignore: decorator
@pool(3)
async function worker(jobs: Jobs, rate: RateLimit, port: u16): Promise<void> {
  const buffer = frameBuffer(BUFFER_BYTES);
  for (const job of jobs) {
    for (let tries = 1; ; tries++) {
      await rate.turn();
      try {
        const answer = await ask(port, job, buffer);
        jobs.sum += answer; // `+= await …` would add to the sum from before the await, as in JavaScript
        break;
      } catch (e) {
        console.log("job " + job.toString() + ": " + (e instanceof IoError ? "the network says " : "") + e.message);
        if (tries == TRIES) {
          jobs.lost++;
          break;
        }
      }
    }
  }
}

async function number(index: u32, buffer: usize): Promise<i32> {
  const bytes = await argument(index, buffer, BUFFER_BYTES);
  return bytes > 0 ? I32.parseInt(String.UTF8.decodeUnsafe(buffer, min(bytes, <i32>BUFFER_BYTES))) as i32 : -1;
}

export async function main(): Promise<i32> {
  const buffer = frameBuffer(BUFFER_BYTES);
  const port = await number(0, buffer);
  const count = await number(1, buffer);
  if (port < 0 || count < 0) {
    console.error("usage: workers PORT COUNT");
    return 2;
  }
  const jobs = new Jobs(count);
  const rate = new RateLimit(<u64>(INTERVAL_MS * 1_000));
  {
    await using workers = scope();
    for (let i = 0; i < WORKERS; i++) await workers.spawn(worker(jobs, rate, <u16>port));
  }
  console.log("sum " + jobs.sum.toString() + ", " + jobs.lost.toString() + " lost");
  return jobs.lost ? 1 : 0;
}
