// A @host function in a command: nobody could complete it.
//! flags --use TACET_ENTER=1 --exportStart main
// @ts-ignore: decorator
@host declare function ask(n: i32): Promise<i32>;

export async function main(): Promise<i32> {
  return await ask(1);
}
