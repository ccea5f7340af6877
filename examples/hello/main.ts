// Hello: two greetings at once, one of them a child task.

import { sleep } from "tacet/assembly";

async function greet(name: string, ms: f64): Promise<void> {
  await sleep(ms);
  console.log("hello " + name);
}

export async function main(): Promise<i32> {
  const world = greet("world", 20); // starts now, as in JavaScript
  await greet("there", 10);
  await world;
  return 0;
}
