// Results of combinators in others that can't be had in one piece.
import { shield, yieldNow } from "tacet/assembly";

async function v(n: i32): Promise<i32> {
  await yieldNow();
  return n;
}

async function whole(): Promise<void> {
  const [both, c] = await Promise.all([Promise.all([v(1), v(2)]), v(3)]);
}

async function settled(): Promise<void> {
  const [both, c] = await Promise.all([shield(Promise.allSettled([v(1), v(2)])), v(3)]);
}

async function rest(): Promise<void> {
  const [[a, ...others]] = await Promise.all([Promise.all([v(1), v(2)])]);
}

export async function run(): Promise<void> {
  await whole();
  await settled();
  await rest();
}
