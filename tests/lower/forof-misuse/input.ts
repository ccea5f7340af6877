// for…of over what has nothing to iterate over.
class Point { x: i32 = 1; }
class Half { value: i32 = 0; next(): i32 { return 1; } }

export async function run(): Promise<void> {
  for (const x of 5) {}
  for (const x of new Point()) {}
  for (const x of new Half()) {}
  for (const x of missing) {}
  for (const entry of new Map<i32, i32>()) {}
  for (const [key, value, third] of new Map<i32, i32>()) {}
}
