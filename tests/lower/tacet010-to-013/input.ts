// What is read but not compiled yet, and what is misplaced.
function* generator(): Generator<i32> {
  yield 1;
}

const value = async function* (): AsyncGenerator<i32> {
  yield 1;
};

function plain(): void {
  yield 2;
}

async function consumer(): Promise<void> {
  for await (let i = 0; i < 1; i++) {}
}

using top = generator();
