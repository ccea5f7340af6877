// Results of operations as exceptions.
import { Errno, ioCheck, IoError, yieldNow } from "tacet/assembly";
import { trace } from "../trace";

async function operation(result: i32): Promise<i32> {
  await yieldNow();
  return result;
}

async function attempt(result: i32): Promise<void> {
  try {
    trace("result", ioCheck(await operation(result)));
  } catch (e) {
    trace(e.name, e.message);
    if (e instanceof IoError) trace<i32>("code", (e as IoError).code);
  }
}

export async function run(): Promise<i32> {
  await attempt(5);
  await attempt(Errno.ECONNRESET);
  await attempt(Errno.E2BIG);
  await attempt(Errno.ENOTCAPABLE);
  await attempt(i32.MIN_VALUE);
  return ioCheck(await operation(Errno.ENOENT));
}
