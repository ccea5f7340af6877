// Async functions and generators without a result type.
async function plain() {}

async function* values() {
  yield 1;
}

class Steps {
  async act(n: i32) {}
  *each() {
    yield 1;
  }
}

export async function run(): Promise<void> {
  await plain();
}
