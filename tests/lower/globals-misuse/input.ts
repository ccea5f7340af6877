// Variables of the module that are used while their own values are compiled: told as asc tells it, wherever their types are asked for.
import { sleep } from "tacet/assembly";

class Point {
  x: i32 = 1;
}

const started = start();
const point = made();

async function start(): Promise<i32> {
  await sleep(1);
  return started + 1;
}

function made(): Point {
  const x = point.x;
  return new Point();
}

export async function run(): Promise<i32> {
  return point.x;
}
