// Exported async functions whose values no host could pass or take. What is not exported may have any type.
//! flags --enable simd
import { sleep } from "tacet/assembly";

class Point {
  constructor(public x: i32, public y: i32) {}
}

enum Color { Red, Green }

export async function lengthOf(point: Point): Promise<f64> {
  await sleep(1);
  return <f64>(point.x + point.y);
}

export async function middle(a: i32, b: i32): Promise<Point | null> {
  await sleep(1);
  return inner(a, b);
}

export async function splat(by: v128): Promise<i32> {
  await sleep(1);
  return i32x4.extract_lane(by, 0);
}

async function inner(a: i32, b: i32): Promise<Point | null> {
  await sleep(1);
  return new Point(a, b);
}

export async function fine(color: Color, name: string, wide: u64): Promise<string> {
  await sleep(<f64>wide);
  return color == Color.Red ? name : "";
}
