// await of what is not a promise gives the value at once, without a suspension; generic code serves both.
//! javascript
//! allocates
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

class Now {
  read(n: i32): i32 {
    return n + 1;
  }
}

class Later {
  async read(n: i32): Promise<i32> {
    await yieldNow();
    return n + 2;
  }
}

async function twice<R>(r: R, n: i32): Promise<i32> {
  return (await r.read(n)) + (await r.read(n * 10));
}

function plain(): i32 {
  mark("plain");
  return 3;
}

const now = new Now();
const later = new Later();
const text = "text";

export async function run(): Promise<i32> {
  trace("literal", await 5);
  trace("negative", await -5);
  trace("sum", await 1 + await 2);
  trace("sum", await (1 + 2));
  trace("call", await plain());
  trace("bool", await true);
  trace("nested", await (await (await 4)));
  const x = await plain() + (await later.read(await 1));
  trace("x", x);
  trace("string", await text);
  await plain();
  trace("now", await twice(now, 1));
  trace("later", await twice(later, 1));
  return await x;
}
