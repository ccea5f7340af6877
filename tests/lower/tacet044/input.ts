// Frame storage needs a frame.
import { frameBuffer, inFrame, limit, scope } from "tacet/assembly";

@unmanaged
class Parser {
  state: i32;
}

export function plain(): usize {
  const parser = inFrame<Parser>();
  return frameBuffer(16) + changetype<usize>(parser);
}

export function scopes(): void {
  const one = scope();
  if (limit(one.count)) return;
}

const global = frameBuffer(8);

export async function run(): Promise<usize> {
  return plain() + global;
}
