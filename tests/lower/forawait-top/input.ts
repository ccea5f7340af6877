// for await at the top level of the entry file.
import { yieldNow } from "tacet/assembly";
import { trace } from "../trace";
async function* g(): AsyncGenerator<i32> { yield 1; await yieldNow(); yield 2; }
let n = 0;
for await (const x of g()) n += x;
export async function run(): Promise<void> { await yieldNow(); trace<i32>("n", n); }
