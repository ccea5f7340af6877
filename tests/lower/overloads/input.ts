// Operators and indexers of classes, with awaits among the operands.
//! allocates
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";

class Vec {
  constructor(public x: i32, public y: i32) {}
  @operator("+") plus(o: Vec): Vec {
    return new Vec(this.x + o.x, this.y + o.y);
  }
  @operator("==") same(o: Vec): bool {
    return this.x == o.x && this.y == o.y;
  }
  @operator.prefix("-") negated(): Vec {
    return new Vec(-this.x, -this.y);
  }
  @operator("[]") get(i: i32): i32 {
    return i ? this.y : this.x;
  }
  @operator("[]=") set(i: i32, v: i32): void {
    if (i) this.y = v;
    else this.x = v;
  }
}

async function vec(x: i32, y: i32): Promise<Vec> {
  await yieldNow();
  return new Vec(x, y);
}

async function n(v: i32): Promise<i32> {
  await yieldNow();
  return v;
}

export async function run(): Promise<void> {
  const a = (await vec(1, 2)) + (await vec(10, 20)) + -(await vec(3, 4));
  trace("sum", a.x * 100 + a.y);
  trace("equal", (await vec(1, 2)) == (await vec(1, 2)));
  trace("index", a[await n(1)] + (await vec(5, 6))[await n(0)]);
  a[await n(0)] = await n(77);
  trace("set", a.x);
}
