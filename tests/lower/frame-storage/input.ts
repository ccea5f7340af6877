// Storage in the frame that is returned, or kept by the module.
import { frameBuffer, inFrame, yieldNow } from "tacet/assembly";

@unmanaged
class Point {
  x: i32;
}

class Known {
  static point: Point = changetype<Point>(0);
}

let kept: usize = 0;

async function buffer(): Promise<usize> {
  const bytes = frameBuffer(8);
  await yieldNow();
  return bytes;
}

async function point(): Promise<Point> {
  if (kept) return inFrame<Point>();
  const p = inFrame<Point>();
  return (p as Point);
}

async function keeps(): Promise<void> {
  const bytes = frameBuffer(8);
  kept = bytes;
  Known.point = inFrame<Point>();
}

async function fills(p: Point, bytes: usize): Promise<Point> {
  await yieldNow();
  p.x = load<u8>(bytes);
  return p; // its caller's
}

async function fine(): Promise<i32> {
  const p = inFrame<Point>();
  const bytes = frameBuffer(8);
  const same = await fills(p, bytes);
  return same.x;
}

export async function run(): Promise<void> {
  await buffer();
  await point();
  await keeps();
  await fine();
}
