// Patterns that cannot be taken apart, each with its cause and what to write.

class Point {
  constructor(public x: i32, public y: i32) {}
}

function noValue(): void {
  let [a, b];
}

function tooShort(): void {
  const [a, b, c] = [1, 2];
}

function hole(): void {
  const [a, b] = [1, , 3];
}

function noMember(): void {
  const { x, z } = { x: 1, y: 2 };
}

function objectRest(p: Point): void {
  const { x, ...others } = p;
}

function computed(p: Point, name: string): void {
  const { [name]: x } = p;
}

function restNotLast(list: i32[]): void {
  const [...a, b] = list;
}

function notAName(list: i32[]): void {
  const [a, 1] = list;
}

function notClosed(list: i32[]): void {
  const [a b] = list;
}
