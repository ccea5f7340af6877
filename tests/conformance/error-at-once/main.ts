// An error that leaves main before its first await.
//! alone
export async function main(): Promise<i32> {
  console.log("before");
  throw new RangeError("too far");
}
