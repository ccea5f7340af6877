// Where nothing says of which class an error is: before the question, on its other side, behind it, where another class may be, and of a
// variable that is assigned.
import { sleep } from "tacet/assembly";

class CodeError extends Error {
  code: i32 = 4;
}

class OtherError extends Error {
  code: i32 = 5;
}

async function fail(): Promise<void> {
  await sleep(1);
  throw new CodeError("code");
}

async function before(): Promise<i32> {
  try {
    await fail();
  } catch (e) {
    return e.code;
  }
  return 0;
}

async function others(): Promise<i32> {
  let sum = 0;
  try {
    await fail();
  } catch (e) {
    if (e instanceof CodeError) sum = e.code;
    else sum = e.code;
    sum += e.code;
    if (e instanceof CodeError || e instanceof OtherError) sum += e.code;
    while (e instanceof CodeError) {
      if (sum++ > 9) break;
    }
    sum += e.code;
  }
  return sum;
}

async function assigned(): Promise<i32> {
  try {
    await fail();
  } catch (e) {
    if (e instanceof CodeError) {
      e = new OtherError("other");
      return e.code;
    }
  }
  return 0;
}

export async function run(): Promise<i32> {
  return (await before()) + (await others()) + (await assigned());
}
