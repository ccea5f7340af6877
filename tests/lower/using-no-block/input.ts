// `using` where no block ends at which it would be disposed.
class Resource {
  [Symbol.dispose](): void {}
}

function cases(n: i32): void {
  switch (n) {
    case 1:
      using a = new Resource();
      break;
    default: {
      using b = new Resource(); // this has one
    }
  }
  if (n > 1) using c = new Resource();
}

export async function run(): Promise<void> {
  cases(1);
}
