// Calls whose types can't be found out because of an argument: what is wrong with that is said.
import { sleep } from "tacet/assembly";

class Point {
  x: i32 = 1;

  async read(): Promise<i32> {
    await sleep(1);
    return this.x;
  }
}

async function point(): Promise<Point> {
  await sleep(1);
  return new Point();
}

async function number(): Promise<i32> {
  return 1;
}

function same<T>(value: T): T {
  return value;
}

export async function run(): Promise<i32> {
  same(point().x);
  same((await point()).y);
  same(nowhere);
  same(number() + 1);
  await same(point().read());
  return 0;
}
