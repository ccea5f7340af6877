// `e instanceof E` of what was caught: `e` is an E on that side of an `if`, of && and of ? :, behind an `if` that leaves, in closures.
//! javascript
//! runtimes stub minimal incremental
//! allocates
import { sleep } from "tacet/assembly";
import { mark, trace } from "../trace";

class HttpError extends Error {
  constructor(public status: i32, public delay: i32 = 5) {
    super("http " + status.toString());
    this.name = "HttpError";
  }

  get isFatal(): bool {
    return this.status < 500;
  }
}

class Gone extends HttpError {
  constructor(public where: string) {
    super(410);
  }

  async log(): Promise<void> {
    await sleep(1);
    trace("gone", this.where);
  }
}

async function request(n: i32): Promise<i32> {
  await sleep(1);
  switch (n) {
    case 0: throw new HttpError(503, 7);
    case 1: throw new HttpError(404);
    case 2: throw new Gone("here");
    case 3: throw new RangeError("range");
  }
  return n;
}

async function twice(f: () => Promise<i32>): Promise<i32> {
  return (await f()) + (await f());
}

async function ways(n: i32): Promise<i32> {
  try {
    return await request(n);
  } catch (e) {
    if (e instanceof HttpError && e.status == 404) return -404;
    if (e instanceof Gone) {
      await e.log();
      return await twice(async (): Promise<i32> => {
        await sleep(1);
        return e.where.length;
      });
    }
    const isFatal = e instanceof HttpError ? e.isFatal : true;
    trace("fatal", isFatal);
    if (!(e instanceof HttpError)) throw e;
    await sleep(e.delay);
    trace("message", e.message);
    return e.status;
  }
}

async function chain(n: i32): Promise<string> {
  try {
    await request(n);
  } catch (e) {
    if (e instanceof Gone) return e.where;
    else if (e instanceof HttpError) {
      if (e.status > 500 || e.delay == 5) return "delay " + e.delay.toString();
    } else if (e instanceof RangeError) return e.message;
  }
  return "none";
}

async function rounds(n: i32): Promise<i32> {
  for (let i = 0; ; i++) {
    try {
      return await request(n);
    } catch (e) {
      if (!(e instanceof HttpError) || e.isFatal) {
        if (e instanceof HttpError) return e.status;
        throw e;
      }
      for (let k = 0; k < 3; k++) {
        if (!(e instanceof Gone)) continue;
        trace("where", e.where);
      }
      if (i == 2) return e.delay;
    }
  }
}

/** A variable of the same name is another one, and what an inner `catch` takes is not narrowed by the outer one. */
async function shadows(n: i32): Promise<void> {
  try {
    await request(n);
  } catch (e) {
    if (e instanceof HttpError) {
      {
        const e = "other";
        trace("e", e);
      }
      try {
        await request(3);
      } catch (e) {
        trace("inner", e.message);
        if (e instanceof RangeError) mark(e.name);
      }
      trace("outer", e.status);
    }
  }
}

function plain(n: i32): i32 {
  try {
    if (n > 1) throw new HttpError(n);
    return 0;
  } catch (e) {
    return e instanceof HttpError ? e.status : -1;
  }
}

export async function run(): Promise<void> {
  for (let n = 0; n < 5; n++) {
    try {
      trace("ways", await ways(n));
    } catch (e) {
      trace("threw", e.message);
    }
    trace("chain", await chain(n));
    try {
      trace("rounds", await rounds(n));
    } catch (e) {
      trace("threw", e.name);
    }
  }
  await shadows(1);
  trace("plain", plain(7));
}
