// The console prints UTF-8 of every length, empty lines, and all levels, in order.
import { yieldNow } from "tacet/assembly";

export async function main(): Promise<void> {
  console.log("plain");
  console.log("grüße, Ω, 中文, 🎵");
  console.log("");
  console.info("info");
  await yieldNow();
  console.debug("debug");
  console.log("end");
}
