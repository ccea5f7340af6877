// What frame storage can hold: @unmanaged classes, constant sizes within limits.
import { frameBuffer, inFrame } from "tacet/assembly";

class Managed {
  value: usize;
}

const SIZE: usize = 16;

async function managed(): Promise<usize> {
  return inFrame<Managed>().value;
}

async function number(): Promise<usize> {
  return inFrame<usize>() + 1;
}

async function dynamic(n: usize): Promise<usize> {
  return load<u8>(frameBuffer(n));
}

async function zero(): Promise<usize> {
  return load<u8>(frameBuffer(0));
}

async function huge(): Promise<usize> {
  return load<u8>(frameBuffer(SIZE << 24));
}

export async function run(n: usize): Promise<usize> {
  return (await managed()) + (await number()) + (await dynamic(n)) + (await zero()) + (await huge()) + frameBuffer(SIZE * 2);
}
