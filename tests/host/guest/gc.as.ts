// Programs under a collecting runtime: strings across the border and across awaits, memory that grows under an operation.

import { File, frameBuffer, sleep, TcpStream } from "tacet/assembly";

export async function greet(name: string, other: string): Promise<string> {
  await sleep(1);
  return "hello " + name + " and " + other;
}

/** Opens a path nobody holds but the operation, with collections meanwhile. @returns 1 if it is there */
export async function exists(directory: string, name: string): Promise<i32> {
  const file = await File.open(directory + "/" + name);
  const ok = file.ok;
  await file.close();
  return ok ? 1 : file.error;
}

/** Makes garbage and collects it. */
export async function churn(rounds: i32): Promise<void> {
  for (let i = 0; i < rounds; i++) {
    for (let k = 0; k < 100; k++) new Array<i32>(100);
    __collect();
    await sleep(0);
  }
}

/** Makes memory grow. @returns pages added */
export async function grow(pages: i32): Promise<i32> {
  const before = memory.size();
  memory.grow(pages);
  return memory.size() - before;
}

/** Reads once from 127.0.0.1:`port`. @returns the text */
export async function readOnce(port: u16): Promise<string> {
  const buffer = frameBuffer(64);
  const stream = await TcpStream.connect("127.0.0.1", port);
  const bytes = await stream.read(buffer, 64);
  await stream.close();
  return bytes < 0 ? "error " + bytes.toString() : String.UTF8.decodeUnsafe(buffer, bytes);
}
