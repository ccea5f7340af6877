// Memory of a frame, at every alignment: WebAssembly needs none, some processors do.
import { frameBuffer, yieldNow } from "tacet/assembly";
import { trace, trace2 } from "../trace";

export async function main(): Promise<void> {
  const at = frameBuffer(40);
  for (let i: usize = 0; i < 40; i++) store<u8>(at + i, <u8>(i * 7));
  await yieldNow();
  for (let i: usize = 0; i < 4; i++) {
    trace2("u16, u32 at", load<u16>(at + i), load<u32>(at + i));
    trace("u64", load<u64>(at + i));
  }
  for (let i: usize = 0; i < 4; i++) {
    store<u16>(at + 8 + i, 0x1234);
    store<u32>(at + 16 + i, 0x89abcdef);
    store<u64>(at + 24 + i, 0x0123456789abcdef);
    store<f64>(at + 8 + i, load<f64>(at + 24 + i));
  }
  let sum: u32 = 0;
  for (let i: usize = 0; i < 40; i++) sum = sum * 31 + load<u8>(at + i);
  trace("sum", sum);
  memory.copy(at + 3, at, 20);
  memory.copy(at, at + 1, 30);
  memory.fill(at + 33, 0xee, 3);
  sum = 0;
  for (let i: usize = 0; i < 40; i++) sum = sum * 31 + load<u8>(at + i);
  trace("sum", sum);
}
