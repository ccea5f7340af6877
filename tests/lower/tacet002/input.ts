// await in the default value of a parameter.
async function value(): Promise<i32> {
  return 1;
}

export async function run(a: i32, b: i32 = a + await value()): Promise<i32> {
  return a + b;
}

class C {
  async method(a: i32 = await value()): Promise<i32> {
    return a;
  }
}
