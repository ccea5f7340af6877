// asc itself tells of a promise that is used as its value.
async function number(): Promise<i32> {
  return 1;
}

function take(n: i32): void {}

export async function run(): Promise<i32> {
  const a: i32 = number();
  take(number());
  let b = 1 + number();
  return b;
}
