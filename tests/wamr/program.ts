// One program that asks for all that the C host performs, and what it comes to, however it is run.

/** Timers, children, arguments, stdout: all that the C host performs. */
export const PROGRAM = `
import { argument, File, frameBuffer, sleep, stdout } from "tacet/assembly";

async function step(name: string, ms: f64): Promise<void> {
  await sleep(ms);
  console.log(name);
}

export async function main(): Promise<i32> {
  const place = frameBuffer(16);
  const slow = step("slow", 60);
  await Promise.race([step("late", 1000), step("fast", 10)]);
  const bytes = await argument(0, place, 16);
  await stdout.writeAll(place, bytes);
  console.log("!");
  console.warn((await File.open("x")).error.toString());
  await slow;
  return <i32>await argument(1, place, 16) + 44;
}
`;

/** With one argument, `hello`, where there are no files; the exit code is ENOENT and 44. */
export const OUTCOME = { code: 0, stdout: "fast\nhello!\nslow\n", stderr: "-58\n" };
