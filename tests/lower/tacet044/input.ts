// Frame storage needs a frame.
import { frameBuffer, inFrame } from "tacet/assembly";

@unmanaged
class Parser {
  state: i32;
}

export function plain(): usize {
  const parser = inFrame<Parser>();
  return frameBuffer(16) + changetype<usize>(parser);
}

const global = frameBuffer(8);

export async function run(): Promise<usize> {
  return plain() + global;
}
