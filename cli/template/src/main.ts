import { sleep } from "tacet/assembly";

/** Waits, then adds: a function that JavaScript can call, too. */
export async function addLater(a: i32, b: i32, ms: f64): Promise<i32> {
  await sleep(ms);
  return a + b;
}

/** The program: `npm start` runs it and exits with what it returns. */
export async function main(): Promise<i32> {
  console.log("adding ...");
  const sum = await addLater(40, 2, 500);
  console.log("40 + 2 = " + sum.toString());
  return 0;
}
