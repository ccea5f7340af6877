// An async function whose declared result is not a promise.
async function number(): i32 {
  return 1;
}

async function nothing(): void {}

class C {
  async method(): string {
    return "";
  }
}

export async function run(): Promise<void> {
  number();
  nothing();
  new C().method();
}
