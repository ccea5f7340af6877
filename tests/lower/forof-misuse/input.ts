// for…of over what has nothing to iterate over.
class Point { x: i32 = 1; }
class Half { value: i32 = 0; next(): i32 { return 1; } }

export async function run(): Promise<void> {
  for (const x of 5) {}
  for (const x of new Point()) {}
  for (const x of new Half()) {}
  for (const x of missing) {}
}
