// Patterns of the wrong shape: asc's own messages, at the name in the pattern.

class Point {
  constructor(public x: i32, public y: i32) {}
}

function notIndexed(p: Point): void {
  const [a, b] = p;
}

function noField(p: Point): void {
  const { x, z } = p;
}

function twice(p: Point): void {
  const { x, y: x } = p;
}

function constant(p: Point): void {
  const { x } = p;
  x = 1;
}

export function run(): void {
  const p = new Point(1, 2);
  notIndexed(p);
  noField(p);
  twice(p);
  constant(p);
}
