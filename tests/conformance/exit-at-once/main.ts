// A main that waits for nothing has ended before the host's first turn: its exit code is told all the same.
//! alone
export async function main(): Promise<i32> {
  console.log("at once");
  return 9;
}
