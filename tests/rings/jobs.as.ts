// The program that fuzz-guest.c enters: six tasks, more than its rings have entries. Each reads and then writes what it was told.

import { frameBuffer, stdin, stdout } from "tacet/assembly";

async function job(number: u32): Promise<void> {
  const told = frameBuffer(16); // number, result, eight bytes
  while (true) {
    const result = await stdin.read(told + 8, 8);
    store<u32>(told, number);
    store<i32>(told, result, 4);
    await stdout.write(told, 16);
  }
}

export async function main(): Promise<void> {
  await Promise.all([job(0), job(1), job(2), job(3), job(4), job(5)]);
}
