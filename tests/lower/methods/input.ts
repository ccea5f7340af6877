// Async methods: static, instance, inherited, overridden, through a base reference, through an interface, super calls.
//! javascript
//! allocates
import { yieldNow } from "tacet/assembly";
import { mark, trace } from "../trace";

interface Source {
  next(n: i32): Promise<i32>;
}

class Base implements Source {
  static made: i32 = 0;
  id: i32;

  constructor(id: i32) {
    this.id = id;
    Base.made++;
  }

  static async make(n: i32): Promise<Base> {
    await yieldNow();
    return n % 2 ? new Derived(n) : new Base(n);
  }

  async next(n: i32): Promise<i32> {
    mark("Base.next");
    await yieldNow();
    return this.id * 10 + n;
  }

  async twice(n: i32): Promise<i32> {
    const first = await this.next(n);
    return first * 100 + await this.next(n + 1);
  }

  async plain(n: i32): Promise<i32> {
    return n + 1;
  }
}

class Derived extends Base {
  extra: i32 = 5;

  async next(n: i32): Promise<i32> {
    mark("Derived.next");
    const base = await super.next(n);
    this.extra++;
    return base + this.extra;
  }

  async plain(n: i32): Promise<i32> {
    await yieldNow();
    return n + 2;
  }
}

class Deeper extends Derived {
  async plain(n: i32): Promise<i32> {
    return (await super.plain(n)) * 2;
  }
}

class Other implements Source {
  async next(n: i32): Promise<i32> {
    mark("Other.next");
    return -n;
  }
}

async function pull(source: Source, n: i32): Promise<i32> {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await source.next(i);
  return sum;
}

async function through(base: Base, n: i32): Promise<i32> {
  return (await base.plain(n)) + (await base.twice(n));
}

export async function run(): Promise<i32> {
  const a = await Base.make(2);
  const b = await Base.make(3);
  const c = new Deeper(4);
  const d = new Other();
  trace("a", await through(a, 1));
  trace("b", await through(b, 1));
  trace("c", await through(c, 1));
  trace("pull a", await pull(a, 2));
  trace("pull b", await pull(b, 2));
  trace("pull d", await pull(d, 3));
  trace("direct", await c.plain(3) + await d.next(1));
  return Base.made;
}
