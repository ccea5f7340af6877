// Async methods: of instances, static, of interfaces and overridden; generics over synchronous and asynchronous classes.
import { sleep } from "tacet/assembly";
import { trace } from "../trace";

interface Reader {
  read(): Promise<i32>;
}

class Fixed implements Reader {
  value: i32 = 5;

  async read(): Promise<i32> {
    return this.value;
  }
}

class Slow extends Fixed {
  async read(): Promise<i32> {
    await sleep(3);
    return this.value * 2;
  }

  static async twice(reader: Reader): Promise<i32> {
    return (await reader.read()) + (await reader.read());
  }
}

class Plain {
  read(): i32 {
    return 7;
  }
}

async function sum<T>(reader: T, count: i32): Promise<i32> {
  let s = 0;
  for (let i = 0; i < count; i++) s += await reader.read();
  return s;
}

const fixed = new Fixed();
const slow = new Slow();
const plain = new Plain();

export async function main(): Promise<void> {
  trace("fixed", await Slow.twice(fixed));
  trace("slow", await Slow.twice(slow));
  trace("plain", await sum(plain, 3));
  trace("generic", await sum(slow, 3));
}
