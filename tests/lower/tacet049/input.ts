// A pool's number must be a constant from 1 on.
import { trySpawn, yieldNow } from "tacet/assembly";

let variable = 3;
const CONSTANT: i32 = 2;

@pool(0)
async function zero(): Promise<void> {
  await yieldNow();
}

@pool(variable)
async function dynamic(): Promise<void> {
  await yieldNow();
}

@pool
async function bare(): Promise<void> {
  await yieldNow();
}

@pool(1, 2)
async function two(): Promise<void> {
  await yieldNow();
}

@pool(-1)
async function negative(): Promise<void> {
  await yieldNow();
}

@pool(CONSTANT * 2)
async function fine(): Promise<void> {
  await yieldNow();
}

export function start(): void {
  variable++;
  trySpawn(zero());
  trySpawn(dynamic());
  trySpawn(bare());
  trySpawn(two());
  trySpawn(negative());
  trySpawn(fine());
}
