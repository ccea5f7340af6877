// A command without a main: nothing that its starter calls.
//! flags --use TACET_ENTER=1 --exportStart main
export function main(): i32 {
  return 1;
}
