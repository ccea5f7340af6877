// asc itself tells of a promise that is used as its value.
async function number(): Promise<i32> {
  return 1;
}

function take(n: i32): void {}

function each(f: (n: i32) => void): void {
  f(1);
}

async function handed(): Promise<void> {
  each(async (n: i32): Promise<void> => {
    await number();
  });
}

export async function run(): Promise<i32> {
  const a: i32 = number();
  take(number());
  let b = 1 + number();
  number().unknown();
  await handed();
  return b;
}
