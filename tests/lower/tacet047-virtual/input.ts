// A cycle that only an override closes.
class Base {
  async step(n: i32): Promise<i32> {
    return n;
  }
}

class Derived extends Base {
  async step(n: i32): Promise<i32> {
    return await walk(this, n - 1);
  }
}

async function walk(base: Base, n: i32): Promise<i32> {
  return n > 0 ? await base.step(n) : 0;
}

export async function run(n: i32): Promise<i32> {
  return await walk(n > 5 ? new Base() : new Derived(), n);
}
